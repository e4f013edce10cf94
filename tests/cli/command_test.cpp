// The program itself, as far as it does not need a NetBird.

#include "support/matchers.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace idpsync::test {
namespace {

ProcessResult command(const std::vector<std::string>& arguments,
                      const std::map<std::string, std::string>& environment = {})
{
    return run(IDPSYNC_PROGRAM, arguments, environment);
}

/// A server that takes connections and never answers.
class SilentServer
{
public:
    SilentServer() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {}

    [[nodiscard]] std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    /// Waits for a client, and for the first byte of what it says.
    void wait_for_request()
    {
        auto socket = acceptor_.accept();
        char byte = 0;
        boost::asio::read(socket, boost::asio::buffer(&byte, 1));
        connections_.push_back(std::move(socket));
    }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<boost::asio::ip::tcp::socket> connections_;
};

class Command : public ::testing::Test
{
protected:
    void write(const std::string& name, const std::string& text, std::filesystem::perms mode)
    {
        std::ofstream(directory_ / name) << text;
        std::filesystem::permissions(directory_ / name, mode);
        // Files that were written just now are read twice, in case someone is still writing.
        std::filesystem::last_write_time(directory_ / name, std::filesystem::file_time_type::clock::now() -
                                                                std::chrono::hours(1));
    }

    void write_secret(const std::string& name, const std::string& text)
    {
        write(name, text, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }

    void write_config(const std::string& url = "http://127.0.0.1:1")
    {
        write("config.yaml",
              "version: 1\n"
              "management:\n"
              "  url: " +
                  url +
                  "\n"
                  "  token: { file: " +
                  directory_ / "token" +
                  " }\n"
                  "identity_providers:\n"
                  "  pocket-id:\n"
                  "    type: pocketid\n"
                  "    issuer: https://id.acme.test\n"
                  "    client_id: netbird\n"
                  "    client_secret: { file: " +
                  directory_ / "secret" + " }\n",
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }

    void write_everything(const std::string& url = "http://127.0.0.1:1")
    {
        write_config(url);
        write_secret("token", "nbp_token\n");
        write_secret("secret", "s3cret\n");
    }

    [[nodiscard]] std::vector<std::string> with_files(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(),
                         {"--config", directory_ / "config.yaml", "--state-dir", directory_ / "state"});
        return arguments;
    }

    TempDirectory directory_;
};

TEST_F(Command, PrintsItsVersionAndHelp)
{
    const auto version = command({"--version"});
    EXPECT_EQ(version.exit, 0);
    EXPECT_THAT(version.out, StartsWith("netbird-idp-sync "));
    EXPECT_EQ(version.err, "");

    const auto help = command({"plan", "--help"});
    EXPECT_EQ(help.exit, 0);
    EXPECT_THAT(help.out, StartsWith("usage: netbird-idp-sync plan"));
}

TEST_F(Command, Exits64OnAWrongCommandLine)
{
    const auto result = command({"aply"});
    EXPECT_EQ(result.exit, 64);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "netbird-idp-sync: error: unknown command \"aply\"; did you mean apply?; see "
                          "`netbird-idp-sync --help`\n");
}

TEST_F(Command, CheckIsContentWithGoodFiles)
{
    write_everything();
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.out, "ok: 1 provider declared for http://127.0.0.1:1\n");
    EXPECT_EQ(result.err, "");
}

TEST_F(Command, CheckSaysEverythingThatIsWrong)
{
    write("config.yaml", "version: 1\nmanagment: {}\nidentity_providers:\n  a: { type: nonsense }\n",
          std::filesystem::perms::owner_read);
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("config.yaml:2:"), HasSubstr("management"), HasSubstr("nonsense")));
}

TEST_F(Command, CheckSaysInOneRunWhatIsWrongWithSettingsAndSecrets)
{
    write("config.yaml",
          "version: 1\nmanagement:\n  url: https://nb.test\n  token: { file: token }\n"
          "identity_providers:\n  a:\n    type: okta\n    issuer: nonsense\n    client_id: x\n"
          "    client_secret: { file: gone }\n",
          std::filesystem::perms::owner_read);
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, AllOf(HasSubstr("config.yaml:8:13: error: identity_providers.a.issuer: "),
                                  HasSubstr("config.yaml:10:20: error: identity_providers.a.client_secret: "),
                                  HasSubstr("config.yaml:4:10: error: management.token: ")));
    EXPECT_THAT(command(with_files({"check", "--no-secrets"})).err, Not(HasSubstr("client_secret")));
}

