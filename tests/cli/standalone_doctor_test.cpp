// `doctor` with a standalone NetBird, as an operator runs it: real files, a NetBird without its login
// service, and a provider with an API, each behind a socket.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "core/text.hpp"
#include "readback/grpc_peer.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::Sandbox;

constexpr const char* canary_manager_key = "canary-manager-key-not-real-5d0e";

/// Pocket ID, with NetBird's client as the guide makes it, and a NetBird whose files are as declared.
class StandaloneDoctorTest : public testing::Test
{
protected:
    StandaloneDoctorTest()
    {
        issuer = host.netbird.ask([](Sandbox& sandbox) {
            sandbox.set_account_setting("extra", json::object{{"user_approval_required", false}});
            auto& provider = sandbox.add_local_provider("id", {.profile = sandbox::Profile::pocketid_2_14});
            auto& client = provider.client();
            client.public_client = true;
            client.redirect_uris = {"http://localhost:53000", "https://netbird.acme.org/auth",
                                    "https://netbird.acme.org/silent-auth"};
            client.logout_uris = {"https://netbird.acme.org/"};
            provider.setup().api_keys.front().key = canary_manager_key;
            provider.setup().api_keys.front().expires =
                WallTime(std::chrono::sys_days(std::chrono::year{2200} / 1 / 1));
            return provider.issuer();
        });
        std::filesystem::create_directories(host.path("netbird/artifacts"));
        host.write_file("manager-key", canary_manager_key);
        host.write_file("netbird/artifacts/management.json",
                        R"({"DataStoreEncryptionKey": "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE="})");
        configure("management: {url: \"" + host.netbird.url() + "\", token: {file: token}}\n");
        EXPECT_EQ(program({"standalone", "render", "--write", "--management-json"}).exit, 0);
    }

    void configure(const std::string& more)
    {
        host.write_file("standalone.yaml",
                        "version: 1\nstandalone:\n  provider: pocketid\n  issuer: " + issuer +
                            "\n  client_id: netbird\n  domain: netbird.acme.org\n"
                            "  directory: netbird\n"
                            "  manager: {token: {file: manager-key}}\n" +
                            more);
    }

    ProcessResult program(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", host.path("standalone.yaml")});
        auto result = run(IDPSYNC_PROGRAM, arguments);
        EXPECT_THAT(result.out + result.err,
                    AllOf(Not(HasSubstr(canary_manager_key)),
                          Not(HasSubstr(std::string(sandbox::default_token))), Not(HasSubstr("bm90LWEt"))));
        return result;
    }

    void spoil(const std::function<void(Sandbox&, sandbox::ProviderSetup&)>& change)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            change(sandbox, sandbox.provider(sandbox.url() + "/providers/id").setup());
            return 0;
        });
    }

    Installation host{{.embedded_idp = false}};
    std::string issuer;
};

TEST_F(StandaloneDoctorTest, FindsNothingWrongWhereAllIsAsDeclared)
{
    const auto doctor = program({"doctor", "-v"});
    EXPECT_EQ(doctor.exit, 0) << doctor.out << doctor.err;
    EXPECT_THAT(
        doctor.out,
        AllOf(HasSubstr("= ok      setup-differs: the files in"), HasSubstr("are as declared"),
              HasSubstr("= ok      embedded-idp-on: no embedded login service answers at /oauth2 (404)"),
              HasSubstr("= ok      manager-failing: NetBird lists its users"),
              HasSubstr("= ok      manager-expiring: the manager's credential expires in "),
              HasSubstr("= ok      client-confidential: the client is public")));
    EXPECT_THAT(doctor.out,
                AllOf(HasSubstr("http://localhost:53000"), HasSubstr("https://netbird.acme.org/auth"),
                      HasSubstr("https://netbird.acme.org/silent-auth"),
                      HasSubstr("Doctor: nothing to fix.")));
}

