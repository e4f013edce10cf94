// `standalone render`, as an operator runs it: real files, and a provider behind a socket.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "sandbox/provider/provider.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace idpsync::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* api_token = "not-a-real-api-token-8c31";

class StandaloneTest : public testing::Test
{
protected:
    StandaloneTest()
    {
        issuer = host.netbird.ask([](sandbox::Sandbox& sandbox) {
            return sandbox.add_local_provider("id", {.profile = sandbox::Profile::pocketid_2_14}).issuer();
        });
        fs::create_directories(host.path("netbird/artifacts"));
        host.write_file("pocket-id-api", std::string(api_token) + "\n");
        configure("  manager: {token: {file: pocket-id-api}}\n");
    }

    void configure(const std::string& more)
    {
        host.write_file("standalone.yaml",
                        "version: 1\nstandalone:\n  provider: pocketid\n  issuer: " + issuer +
                            "\n  client_id: netbird\n  domain: netbird.acme.org\n  directory: netbird\n" +
                            more);
    }

    ProcessResult program(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", host.path("standalone.yaml"), "--state-dir",
                                           host.path("state"), "--runtime-dir", host.path("run")});
        auto result = run(IDPSYNC_PROGRAM, arguments);
        EXPECT_THAT(result.out + result.err, Not(HasSubstr(api_token)));
        return result;
    }

    ProcessResult render(std::vector<std::string> more = {})
    {
        more.insert(more.begin(), {"standalone", "render"});
        return program(std::move(more));
    }

    [[nodiscard]] std::string setup() const { return host.read_file("netbird/setup.env"); }

    [[nodiscard]] std::vector<std::string> names_in(const std::string& directory) const
    {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(host.path(directory)))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }

    [[nodiscard]] unsigned mode_of(const std::string& name) const
    {
        struct stat found = {};
        EXPECT_EQ(::stat(host.path(name).c_str(), &found), 0) << name;
        return found.st_mode & 07777U;
    }

    Installation host;
    std::string issuer;
};

TEST_F(StandaloneTest, ShowsWhatItWouldWriteAndWritesNothing)
{
    const auto shown = render();
    EXPECT_EQ(shown.exit, 2) << shown.err;
    EXPECT_THAT(shown.out, StartsWith("+ " + host.path("netbird/setup.env") + "  (new)\n"));
    EXPECT_THAT(shown.out, HasSubstr("  NETBIRD_AUTH_CLIENT_ID\n"
                                     "      nothing → \"netbird\"\n"
                                     "      client_id: the client of the dashboard"));
    EXPECT_THAT(shown.out, HasSubstr("  NETBIRD_IDP_MGMT_EXTRA_API_TOKEN\n      nothing → (secret)\n"));
    EXPECT_THAT(shown.out, HasSubstr("note: setup.env takes effect with ./configure.sh"));
    EXPECT_THAT(names_in("netbird"), ElementsAre("artifacts"));
}

TEST_F(StandaloneTest, WritesOnceAndIsDone)
{
    const auto written = render({"--write"});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_THAT(written.out, HasSubstr("written: " + host.path("netbird/setup.env") + "\n"));
    EXPECT_EQ(mode_of("netbird/setup.env"), 0600U);
    EXPECT_THAT(setup(), HasSubstr(std::string("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN='") + api_token + "'\n"));
    EXPECT_THAT(setup(), HasSubstr("NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT='" + issuer +
                                   "/.well-known/openid-configuration'\n"));
    EXPECT_THAT(setup(), HasSubstr("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID='netbird'\n"));
    const auto again = render();
    EXPECT_EQ(again.exit, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("are as declared"));
    const auto before = setup();
    EXPECT_EQ(render({"--write"}).exit, 0);
    EXPECT_EQ(setup(), before);
    EXPECT_THAT(names_in("netbird"), ElementsAre("artifacts", "setup.env"));
}