TEST_F(Command, CheckNamesAFileThatIsMissing)
{
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, StartsWith((directory_ / "config.yaml") + ": error: "));
}

TEST_F(Command, CheckFindsASecretThatIsMissing)
{
    write_config();
    write_secret("token", "nbp_token\n");
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err,
                HasSubstr("config.yaml:10:20: error: identity_providers.pocket-id.client_secret: "));
    EXPECT_THAT(result.err, Not(HasSubstr("management.token")));
}

TEST_F(Command, CheckLeavesSecretsUnreadWhenAsked)
{
    write_config();
    const auto result = command(with_files({"check", "--no-secrets"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.err, "");
}

TEST_F(Command, CheckWarnsOfASecretThatOthersCanRead)
{
    write_everything();
    std::filesystem::permissions(directory_ / "secret", std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr(": warning: "), HasSubstr("identity_providers.pocket-id.client_secret")));
    EXPECT_THAT(result.err, Not(HasSubstr("s3cret")));
}

TEST_F(Command, CheckNamesWhatIsLeftOfTheExamples)
{
    write_config("https://netbird.example.com");
    const auto result = command(with_files({"check", "--no-secrets"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("config.yaml:3:8: warning: management.url: "), HasSubstr("of the examples")));
}

TEST_F(Command, CheckWarnsOfADayThatIsOver)
{
    write(
        "config.yaml",
        "version: 1\nmanagement: { url: https://127.0.0.1:1, token: { file: token } }\n"
        "identity_providers:\n  google: { type: google, client_id: a, client_secret_expires: 2020-01-31 }\n",
        std::filesystem::perms::owner_read);
    const auto result = command(with_files({"check", "--no-secrets"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(
        result.err,
        AllOf(HasSubstr("config.yaml:4:64: warning: identity_providers.google.client_secret_expires: "),
              HasSubstr("this day has passed")));
}

TEST_F(Command, CheckNamesATokenThatIsNone)
{
    write_everything();
    write_secret("token", "Bearer nbp_token\n");
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, AllOf(HasSubstr("config.yaml:4:10: error: management.token: file "),
                                  HasSubstr("a token begins with nbp_"), Not(HasSubstr("nbp_token"))));
}

TEST_F(Command, CheckNamesAPasswordFileThatWouldAdmitNobody)
{
    write_secret("token", "nbp_not-a-real-token");
    write("config.yaml",
          "version: 1\nmanagement: { url: https://127.0.0.1:1, token: { file: token } }\n"
          "web: { listen: '127.0.0.1:9465', password_file: password }\n",
          std::filesystem::perms::owner_read);
    auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, AllOf(HasSubstr("error: web.password_file: "), HasSubstr("password")));
    write_secret("password", "not-a-real-password\n");
    result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("not-a-real-password")));
}

TEST_F(Command, CheckNamesEachSettingWhoseFileIsMissingOnce)
{
    write(
        "config.yaml",
        "version: 1\nmanagement: { url: https://127.0.0.1:1, token: { file: token }, ca_file: netbird.pem }\n"
        "providers: { ca_file: providers.pem }\n",
        std::filesystem::perms::owner_read);
    const auto result = command(with_files({"check"}));
    EXPECT_EQ(result.exit, 78);
    const auto file = directory_ / "config.yaml";
    const std::pair<std::string, std::string> settings[] = {
        {"management.token", ":2:48"}, {"management.ca_file", ":2:74"}, {"providers.ca_file", ":3:23"}};
    for (const auto& [setting, place] : settings)
    {
        EXPECT_THAT(result.err, HasSubstr(file + place + ": error: " + setting + ": "));
        EXPECT_THAT(result.err, Not(HasSubstr(setting + ": " + setting)));
    }
}

TEST_F(Command, CompletionsKnowTheKeysOfTheFiles)
{
    write_everything();
    EXPECT_EQ(command(with_files({"__complete"})).out, "pocket-id\n");
    std::filesystem::remove(directory_ / "config.yaml");
    write("config.yaml", "version: 2\n", std::filesystem::perms::owner_read);
    const auto wrong = command(with_files({"__complete"}));
    EXPECT_EQ(wrong.out + wrong.err, "") << "whoever presses TAB wants no errors";
}

TEST_F(Command, CheckSaysItInJsonToo)
{
    write_everything();
    const auto good = command(with_files({"check", "--json"}));
    EXPECT_TRUE(boost::json::parse(good.out).at("ok").as_bool());

    write_secret("token", "");
    const auto bad = command(with_files({"check", "--json"}));
    EXPECT_EQ(bad.exit, 78);
    const auto document = boost::json::parse(bad.out);
    EXPECT_FALSE(document.at("ok").as_bool());
    EXPECT_EQ(document.at("errors").at(0).at("path").as_string(), "management.token");
}

TEST_F(Command, CheckSaysItForPipelines)
{
    write_everything();
    const auto good = command(with_files({"check", "--format", "github"}));
    EXPECT_EQ(good.exit, 0);
    EXPECT_THAT(good.out, StartsWith("ok: "));
    EXPECT_THAT(good.err, IsEmpty());

    write_secret("token", "");
    const auto github = command(with_files({"check", "--format", "github"}));
    EXPECT_EQ(github.exit, 78);
    EXPECT_THAT(github.out, StartsWith("::error file=" + (directory_ / "config.yaml") +
                                       ",line=4,col=10,title=management.token::"));
    EXPECT_THAT(github.err, HasSubstr("management.token"));

    const auto sarif = command(with_files({"check", "--format", "sarif"}));
    EXPECT_EQ(sarif.exit, 78);
    EXPECT_EQ(boost::json::parse(sarif.out).at_pointer("/runs/0/results/0/level"), "error");
}

TEST_F(Command, PlanAndApplyExit78OnABadConfiguration)
{
    write("config.yaml", "version: 2\n", std::filesystem::perms::owner_read);
    for (const std::string name : {"plan", "apply"})
    {
        const auto result = command(with_files({name}));
        EXPECT_EQ(result.exit, 78);
        EXPECT_THAT(result.err, StartsWith((directory_ / "config.yaml") + ":1:"));
    }
    EXPECT_FALSE(std::filesystem::exists(directory_ / "state"));
}

TEST_F(Command, PlanAndApplyExit78OnATokenThatCannotBeRead)
{
    write_config();
    write_secret("secret", "s3cret");
    for (const std::string name : {"plan", "apply"})
    {
        const auto result = command(with_files({name}));
        EXPECT_EQ(result.exit, 78);
        EXPECT_THAT(result.err, HasSubstr("management.token"));
    }
}

TEST_F(Command, PlanExits1WhenNetBirdDoesNotAnswer)
{
    write_everything();
    const auto result = command(with_files({"plan"}));
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, AllOf(StartsWith("netbird-idp-sync: error: "), HasSubstr("127.0.0.1")));
    EXPECT_THAT(result.err, Not(HasSubstr("nbp_token")));
}

