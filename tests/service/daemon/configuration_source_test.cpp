#include "service/daemon/configuration_events.hpp"
#include "service/daemon/configuration_source.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using test::ManualClock;
using test::MemoryFiles;

const std::string good = "version: 1\n"
                         "management:\n"
                         "  url: https://netbird.example.com\n"
                         "  token: { file: token }\n"
                         "  ca_file: ca.pem\n"
                         "identity_providers:\n"
                         "  corp:\n"
                         "    type: oidc\n"
                         "    issuer: https://id.example.com\n"
                         "    client_id: netbird\n"
                         "    client_secret: { file: secrets/corp }\n";

class Source : public ::testing::Test
{
protected:
    Source()
    {
        files.put("/etc/idp/config.yaml", good);
        files.put("/etc/idp/token", "token");
        files.put("/etc/idp/ca.pem", "certificates");
        files.put("/etc/idp/secrets/corp", "secret");
    }

    ConfigurationSource::Reading read() { return run(io, clock, source.read()); }

    boost::asio::io_context io;
    ManualClock clock;
    MemoryFiles files;
    ConfigurationSource source{files, clock, [](const std::string&) { return std::nullopt; },
                               "/etc/idp/config.yaml"};
};

TEST_F(Source, PutsAGoodConfigurationInForce)
{
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::replaced);
    EXPECT_THAT(source.in_force().desired.providers(), SizeIs(1));
    EXPECT_THAT(source.hash(), SizeIs(16));
    EXPECT_EQ(source.rejected(), std::nullopt);
}

TEST_F(Source, KnowsTheSameContentAgain)
{
    source.load();
    files.put("/etc/idp/config.yaml", good);
    const auto again = source.load();
    EXPECT_EQ(again.outcome, ConfigurationSource::Outcome::unchanged);
    EXPECT_FALSE(again.news);
}

TEST_F(Source, SeesAChangedFile)
{
    source.load();
    const auto before = source.hash();
    files.put("/etc/idp/config.yaml", good + "reconcile: { mode: observe }\n");
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::replaced);
    EXPECT_NE(source.hash(), before);
    EXPECT_EQ(source.in_force().settings.policy.mode, Mode::observe);
}

TEST_F(Source, SeesAFileThatAppearsInItsProvidersDirectory)
{
    source.load();
    files.put("/etc/idp/providers.d/more.yaml",
              "identity_providers:\n  more: { type: google, client_id: a }\n");
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::replaced);
    EXPECT_THAT(source.in_force().desired.providers(), SizeIs(2));
}

TEST_F(Source, DoesNotMindAnEditorsTemporaryFiles)
{
    files.put_directory("/etc/idp/providers.d");
    source.load();
    files.put("/etc/idp/providers.d/.more.yaml.swp", "b0VIM");
    files.put("/etc/idp/providers.d/4913", "");
    files.put("/etc/idp/config.yaml~", "version: 1\n");
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::unchanged);
}

TEST_F(Source, KeepsTheLastGoodConfigurationWhenTheFileIsBad)
{
    source.load();
    const auto before = source.hash();
    files.put("/etc/idp/config.yaml", "version: 1\nmanagement: {}\n");

    const auto loaded = source.load();

    EXPECT_EQ(loaded.outcome, ConfigurationSource::Outcome::rejected);
    EXPECT_TRUE(loaded.news);
    EXPECT_EQ(source.hash(), before);
    EXPECT_THAT(source.in_force().desired.providers(), SizeIs(1));
    ASSERT_TRUE(source.rejected());
    EXPECT_THAT(source.rejected()->errors, SizeIs(::testing::Ge(2)));
}

TEST_F(Source, HasNoNewsWhileTheFileStaysBad)
{
    source.load();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    source.load();
    EXPECT_FALSE(source.load().news);
    files.put("/etc/idp/config.yaml", "version: 3\n");
    EXPECT_TRUE(source.load().news);
}

