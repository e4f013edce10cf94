// `bootstrap` as an operator runs it: the program, its files, and a NetBird behind a socket.

#include "sandbox/sandbox_thread.hpp"
#include "support/matchers.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace idpsync::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using sandbox::Generation;
using sandbox::Sandbox;

constexpr std::string_view owners_password = "canary-owner-password";

sandbox::Options fresh_netbird(Generation generation = Generation::v0_77)
{
    sandbox::Options options;
    options.generation = generation;
    options.fresh = true;
    return options;
}

/// A host with nothing on it but this program and a password file.
class FirstHost
{
public:
    explicit FirstHost(sandbox::Options options = fresh_netbird()) : netbird(std::move(options))
    {
        write("password", std::string(owners_password) + "\n");
    }

    void write(const std::string& name, const std::string& text, fs::perms mode = fs::perms(0600)) const
    {
        fs::create_directories(fs::path(directory / name).parent_path());
        std::ofstream(directory / name) << text;
        fs::permissions(directory / name, mode);
    }

    [[nodiscard]] std::string read(const std::string& name) const
    {
        std::stringstream text;
        text << std::ifstream(directory / name).rdbuf();
        return text.str();
    }

    [[nodiscard]] fs::perms mode(const std::string& name) const
    {
        return fs::status(directory / name).permissions();
    }

    [[nodiscard]] std::vector<std::string> with_places(std::vector<std::string> command) const
    {
        command.insert(command.end(), {"-c", directory / "etc/config.yaml", "--state-dir",
                                       directory / "state", "--runtime-dir", directory / "run"});
        return command;
    }

    ProcessResult run(std::vector<std::string> command, const std::string& input = {}) const
    {
        return test::run(IDPSYNC_PROGRAM, with_places(std::move(command)), {}, input);
    }

    /// With every option that it needs, and these.
    ProcessResult bootstrap(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> command{"bootstrap",           "--url",         netbird.url(),
                                         "--owner-email",       "o@example.com", "--owner-password-file",
                                         directory / "password"};
        command.insert(command.end(), more.begin(), more.end());
        return run(command);
    }

    std::size_t writes()
    {
        return netbird.ask([](Sandbox& sandbox) { return sandbox.counters().writes; });
    }

    sandbox::SandboxThread netbird;
    TempDirectory directory;
};

class BootstrapOf : public testing::TestWithParam<Generation>
{};

TEST_P(BootstrapOf, EndsWithADaemonInSync)
{
    FirstHost host(fresh_netbird(GetParam()));
    // The sandbox has an address and no name; these two could make it the account's domain.
    const bool unclear = GetParam() == Generation::v0_65 || GetParam() == Generation::v0_70;
    const auto result =
        host.bootstrap(unclear ? std::vector<std::string>{"--any-address"} : std::vector<std::string>{});
    ASSERT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr(" is ready for the daemon\n"), HasSubstr("o@example.com, made now"),
                      HasSubstr("netbird.selfhosted"), HasSubstr("user_approval_required")));
    EXPECT_EQ(host.mode("etc/token"), fs::perms(0600));
    EXPECT_EQ(host.run({"check"}).exit, 0);
    EXPECT_EQ(host.run({"plan"}).exit, 0);
    EXPECT_EQ(host.run({"apply"}).exit, 0);
    const auto writes = host.writes();
    const auto token = host.read("etc/token");
    const auto again = host.bootstrap({"--json"});
    ASSERT_EQ(again.exit, 0) << again.err;
    EXPECT_EQ(json::parse(again.out).at("changed").as_bool(), false) << again.out;
    EXPECT_EQ(host.writes(), writes);
    EXPECT_EQ(host.read("etc/token"), token);
}

INSTANTIATE_TEST_SUITE_P(NetBird, BootstrapOf,
                         testing::Values(Generation::v0_62, Generation::v0_65, Generation::v0_70,
                                         Generation::v0_77),
                         [](const auto& info) {
                             return "v0_" + std::string(sandbox::release_of(info.param)).substr(2, 2);
                         });

/// NetBird's own configuration, as its example has it.
constexpr std::string_view combined_server = "server:\n"
                                             "  auth:\n"
                                             "    issuer: \"https://netbird.example.com/oauth2\"\n";

