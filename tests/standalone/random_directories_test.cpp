// A thousand directories as accidents leave them: the key of the data store never becomes another one.

#include "standalone/render.hpp"
#include "standalones.hpp"
#include "support/matchers.hpp"

#include <array>
#include <random>
#include <string>

namespace idpsync::standalone {
namespace {

using namespace test;

const std::array<std::string, 3> store_keys{
    "Zmlyc3Qta2V5LXRoYXQtaXMtbm90LXJlYWwtYXQtYWxsISE=", "c2Vjb25kLWtleS10aGF0LWlzLW5vdC1yZWFsLWF0LWFsbCE=",
    "dGhpcmQta2V5LXRoYXQtaXMtbm90LXJlYWwtYXQtYWxsISE="};

/// A directory in which files are missing, half written, empty, or of another time.
class RandomDirectory
{
public:
    explicit RandomDirectory(unsigned seed) : engine_(seed) {}

    DirectoryFiles next()
    {
        DirectoryFiles files;
        if (below(4) != 0)
            files.server_json = management_json();
        if (below(3) == 0)
            files.script_json = management_json();
        for (auto left = below(3); left != 0; --left)
            files.backups.emplace("management.json.bkp." + std::to_string(1'700'000'000 + left),
                                  management_json());
        if (below(5) != 0)
            files.setup_env = setup_env();
        return files;
    }

private:
    std::size_t below(std::size_t limit) { return engine_() % limit; }

    std::string some_key()
    {
        return below(3) == 0 ? std::string() : store_keys.at(below(2) == 0 ? 0 : below(3));
    }

    std::string management_json()
    {
        std::string text = R"({"Datadir": "", "DataStoreEncryptionKey": ")" + some_key() +
                           R"(", "HttpConfig": {"AuthAudience": "netbird"}})";
        switch (below(8))
        {
        case 0: return text.substr(0, below(text.size()));
        case 1: return "{}";
        case 2: return R"({"DataStoreEncryptionKey": null})";
        case 3: return "[]";
        default: return text;
        }
    }

    std::string setup_env()
    {
        std::string text = "NETBIRD_DOMAIN=netbird.example.com\n";
        if (below(2) == 0)
            text += (below(3) == 0 ? "" : "export ") + std::string("NETBIRD_DATASTORE_ENC_KEY='") +
                    some_key() + "'\n";
        if (below(4) == 0)
            text += "NETBIRD_AUTH_AUDIENCE=other\nTURN_PASSWORD=x\n";
        if (below(10) == 0)
            text += "NETBIRD_AUTH_CLIENT_ID=$(id)\n";
        return text.substr(0, below(6) == 0 ? below(text.size()) : text.size());
    }

    std::mt19937 engine_;
};

std::string text_in(const Rendering& rendering, std::string_view name,
                    const std::optional<std::string>& before)
{
    for (const auto& file : rendering.files)
        if (file.name == name)
            return file.text;
    return before.value_or(std::string());
}

std::string key_in(const std::optional<std::string>& management_json)
{
    const auto carried = management_json ? carried_in(*management_json) : std::nullopt;
    return carried ? carried->data_store_key : std::string();
}

/// What the directory holds once that was written.
DirectoryFiles written(DirectoryFiles files, const Rendering& rendering)
{
    for (const auto& file : rendering.files)
    {
        if (file.name == file_names::setup_env)
            files.setup_env = file.text;
        if (file.name == file_names::server_json)
            files.server_json = file.text;
        files.modes[file.name] = 0600;
    }
    return files;
}

TEST(RandomDirectories, NeverGetAnotherKeyOfTheDataStore)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    const auto rendered = [&](const DirectoryFiles& files) {
        return render({.declared = declared,
                       .provider = {.issuer = declared.issuer, .keys = "k", .token = "t"},
                       .secret = fake_secret,
                       .files = files,
                       .management_json = true});
    };
    RandomDirectory directories(20'261'130);
    int rendered_once = 0;
    for (int i = 0; i < 1000; ++i)
    {
        const auto files = directories.next();
        const auto rendering = rendered(files);
        if (!rendering.refused.empty())
            continue;
        ++rendered_once;
        // What the server reads keeps its key, byte for byte.
        const auto in_force = key_in(files.server_json);
        const auto after = text_in(rendering, file_names::server_json, files.server_json);
        EXPECT_EQ(key_in(after), in_force) << i;
        // And configure.sh puts the same one there the next time.
        const auto setup = parse_setup_env(text_in(rendering, file_names::setup_env, files.setup_env));
        const auto next_run = key_of_next_run(setup, files.script_json);
        ASSERT_TRUE(next_run) << i;
        if (!in_force.empty())
            EXPECT_EQ(*next_run, in_force) << i;
        // Where the server has none, none that is known is lost.
        if (in_force.empty())
            for (const auto& [name, backup] : files.backups)
                EXPECT_EQ(key_in(backup), "") << i;
        // A second one finds nothing to do; every third is enough to see that.
        if (i % 3 != 0)
            continue;
        const auto again = rendered(written(files, rendering));
        EXPECT_THAT(again.refused, IsEmpty()) << i;
        for (const auto& file : again.files)
            EXPECT_THAT(file.changes, IsEmpty()) << i << ' ' << file.name << ' ' << file.changes.front().key;
    }
    EXPECT_GT(rendered_once, 200);
    EXPECT_LT(rendered_once, 800);
}

} // namespace
} // namespace idpsync::standalone