TEST_F(Source, HasNewsWhenTheLastGoodFileIsBack)
{
    source.load();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    source.load();
    files.put("/etc/idp/config.yaml", good);
    const auto mended = source.load();
    EXPECT_EQ(mended.outcome, ConfigurationSource::Outcome::unchanged);
    EXPECT_TRUE(mended.news);
    EXPECT_EQ(source.rejected(), std::nullopt);
}

TEST_F(Source, SurvivesADiskThatFails)
{
    source.load();
    files.fail = [](MemoryFiles::Call, const std::string&) { return "Input/output error"; };
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::rejected);
    files.fail = nullptr;
    EXPECT_EQ(source.load().outcome, ConfigurationSource::Outcome::unchanged);
}

TEST_F(Source, ReadsTokenCertificatesAndSecrets)
{
    source.load();
    const auto reading = read();
    EXPECT_EQ(reading.files.token->secret.reveal(), "token");
    EXPECT_EQ(*reading.files.ca_pem, "certificates");
    EXPECT_EQ(reading.files.client_secrets.size(), 1U);
    EXPECT_FALSE(reading.changed);
}

TEST_F(Source, SeesThatWhatItReadHasChanged)
{
    source.load();
    read();
    EXPECT_FALSE(read().changed);
    for (const std::string name : {"token", "ca.pem", "secrets/corp"})
    {
        files.put("/etc/idp/" + name, "another");
        EXPECT_TRUE(read().changed) << name;
        EXPECT_FALSE(read().changed) << name;
    }
}

TEST_F(Source, SeesThatASecretCannotBeReadAnyMore)
{
    source.load();
    read();
    files.put_unreadable("/etc/idp/token");
    const auto reading = read();
    EXPECT_TRUE(reading.changed);
    EXPECT_TRUE(reading.files.token.has_error());
    EXPECT_FALSE(read().changed);
}

TEST_F(Source, SeesThatTheConfigurationChangedSinceItRead)
{
    source.load();
    read();
    files.put("/etc/idp/config.yaml", good + "log: { level: debug }\n");
    source.load();
    EXPECT_TRUE(read().changed);
}

TEST_F(Source, NamesEveryPathItLooksAt)
{
    source.load();
    EXPECT_THAT(source.paths(), ElementsAre("/etc/idp/ca.pem", "/etc/idp/config.yaml", "/etc/idp/providers.d",
                                            "/etc/idp/secrets/corp", "/etc/idp/token"));
}

std::optional<std::string> field(const Event& event, const std::string& name)
{
    for (const auto& [key, value] : event.fields)
        if (key == name)
            return value;
    return std::nullopt;
}

/// Prints a secret, and notes what it was asked to run.
class NotedPrograms final : public reconcile::Programs
{
public:
    boost::asio::awaitable<Result<std::string>> output_of(const SecretSource::Command& command) override
    {
        ran.push_back(command.words.back());
        co_return std::string("secret");
    }

    std::vector<std::string> ran;
};

const std::string with_commands =
    "version: 1\n"
    "management:\n"
    "  url: https://netbird.example.com\n"
    "  token: { file: token }\n"
    "identity_providers:\n"
    "  one: { type: google, client_id: a, client_secret: {command: [/bin/p, x]} }\n"
    "  two: { type: google, client_id: b, client_secret: {command: [/bin/p, x]} }\n";

TEST_F(Source, RunsEachCommandOnceInAReading)
{
    NotedPrograms programs;
    ConfigurationSource with(
        files, clock, [](const std::string&) { return std::nullopt; }, "/etc/idp/config.yaml",
        [](const DesiredState&) { return std::nullopt; }, &programs);
    files.put("/etc/idp/config.yaml", with_commands);
    with.load();
    for (const auto runs : {1U, 2U})
    {
        const auto reading = run(io, clock, with.read());
        EXPECT_EQ(reading.files.client_secrets.size(), 2U);
        EXPECT_THAT(programs.ran, SizeIs(runs));
    }
}