TEST_F(StandaloneTest, KeepsABackupThatOthersCannotRead)
{
    const std::string before = "# by hand\nNETBIRD_DOMAIN=netbird.acme.org\nNETBIRD_AUTH_AUDIENC=x\n";
    host.write_file("netbird/setup.env", before);
    fs::permissions(host.path("netbird/setup.env"), fs::perms::others_read, fs::perm_options::add);
    const auto written = render({"--write"});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_THAT(written.out, HasSubstr("did you mean NETBIRD_AUTH_AUDIENCE?"));
    EXPECT_THAT(written.out, HasSubstr("  mode\n      \"0604\" → \"0600\"\n"));
    EXPECT_THAT(setup(), StartsWith("# by hand\nNETBIRD_DOMAIN=netbird.acme.org\nNETBIRD_AUTH_AUDIENC=x\n"));
    const auto names = names_in("netbird");
    ASSERT_THAT(names, SizeIs(3));
    EXPECT_THAT(names[2], StartsWith("setup.env.bkp."));
    EXPECT_EQ(host.read_file("netbird/" + names[2]), before);
    EXPECT_EQ(mode_of("netbird/" + names[2]), 0600U);
    EXPECT_EQ(mode_of("netbird/setup.env"), 0600U);
}

TEST_F(StandaloneTest, FailsWhereAnErrorRemainsAfterWriting)
{
    host.write_file("netbird/setup.env", "NETBIRD_USE_AUTH0=no\nNETBIRD_MGMT_IDP_SIGNKEY_REFRESH=yes\n");
    const auto written = render({"--write"});
    EXPECT_EQ(written.exit, 1) << written.err;
    EXPECT_THAT(setup(), StartsWith("NETBIRD_USE_AUTH0='false'\nNETBIRD_MGMT_IDP_SIGNKEY_REFRESH=yes\n"));
    EXPECT_THAT(written.out, HasSubstr("NETBIRD_MGMT_IDP_SIGNKEY_REFRESH: \"yes\" must be true or false"));
}

