// `run` with a standalone NetBird, as systemd runs it: real files, a NetBird without its login service, and a
// provider with an API, each behind a socket.

#include "cli/installation.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"
#include "support/notify_socket.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::ProviderSetup;
using sandbox::Sandbox;

constexpr const char* canary_admin_key = "canary-admin-key-not-real-91c4";

class StandaloneRunTest : public testing::Test
{
protected:
    StandaloneRunTest()
    {
        issuer = host.netbird.ask([](Sandbox& sandbox) {
            sandbox.set_account_setting("extra", json::object{{"user_approval_required", false}});
            auto& provider = sandbox.add_local_provider("id", {.profile = sandbox::Profile::pocketid_2_14});
            auto& client = provider.client();
            client.public_client = true;
            client.redirect_uris = {"http://localhost:53000", "https://netbird.acme.org/auth",
                                    "https://netbird.acme.org/silent-auth"};
            client.logout_uris = {"https://netbird.acme.org/"};
            provider.setup().api_keys.front().key = canary_admin_key;
            provider.setup().api_keys.front().expires =
                WallTime(std::chrono::sys_days(std::chrono::year{2200} / 1 / 1));
            return provider.issuer();
        });
        std::filesystem::create_directories(host.path("netbird/artifacts"));
        host.write_file("manager-key", canary_admin_key);
        host.write_file("netbird/artifacts/management.json",
                        R"({"DataStoreEncryptionKey": "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE="})");
        configure();
        EXPECT_EQ(program({"standalone", "render", "--write", "--management-json"}).exit, 0);
    }

    void configure(const std::string& more = {})
    {
        host.write_file("standalone.yaml",
                        "version: 1\nstandalone:\n  provider: pocketid\n  issuer: " + issuer +
                            "\n  client_id: netbird\n  domain: netbird.acme.org\n"
                            "  directory: netbird\n"
                            "  manager: {token: {file: manager-key}}\n"
                            "  registration: {token: {file: manager-key}}\n" +
                            more + "management: {url: \"" + host.netbird.url() +
                            "\", token: {file: token}}\nlog: {format: json}\n");
    }

    [[nodiscard]] std::vector<std::string> with_places(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--config", host.path("standalone.yaml"), "--state-dir",
                                           host.path("state"), "--runtime-dir", host.path("run")});
        return arguments;
    }

    ProcessResult program(std::vector<std::string> arguments)
    {
        auto result = run(IDPSYNC_PROGRAM, with_places(std::move(arguments)));
        EXPECT_THAT(result.out + result.err, Not(HasSubstr(canary_admin_key)));
        return result;
    }

    void start()
    {
        daemon =
            std::make_unique<Process>(IDPSYNC_PROGRAM, with_places({"run"}),
                                      std::map<std::string, std::string>{{"NOTIFY_SOCKET", systemd.path()},
                                                                         {"IDPSYNC_REVISION", "v1.2.3"}});
        wait_for("next pass in");
    }

    void wait_for(const std::string& status) const { static_cast<void>(systemd.wait_for(status)); }

    ProcessResult stop()
    {
        daemon->signal(SIGTERM);
        auto result = daemon->finish();
        EXPECT_EQ(result.exit, 0) << result.signal << result.err;
        EXPECT_THAT(result.out + result.err,
                    AllOf(Not(HasSubstr(canary_admin_key)), Not(HasSubstr("bm90LWEt")),
                          Not(HasSubstr(std::string(sandbox::default_token)))));
        return result;
    }

    template <class Change>
    void at_provider(Change change)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            change(sandbox.provider(sandbox.url() + "/providers/id").setup());
            return 0;
        });
    }

    Installation host{{.embedded_idp = false}};
    NotifySocket systemd;
    std::unique_ptr<Process> daemon;
    std::string issuer;
};

TEST_F(StandaloneRunTest, SaysThatAllIsWell)
{
    start();
    const auto status = program({"status"});
    EXPECT_EQ(status.exit, 0) << status.out;
    EXPECT_THAT(status.out, AllOf(HasSubstr("files"), HasSubstr("netbird"), HasSubstr("pocketid")));
    EXPECT_EQ(program({"health"}).exit, 0);
    EXPECT_THAT(status.out, HasSubstr("v1.2.3"));
    const auto reload = program({"reload"});
    EXPECT_EQ(reload.exit, 0);
    EXPECT_THAT(reload.out, HasSubstr("nothing to write; 3 of 3 providers in sync"));
    EXPECT_THAT(program({"history"}).out, HasSubstr("nothing was changed yet"));
    const auto log = stop().err;
    EXPECT_THAT(log, AllOf(HasSubstr(R"("mode":"observe","providers":1,"revision":"v1.2.3")"),
                           HasSubstr("\"event\":\"started\""), Not(HasSubstr("problem_found")),
                           HasSubstr("\"event\":\"stopped\"")));
}

TEST_F(StandaloneRunTest, ReportsADeadCredentialAndThatItIsOver)
{
    start();
    at_provider([](ProviderSetup& setup) { setup.api_keys.front().key = "not-a-real-other-key"; });
    const auto reload = program({"reload"});
    EXPECT_EQ(reload.exit, 1);
    EXPECT_THAT(reload.err, HasSubstr("manager-refused"));
    const auto status = program({"status"});
    EXPECT_EQ(status.exit, 2);
    EXPECT_THAT(status.out, HasSubstr("manager-refused"));
    at_provider([](ProviderSetup& setup) { setup.api_keys.front().key = canary_admin_key; });
    daemon->signal(SIGHUP);
    wait_for("RELOADING=1");
    wait_for("next pass in");
    EXPECT_EQ(program({"status"}).exit, 0);
    const auto log = stop().err;
    EXPECT_THAT(
        log, AllOf(HasSubstr(R"("event":"problem_found","provider":"pocketid","finding":"manager-refused")"),
                   HasSubstr(R"("event":"problem_gone","provider":"pocketid","finding":"manager-refused")")));
}