/// Whoever hands over files for a plan, or changes files that nobody took yet, must not start programs
/// thereby.
TEST_F(Source, RunsNoCommandOfACandidateThatIsNotInForce)
{
    NotedPrograms programs;
    ConfigurationSource with(
        files, clock, [](const std::string&) { return std::nullopt; }, "/etc/idp/config.yaml",
        [](const DesiredState&) { return std::nullopt; }, &programs);
    files.put("/etc/idp/config.yaml", with_commands);
    with.load();
    auto other = with_commands;
    other.replace(other.rfind(", x]"), 4, ", z]");
    const auto candidate = with.candidate(CandidateTexts{{"config.yaml", other}});
    ASSERT_TRUE(candidate.has_value()) << to_string(candidate.error().errors.front());
    const auto read = run(io, clock, with.read_for(*candidate));
    EXPECT_THAT(programs.ran, ElementsAre("x"));
    EXPECT_TRUE(read.client_secrets.at(*ProviderKey::parse("one")).has_value());
    const auto& refused = read.client_secrets.at(*ProviderKey::parse("two"));
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(), HasSubstr("command /bin/p: it is not run for a plan"));
}

TEST_F(Source, KnowsTheCommitOfWhatIsInForce)
{
    const std::string before(40, 'a');
    const std::string after(40, 'b');
    files.put("/etc/idp/.git/HEAD", before);
    source.load();
    EXPECT_EQ(source.revision().name, before);
    files.put("/etc/idp/.git/HEAD", after);
    const auto good_text = files.text("/etc/idp/config.yaml").value();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    source.load();
    EXPECT_EQ(source.revision().name, before) << "wrong files are not in force";
    files.put("/etc/idp/config.yaml", good_text + "reconcile: { mode: observe }\n");
    source.load(false);
    EXPECT_EQ(source.revision().name, before) << "nor are files that wait";
    source.load();
    EXPECT_EQ(source.revision().name, after);
}

TEST_F(Source, TellsTheRevisionInItsEvent)
{
    source.load();
    const auto event = [&](const Revision& revision) {
        return events_of_loaded(source.in_force(), source.hash(), revision, false).front();
    };
    EXPECT_EQ(field(event({"v1", {}}), "revision"), "v1");
    EXPECT_EQ(field(event({{}, "why"}), "revision_unknown"), "why");
    EXPECT_EQ(field(event({}), "revision"), std::nullopt);
}

TEST_F(Source, TellsItsHashAndWarningsInEvents)
{
    files.put("/etc/idp/providers.d/more.yml", "");
    source.load();
    const auto events = events_of_loaded(source.in_force(), source.hash(), {}, true);
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(field(events[0], "hash"), source.hash());
    EXPECT_EQ(field(events[0], "providers"), "1");
    EXPECT_EQ(events[1].level, Level::warning);
    EXPECT_THAT(field(events[1], "where").value(), HasSubstr("more.yml"));
}

TEST_F(Source, TellsEveryErrorInAnEventOfItsOwn)
{
    source.load();
    files.put("/etc/idp/config.yaml", "version: 1\nmanagement: {}\n");
    source.load();
    const auto events = events_of_rejected(*source.rejected(), source.hash());
    EXPECT_THAT(events, SizeIs(source.rejected()->errors.size()));
    for (const auto& event : events)
    {
        EXPECT_EQ(event.name, EventName::config_rejected);
        EXPECT_EQ(event.level, Level::error);
        EXPECT_EQ(field(event, "in_force"), source.hash());
        EXPECT_THAT(field(event, "where").value(), HasSubstr("/etc/idp/config.yaml"));
    }
}

TEST_F(Source, WarnsOfSecretsThatOthersMayRead)
{
    files.put("/etc/idp/token", "canary-token", 0644);
    files.put("/etc/idp/secrets/corp", "canary-secret", 0644);
    source.load();
    const auto events = events_of_secrets(read().files);
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(field(events[0], "setting"), "management.token");
    EXPECT_EQ(field(events[1], "setting"), "identity_providers.corp.client_secret");
    for (const auto& event : events)
        EXPECT_THAT(event.fields, Not(Contains(::testing::Pair(::testing::_, HasSubstr("canary")))));
}

} // namespace
} // namespace idpsync::service