TEST_F(Command, Rule28_PlanLeavesNothingInTheStateDirectory)
{
    write_everything();
    std::filesystem::create_directory(directory_ / "state");
    command(with_files({"plan"}));
    EXPECT_TRUE(std::filesystem::is_empty(directory_ / "state"));
}

TEST_F(Command, NamesTheNearestKeyToAnUnknownOne)
{
    write_everything();
    for (const std::string name : {"plan", "apply"})
    {
        const auto result = command(with_files({name, "pocketid"}));
        EXPECT_EQ(result.exit, 1);
        EXPECT_THAT(result.err, HasSubstr("did you mean pocket-id?"));
    }
}

TEST_F(Command, StopsOnASignalThoughNetBirdDoesNotAnswer)
{
    SilentServer netbird;
    write_everything(netbird.url());
    for (const int number : {SIGTERM, SIGINT})
    {
        Process apply(IDPSYNC_PROGRAM, with_files({"apply"}));
        netbird.wait_for_request();
        apply.signal(number);
        const auto result = apply.finish();
        EXPECT_EQ(result.exit, 128 + number);
        EXPECT_EQ(result.err, "netbird-idp-sync: error: stopped by a signal; the next pass settles what was "
                              "under way\n");
    }
}

TEST_F(Command, Rule28_ApplyLeavesAStateDirectoryThatAnotherPassHoldsAlone)
{
    SilentServer netbird;
    write_everything(netbird.url());
    Process first(IDPSYNC_PROGRAM, with_files({"apply"}));
    netbird.wait_for_request();

    const auto second = command(with_files({"apply"}));
    EXPECT_EQ(second.exit, 1);
    EXPECT_THAT(second.err, HasSubstr("ledger.lock"));
}

TEST_F(Command, SaysWhenStandardOutputCannotBeWritten)
{
    const auto result = run("/bin/sh", {"-c", std::string("exec ") + IDPSYNC_PROGRAM + " --help >/dev/full"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("cannot write to standard output"));
}

} // namespace
} // namespace idpsync::test