TEST_F(StandaloneRunTest, SeesAChangedFileAndWritesNothingByItself)
{
    start();
    const std::string other = "NETBIRD_DOMAIN='other.acme.org'\n";
    host.write_file("netbird/setup.env", other);
    wait_for("files");
    EXPECT_EQ(program({"status"}).exit, 2);
    EXPECT_EQ(host.read_file("netbird/setup.env"), other);
    EXPECT_THAT(stop().err, HasSubstr(R"("provider":"files","finding":"setup-differs")"));
}

TEST_F(StandaloneRunTest, WritesFilesAndClientWhereThatIsDeclared)
{
    configure("  apply: true\n");
    const auto before = host.read_file("netbird/setup.env");
    host.write_file("netbird/setup.env", "");
    at_provider([](ProviderSetup& setup) { setup.clients.front().redirect_uris.pop_back(); });
    start();
    EXPECT_EQ(program({"status"}).exit, 0);
    EXPECT_THAT(host.read_file("netbird/setup.env"), HasSubstr("NETBIRD_DOMAIN='netbird.acme.org'"));
    at_provider([](ProviderSetup& setup) { EXPECT_THAT(setup.clients.front().redirect_uris, SizeIs(3)); });
    EXPECT_THAT(program({"history"}).out,
                AllOf(HasSubstr("files"), HasSubstr("NETBIRD_DOMAIN"),
                      HasSubstr("at the provider: redirect_uri"), HasSubstr("v1.2.3")));
    EXPECT_EQ(program({"history", "pocketid", "--json"}).out.find("files"), std::string::npos);
    const auto log = stop().err;
    EXPECT_THAT(log, AllOf(HasSubstr(R"("event":"updated","provider":"files")"),
                           HasSubstr(R"("event":"updated","provider":"pocketid","client":"Pocket ID")")));
}

TEST_F(StandaloneRunTest, RemembersAfterARestartWhatItChanged)
{
    configure("  apply: true\n");
    host.write_file("netbird/setup.env", "");
    start();
    stop();
    start();
    EXPECT_THAT(program({"history", "files"}).out, HasSubstr("updated"));
    at_provider([](ProviderSetup& setup) { setup.clients.front().redirect_uris.pop_back(); });
    const auto reload = program({"reload"});
    EXPECT_EQ(reload.exit, 0) << reload.err;
    EXPECT_THAT(reload.out, HasSubstr("1 updated; 3 of 3 providers in sync"));
    EXPECT_THAT(program({"history", "pocketid", "--json"}).out, HasSubstr(R"("cause":"command")"));
    EXPECT_THAT(program({"status", "--json"}).out,
                AllOf(HasSubstr(R"("what":"updated","cause":"file")"), HasSubstr(R"("mode":"enforce")")));
    stop();
}

TEST_F(StandaloneRunTest, SaysOnceThatNoWayLeadsToTheClient)
{
    host.write_file("standalone.yaml",
                    "version: 1\nstandalone:\n  provider: keycloak\n  issuer: " + issuer +
                        "\n  client_id: netbird\n  domain: netbird.acme.org\n  directory: netbird\n"
                        "  registration: {client_id: x, client_secret: {file: manager-key}}\n"
                        "  apply: true\nlog: {format: json}\n");
    start();
    EXPECT_EQ(program({"reload"}).exit, 1);
    const auto log = stop().err;
    const std::string failed = R"("event":"failed","provider":"keycloak","write":"update")";
    EXPECT_THAT(log, HasSubstr(failed));
    EXPECT_EQ(log.find(failed), log.rfind(failed)) << log;
    EXPECT_THAT(log, HasSubstr("names no realm"));
}

TEST_F(StandaloneRunTest, WritesNothingWhilePaused)
{
    configure("  apply: true\n");
    start();
    EXPECT_EQ(program({"pause", "1h"}).exit, 0);
    at_provider([](ProviderSetup& setup) { setup.clients.front().logout_uris.clear(); });
    EXPECT_EQ(program({"reload"}).exit, 1);
    at_provider([](ProviderSetup& setup) { EXPECT_THAT(setup.clients.front().logout_uris, IsEmpty()); });
    EXPECT_EQ(program({"resume"}).exit, 0);
    EXPECT_EQ(program({"reload"}).exit, 0);
    at_provider([](ProviderSetup& setup) { EXPECT_THAT(setup.clients.front().logout_uris, SizeIs(1)); });
    stop();
}

TEST_F(StandaloneRunTest, SaysWhichSecretIsMissing)
{
    std::filesystem::remove(host.path("manager-key"));
    start();
    const auto status = program({"status"});
    EXPECT_EQ(status.exit, 2);
    EXPECT_THAT(status.out, AllOf(HasSubstr("manager-key"), Not(HasSubstr("declare no identity provider"))));
    static_cast<void>(stop());
}

TEST_F(StandaloneRunTest, StaysWithTheLastGoodConfiguration)
{
    start();
    host.write_file("standalone.yaml", "version: 1\nstandalone: {}\n");
    const auto reload = program({"reload"});
    EXPECT_EQ(reload.exit, 78);
    EXPECT_EQ(program({"status"}).exit, 2);
    EXPECT_THAT(stop().err, HasSubstr("config_rejected"));
    EXPECT_EQ(run(IDPSYNC_PROGRAM, with_places({"run"})).exit, 78);
}

} // namespace
} // namespace idpsync::test