TEST(BootstrapCommand, PutsTheOwnerIntoNetBirdsConfiguration)
{
    FirstHost host;
    host.write("netbird/config.yaml", std::string(combined_server), fs::perms(0640));
    const auto file = host.directory / "netbird/config.yaml";
    const auto first = host.bootstrap({"--netbird-config", file});
    EXPECT_EQ(first.exit, 2) << first.err;
    EXPECT_THAT(first.out, AllOf(HasSubstr("o@example.com is now in "), HasSubstr("restart NetBird")));
    const auto written = host.read("netbird/config.yaml");
    EXPECT_THAT(written, AllOf(HasSubstr("email: o@example.com"), HasSubstr("password: \"$2b$12$"),
                               Not(HasSubstr(std::string(owners_password)))));
    EXPECT_EQ(host.mode("netbird/config.yaml"), fs::perms(0640));
    EXPECT_EQ(host.writes(), 0U);
    const auto again = host.bootstrap({"--netbird-config", file, "--json"});
    EXPECT_EQ(again.exit, 2) << again.err;
    EXPECT_EQ(json::parse(again.out).at("changed"), false);
    EXPECT_EQ(json::parse(again.out).at("restart_needed"), true);
    EXPECT_EQ(host.read("netbird/config.yaml"), written);
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.restart_with_owner({"o@example.com", std::string(owners_password)});
        return 0;
    });
    const auto last = host.bootstrap({"--netbird-config", file});
    EXPECT_EQ(last.exit, 0) << last.err;
    EXPECT_EQ(host.run({"plan"}).exit, 0);
    const auto backups = std::distance(fs::directory_iterator(host.directory / "netbird"), {}) - 1;
    EXPECT_EQ(backups, 1);
}

TEST(BootstrapCommand, PrintsTheOwnerToPaste)
{
    FirstHost host;
    const auto result = host.bootstrap({"--netbird-config", "-"});
    EXPECT_EQ(result.exit, 2) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("    owner:\n      email: o@example.com\n"), HasSubstr("$2b$12$"),
                                  Not(HasSubstr(std::string(owners_password)))));
    host.write("management.json", R"({"EmbeddedIdP": {"Enabled": true}})");
    const auto other = host.bootstrap({"--netbird-config", host.directory / "management.json"});
    EXPECT_EQ(other.exit, 2) << other.err;
    EXPECT_THAT(host.read("management.json"),
                HasSubstr(R"("Owner": {"Email":"o@example.com","Hash":"$2b$12$)"));
    EXPECT_THAT(host.bootstrap({"--netbird-config", host.directory / "nothing"}).err,
                HasSubstr("No such file"));
    EXPECT_EQ(host.bootstrap({"--netbird-config", "-", "--existing-owner"}).exit, 64);
}

TEST(BootstrapCommand, ShowsNoSecret)
{
    FirstHost host;
    const auto result = host.bootstrap({"-v"});
    ASSERT_EQ(result.exit, 0) << result.err;
    auto token = host.read("etc/token");
    token.pop_back();
    ASSERT_THAT(token, StartsWith("nbp_"));
    for (const auto& text :
         {result.out, result.err, host.read("state/bootstrap.json"), host.read("etc/config.yaml")})
    {
        EXPECT_THAT(text, Not(HasSubstr(std::string(owners_password))));
        EXPECT_THAT(text, Not(HasSubstr(token)));
    }
}

TEST(BootstrapCommand, SaysHowToGoOnWhereOthersSetNetBirdUp)
{
    FirstHost host{sandbox::Options{}};
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, AllOf(HasSubstr("set up already"), HasSubstr("--existing-owner")));
    EXPECT_FALSE(fs::exists(host.directory / "etc/token"));
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapCommand, TellsAWrongPassword)
{
    auto options = fresh_netbird();
    options.local_users = {{"o@example.com", "another password"}};
    FirstHost host(options);
    const auto result = host.bootstrap({"--existing-owner"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("does not accept this e-mail address with this password"));
}

TEST(BootstrapCommand, RefusesAPasswordFileThatOthersMayRead)
{
    FirstHost host;
    host.write("password", "some password\n", fs::perms(0644));
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 78);
    EXPECT_THAT(result.err, HasSubstr("chmod 600"));
    for (const auto* text : {"", "two\nlines\n"})
    {
        host.write("password", text);
        EXPECT_EQ(host.bootstrap().exit, 78);
    }
    fs::remove(host.directory / "password");
    EXPECT_EQ(host.bootstrap().exit, 78);
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapCommand, RefusesAPasswordThatNetBirdWouldRefuse)
{
    FirstHost host;
    host.write("password", "short\n");
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("8 to 72 bytes"));
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapCommand, AsksForNoPasswordWithoutATerminal)
{
    FirstHost host;
    const auto result =
        host.run({"bootstrap", "--url", host.netbird.url(), "--owner-email", "o@example.com"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("--owner-password-file"));
}

TEST(BootstrapCommand, WritesNothingOverTheConfigurationOfAnotherNetBird)
{
    FirstHost host;
    const std::string other = "version: 1\nmanagement:\n  url: https://netbird.other.org\n"
                              "  token: {file: token}\n";
    host.write("etc/config.yaml", other);
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("is for the NetBird https://netbird.other.org"));
    EXPECT_EQ(host.read("etc/config.yaml"), other);
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapCommand, PutsTheAddressIntoTheExampleOfThePackage)
{
    FirstHost host;
    host.write("etc/config.yaml", "# mine\nversion: 1\nmanagement:   # the server\n"
                                  "  url: https://netbird.example.com   # required\n"
                                  "  token: {file: token}\n");
    const auto result = host.bootstrap();
    ASSERT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(host.read("etc/config.yaml"),
              "# mine\nversion: 1\nmanagement:   # the server\n  url: " + host.netbird.url() +
                  "   # required\n  token: {file: token}\n");
    EXPECT_THAT(result.out, HasSubstr("management.url set"));
}