TEST_F(StandaloneTest, RunsNothingOfAFileAndLeavesIt)
{
    const std::string hostile = "NETBIRD_DOMAIN=$(touch " + host.path("ran") +
                                ")\nNETBIRD_USE_AUTH0=`touch " + host.path("ran") + "`\n. " +
                                host.path("other") + "\n";
    host.write_file("netbird/setup.env", hostile);
    host.write_file("other", "touch " + host.path("ran") + "\n");
    const auto refused = render({"--write"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, HasSubstr("setup.env:1: error: NETBIRD_DOMAIN: the shell runs a command"));
    EXPECT_THAT(refused.err, HasSubstr("only a shell could read or run"));
    EXPECT_EQ(setup(), hostile);
    EXPECT_FALSE(host.has_file("ran"));
    EXPECT_THAT(names_in("netbird"), ElementsAre("artifacts", "setup.env"));
}

TEST_F(StandaloneTest, WritesNothingWithoutTheProvidersDocument)
{
    issuer += "/nowhere";
    configure({});
    const auto refused = render({"--write"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.err,
                HasSubstr("standalone.issuer: a web page answers instead of the discovery document"));
    EXPECT_THAT(names_in("netbird"), ElementsAre("artifacts"));
}

TEST_F(StandaloneTest, AsksBeforeUsersBecomeNewOnes)
{
    ASSERT_EQ(render({"--write"}).exit, 0);
    const auto before = setup();
    issuer = host.netbird.ask([](sandbox::Sandbox& sandbox) {
        return sandbox.add_local_provider("other", {.profile = sandbox::Profile::pocketid_2_14}).issuer();
    });
    configure("  manager: none\n");
    const auto refused = render({"--write"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.err, HasSubstr("add --yes"));
    EXPECT_EQ(setup(), before);
    EXPECT_EQ(render({"--write", "--yes"}).exit, 0);
    EXPECT_THAT(setup(), Not(HasSubstr("EXTRA")));
}

TEST_F(StandaloneTest, WritesTheLoginIntoManagementJsonAndKeepsItsKey)
{
    const std::string server_key = "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE=";
    const std::string before = "{\"Datadir\": \"\", \"DataStoreEncryptionKey\": \"" + server_key +
                               "\", \"Relay\": {\"Secret\": \"not-a-real-relay-secret\"}}\n";
    host.write_file("netbird/artifacts/management.json", before);
    const auto written = render({"--write", "--management-json"});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_THAT(written.out, Not(AnyOf(HasSubstr(server_key), HasSubstr("not-a-real-relay"))));
    EXPECT_THAT(setup(), HasSubstr("export NETBIRD_DATASTORE_ENC_KEY='" + server_key + "'\n"));
    const auto text = host.read_file("netbird/artifacts/management.json");
    EXPECT_THAT(text, StartsWith(before.substr(0, before.size() - 2)));
    EXPECT_EQ(boost::json::parse(text).at("HttpConfig").at("AuthIssuer"), boost::json::value(issuer));
    EXPECT_EQ(mode_of("netbird/artifacts/management.json"), 0600U);
    EXPECT_THAT(names_in("netbird/artifacts"),
                ElementsAre("management.json", StartsWith("management.json.bkp.")));
    EXPECT_EQ(render({"--management-json"}).exit, 0);
}

TEST_F(StandaloneTest, WritesNothingWhereTheKeyMayBeLost)
{
    host.write_file("netbird/artifacts/management.json", "{\"DataStoreEncryp");
    const auto refused = render({"--write", "--management-json"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.err, HasSubstr("the key of the data store in it cannot be kept"));
    EXPECT_THAT(names_in("netbird"), ElementsAre("artifacts"));
    EXPECT_EQ(host.read_file("netbird/artifacts/management.json"), "{\"DataStoreEncryp");
}

TEST_F(StandaloneTest, PrintsADocumentAsTheSchemaHasIt)
{
    host.write_file("netbird/setup.env", "NETBIRD_AUTH_AUDIENCE=account\nNETBIRD_AUTH_AUTHORITY=x\nA=$(b)\n");
    const auto shown = render({"--json"});
    EXPECT_EQ(shown.exit, 1);
    EXPECT_EQ(schema_objections("plan", "standalone", shown.out), "");
    const auto document = boost::json::parse(shown.out);
    EXPECT_EQ(document.at("written"), boost::json::value(false));
    EXPECT_EQ(document.at("refused").at(0).at("kind"), boost::json::value("rejected"));
    EXPECT_EQ(document.at("findings").at(0).at("key"), boost::json::value("NETBIRD_AUTH_AUTHORITY"));
    const auto& changes = document.at("files").at(0).at("changes").as_array();
    for (const auto& change : changes)
        if (change.at("key") == boost::json::value("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"))
            EXPECT_TRUE(change.at("wanted").is_null());
}

TEST_F(StandaloneTest, TellsTheTwoKindsOfConfigurationsApart)
{
    EXPECT_THAT(program({"check"}).out,
                HasSubstr("ok: a standalone NetBird is declared at netbird.acme.org"));
    for (const auto* command : {"plan", "apply"})
    {
        const auto refused = program({command});
        EXPECT_EQ(refused.exit, 78) << command;
        EXPECT_THAT(refused.err, HasSubstr("declares a standalone NetBird")) << command;
    }
    const auto refused = host.run({"standalone", "render"});
    EXPECT_EQ(refused.exit, 78);
    EXPECT_THAT(refused.err, HasSubstr("declares no standalone"));
}

TEST_F(StandaloneTest, NamesASecretThatCannotBeRead)
{
    fs::remove(host.path("pocket-id-api"));
    const auto checked = program({"check"});
    EXPECT_EQ(checked.exit, 78);
    EXPECT_THAT(checked.err, HasSubstr("standalone.manager: "));
    EXPECT_EQ(program({"check", "--no-secrets"}).exit, 0);
    EXPECT_EQ(render().exit, 78);
}

TEST_F(StandaloneTest, UnderstandsItsOwnLineAlone)
{
    EXPECT_THAT(program({"standalone"}).err, HasSubstr("standalone needs to know what: render or client"));
    EXPECT_THAT(program({"standalone", "write"}).err,
                HasSubstr("standalone knows render and client, not \"write\""));
    EXPECT_THAT(render({"--yes"}).err, HasSubstr("add --write"));
    EXPECT_EQ(render({"--yes"}).exit, 64);
}

} // namespace
} // namespace idpsync::test