TEST_F(StandaloneDoctorTest, NamesADeadCredentialAtBothEnds)
{
    spoil([](Sandbox& sandbox, sandbox::ProviderSetup& setup) {
        setup.api_keys.clear();
        for (const auto* path : {"/api/users", "/api/events/audit"})
            sandbox.fail({.method = "GET",
                          .path = path,
                          .times = {},
                          .fault = sandbox::Fault::answered(500, R"({"message": "internal", "code": 500})",
                                                            "application/json")});
    });
    const auto doctor = program({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, AllOf(HasSubstr("! error   manager-refused: Pocket ID at http"),
                                  HasSubstr("! error   manager-failing: NetBird answers 500 to /api/users"),
                                  HasSubstr("next: make a new credential at the provider")));
}

TEST_F(StandaloneDoctorTest, NamesWhatIsWrongWithTheClient)
{
    spoil([](Sandbox&, sandbox::ProviderSetup& setup) {
        auto& client = setup.clients.front();
        client.public_client = false;
        client.redirect_uris.pop_back();
        client.logout_uris.clear();
        setup.api_keys.front().expires = WallTime(std::chrono::floor<std::chrono::seconds>(
            std::chrono::system_clock::now() + std::chrono::days(3)));
    });
    const auto doctor = program({"doctor", "--json"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_EQ(schema_objections("doctor", "doctor", doctor.out), "");
    EXPECT_THAT(doctor.out, AllOf(HasSubstr(R"("id":"client-confidential","severity":"error")"),
                                  HasSubstr(R"("id":"redirect-refused","severity":"error")"),
                                  HasSubstr(R"("id":"logout-uri-missing","severity":"warning")"),
                                  HasSubstr(R"("id":"manager-expiring","severity":"warning")"),
                                  HasSubstr("add https://netbird.acme.org/silent-auth")));
}

TEST_F(StandaloneDoctorTest, TellsWhatTheRunningServerHandsToEverybody)
{
    const GrpcPeer server({.pkce = flow_message(1, "another", "canary-client-secret"),
                           .device = flow_message(2, "netbird", "")});
    configure("management: {url: \"" + server.url() + "\", token: {file: token}}\n");
    const auto doctor = program({"doctor", "--server"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out,
                AllOf(HasSubstr("! error   server-hands-out-secret: the running server answers everybody"),
                      HasSubstr("! error   server-differs: the running server hands out "
                                "PKCEAuthorizationFlow.ProviderConfig.ClientID \"another\", by client_id"),
                      Not(HasSubstr("canary-client-secret"))));
    EXPECT_THAT(program({"doctor"}).out, Not(HasSubstr("server-differs")));
    const auto none = program({"doctor", "--server", "--netbird-log", "x"});
    EXPECT_EQ(none.exit, 64);
}

TEST_F(StandaloneDoctorTest, IsNotGreenWhereSomethingWasNotLookedAt)
{
    std::filesystem::remove_all(host.path("netbird"));
    const auto doctor = program({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, AllOf(HasSubstr("? unknown setup-differs: the files were not checked"),
                                  HasSubstr("Doctor: 1 unknown.")));
}

TEST_F(StandaloneDoctorTest, GoesOnWhereTheProviderIsAnother)
{
    issuer += "/nowhere";
    configure("management: {url: \"" + host.netbird.url() + "\", token: {file: token}}\n");
    const auto doctor = program({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out,
                AllOf(HasSubstr("! error   discovery-unreadable"), HasSubstr("? unknown manager-refused"),
                      HasSubstr("the files were not compared"),
                      HasSubstr("the redirect URIs were not checked")));
}

TEST_F(StandaloneDoctorTest, UnderstandsItsOwnLineAlone)
{
    const auto keyed = program({"doctor", "corp"});
    EXPECT_EQ(keyed.exit, 64);
    EXPECT_THAT(keyed.err, HasSubstr("leave the KEY out"));
    std::filesystem::remove(host.path("token"));
    const auto blind = program({"doctor"});
    EXPECT_EQ(blind.exit, 78);
    EXPECT_THAT(blind.err, HasSubstr("management.token: "));
}

TEST_F(StandaloneDoctorTest, SaysWhatToEnterAtTheProvider)
{
    const auto shown = program({"show", "registration"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_THAT(shown.out,
                AllOf(HasSubstr("pocketid  at Pocket ID  declared in "),
                      HasSubstr("Callback URLs: enter\n       https://netbird.acme.org/silent-auth\n"),
                      HasSubstr("Public Client: on"), HasSubstr("API Key: copy it to file ")));
    EXPECT_EQ(schema_objections("doctor", "registration", program({"show", "registration", "--json"}).out),
              "");
    EXPECT_EQ(program({"show", "registration", "corp"}).exit, 64);
}

} // namespace
} // namespace idpsync::test