TEST(BootstrapCommand, GoesByTheConfigurationWithoutAnAddress)
{
    FirstHost host;
    host.write("etc/config.yaml", "version: 1\nmanagement:\n  url: " + host.netbird.url() +
                                      "\n  token: {file: elsewhere/token}\n");
    const auto result = host.run({"bootstrap", "--owner-email", "o@example.com", "--owner-password-file",
                                  host.directory / "password"});
    ASSERT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(host.read("etc/elsewhere/token"), StartsWith("nbp_"));
}

TEST(BootstrapCommand, NeedsAnAddressAndATokenFile)
{
    FirstHost host;
    EXPECT_THAT(host.run({"bootstrap", "--owner-email", "o@example.com"}).err,
                HasSubstr("add --url ADDRESS"));
    EXPECT_EQ(host.run({"bootstrap", "--owner-email", "o@example.com", "--url", "netbird"}).exit, 78);
    EXPECT_EQ(
        host.run({"bootstrap", "--owner-email", "o@example.com", "--url", "http://netbird.other.org"}).exit,
        78)
        << "the password would leave in the clear";
    host.write("etc/config.yaml",
               "version: 1\nmanagement:\n  url: " + host.netbird.url() + "\n  token: {credential: token}\n");
    EXPECT_THAT(host.bootstrap().err, HasSubstr("write token: {file: token}"));
}

TEST(BootstrapCommand, MakesNothingWhereTheTokenCannotBeWritten)
{
    FirstHost host;
    host.write("etc/blocked", "a file, not a directory");
    host.write("etc/config.yaml", "version: 1\nmanagement:\n  url: " + host.netbird.url() +
                                      "\n  token: {file: blocked/token}\n");
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("blocked"));
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapCommand, TellsThatNobodyAnswers)
{
    FirstHost host;
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.set_down(true);
        return 0;
    });
    const auto result = host.bootstrap();
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("that NetBird runs"));
}

TEST(BootstrapCommand, IsFinishedByTheNextRunWhenKilled)
{
    FirstHost host;
    // The answer to the token's request never comes: the program waits for it.
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.fail({.method = "POST", .path = "/api/users/", .fault = sandbox::Fault::hang()});
        return 0;
    });
    Process process(
        IDPSYNC_PROGRAM,
        host.with_places({"bootstrap", "--url", host.netbird.url(), "--owner-email", "o@example.com",
                          "--owner-password-file", host.directory / "password"}));
    host.netbird.wait_until([](Sandbox& sandbox) { return sandbox.counters().writes == 3; });
    process.signal(SIGKILL);
    EXPECT_EQ(process.finish().signal, SIGKILL);
    const auto next = host.bootstrap();
    ASSERT_EQ(next.exit, 0) << next.err;
    EXPECT_THAT(next.out, AllOf(HasSubstr("o@example.com, was there"), HasSubstr("token, made now")));
    EXPECT_EQ(host.run({"apply"}).exit, 0);
}

/// At a terminal of its own, where these lines are typed.
ProcessResult type_passwords(const FirstHost& host, const std::string& lines)
{
    std::vector<std::string> command{std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/type_passwords.py", lines,
                                     IDPSYNC_PROGRAM};
    const auto line =
        host.with_places({"bootstrap", "--url", host.netbird.url(), "--owner-email", "o@example.com"});
    command.insert(command.end(), line.begin(), line.end());
    return run(IDPSYNC_PYTHON, command, {{"PATH", "/usr/bin:/bin"}});
}

TEST(BootstrapTerminal, AsksTwiceForANewPasswordAndShowsItToNobody)
{
    FirstHost host;
    const std::string typed(owners_password);
    const auto result = type_passwords(host, typed + "," + typed);
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("New password of the owner o@example.com:"),
                                  HasSubstr("The same again:"), Not(HasSubstr(typed))));
}

TEST(BootstrapTerminal, TakesNoTwoPasswords)
{
    FirstHost host;
    const auto result = type_passwords(host, "first-of-two,second-of-two");
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.out, HasSubstr("the two passwords differ"));
    EXPECT_EQ(host.writes(), 0U);
}

TEST(BootstrapTerminal, IsAsItWasAfterAnInterrupt)
{
    FirstHost host;
    const auto result = type_passwords(host, "^C");
    EXPECT_EQ(result.exit, 130) << result.out;
    EXPECT_EQ(host.writes(), 0U);
}

} // namespace
} // namespace idpsync::test
