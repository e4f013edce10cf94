// `standalone client`, as an operator runs it: a provider with an API behind a socket.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::ProviderSetup;
using sandbox::Sandbox;

constexpr const char* canary_writer_key = "canary-writer-key-not-real-77ab";
constexpr const char* canary_backend_secret = "canary-backend-not-real-77ab";

class StandaloneClientTest : public testing::Test
{
protected:
    StandaloneClientTest()
    {
        set_up(sandbox::Profile::pocketid_2_14);
        std::filesystem::create_directories(host.path("netbird"));
        host.write_file("writer-key", canary_writer_key);
        host.write_file("netbird/setup.env", "NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS='53000,54000'\n");
    }

    void set_up(sandbox::Profile profile)
    {
        issuer = host.netbird.ask([profile](Sandbox& sandbox) {
            auto& provider = sandbox.add_local_provider("id", {.profile = profile});
            auto& setup = provider.setup();
            setup.clients.clear();
            setup.groups = {{"g-1", "others", "Others"}, {"g-2", "netbird-users", "NetBird"}};
            setup.api_keys.front().key = canary_writer_key;
            return provider.issuer();
        });
        configure("  registration: {token: {file: writer-key}}\n");
    }

    void configure(const std::string& more, const std::string& provider = "pocketid")
    {
        host.write_file("standalone.yaml", "version: 1\nstandalone:\n  provider: " + provider +
                                               "\n  issuer: " + issuer +
                                               "\n  client_id: netbird\n  domain: netbird.acme.org\n"
                                               "  directory: netbird\n" +
                                               more);
    }

    ProcessResult client(std::vector<std::string> options = {})
    {
        options.insert(options.begin(), {"standalone", "client"});
        options.insert(options.end(), {"--config", host.path("standalone.yaml")});
        auto result = run(IDPSYNC_PROGRAM, options);
        EXPECT_THAT(result.out + result.err, Not(HasSubstr(canary_writer_key)));
        return result;
    }

    template <class Look>
    auto at_provider(Look look)
    {
        return host.netbird.ask([&](Sandbox& sandbox) {
            return look(sandbox.provider(sandbox.url() + "/providers/id").setup());
        });
    }

    Installation host{{.embedded_idp = false}};
    std::string issuer;
};

TEST_F(StandaloneClientTest, ShowsWhatItWouldMakeAndThenMakesIt)
{
    const auto plan = client();
    EXPECT_EQ(plan.exit, 2) << plan.err;
    EXPECT_THAT(plan.out,
                AllOf(HasSubstr("client \"netbird\" of " + issuer), HasSubstr("+ at Pocket ID"),
                      HasSubstr("http://localhost:53000, http://localhost:54000, "
                                "https://netbird.acme.org/auth, https://netbird.acme.org/silent-auth"),
                      HasSubstr("nothing was written; `netbird-idp-sync standalone")));
    EXPECT_TRUE(at_provider([](ProviderSetup& setup) { return setup.clients.empty(); }));

    const auto made = client({"--write"});
    EXPECT_EQ(made.exit, 0) << made.out << made.err;
    EXPECT_THAT(made.out, HasSubstr("written, and read back"));
    at_provider([](ProviderSetup& setup) {
        const auto& there = setup.clients.at(0);
        EXPECT_TRUE(there.public_client);
        EXPECT_TRUE(there.pkce_required);
        EXPECT_THAT(there.logout_uris, ElementsAre("https://netbird.acme.org/"));
        EXPECT_EQ(there.record.at("launchURL"), json::value("https://netbird.acme.org"));
        return 0;
    });
    const auto again = client({"--write"});
    EXPECT_EQ(again.exit, 0);
    EXPECT_THAT(again.out, HasSubstr("= at Pocket ID"));
}

TEST_F(StandaloneClientTest, CompletesAClientAndLeavesTheRest)
{
    ASSERT_EQ(client({"--write"}).exit, 0);
    at_provider([](ProviderSetup& setup) {
        auto& there = setup.clients.at(0);
        there.redirect_uris = {"https://other.acme.org/callback"};
        there.logout_uris.clear();
        there.record["name"] = "VPN";
        return 0;
    });
    configure("  registration: {token: {file: writer-key}, allowed_groups: [netbird-users]}\n");
    const auto plan = client({"--json"});
    EXPECT_EQ(plan.exit, 2);
    EXPECT_EQ(schema_objections("plan", "standalone_client", plan.out), "");
    const auto document = json::parse(plan.out);
    EXPECT_EQ(document.at("client").at("action"), json::value("update"));
    EXPECT_EQ(document.at("client").at("changes").as_array().size(), 3U);
    EXPECT_EQ(document.at("written"), json::value(false));

    EXPECT_EQ(client({"--write"}).exit, 0);
    at_provider([](ProviderSetup& setup) {
        const auto& there = setup.clients.at(0);
        EXPECT_THAT(there.redirect_uris, SizeIs(5));
        EXPECT_EQ(there.redirect_uris.front(), "https://other.acme.org/callback");
        EXPECT_EQ(there.record.at("name"), json::value("VPN"));
        EXPECT_THAT(there.allowed_groups, ElementsAre("g-2"));
        return 0;
    });
}

TEST_F(StandaloneClientTest, MakesAClientPublicOnlyByTheOperatorsWord)
{
    ASSERT_EQ(client({"--write"}).exit, 0);
    at_provider([](ProviderSetup& setup) { return setup.clients.at(0).public_client = false; });
    const auto refused = client({"--write"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, AllOf(HasSubstr("it would be public"), HasSubstr("allow: [client-change]")));
    EXPECT_FALSE(at_provider([](ProviderSetup& setup) { return setup.clients.at(0).public_client; }));
    configure("  allow: [client-change]\n  registration: {token: {file: writer-key}}\n");
    EXPECT_EQ(client({"--write"}).exit, 0);
    EXPECT_TRUE(at_provider([](ProviderSetup& setup) { return setup.clients.at(0).public_client; }));
}

TEST_F(StandaloneClientTest, MakesAuthentiksApplicationAndProvider)
{
    set_up(sandbox::Profile::authentik_2026_5_unrecorded);
    issuer = host.netbird.ask(
        [](Sandbox& sandbox) { return sandbox.provider(sandbox.url() + "/providers/id").issuer(); });
    configure("  manager: {username: NetBird, password: {file: writer-key}}\n"
              "  registration: {token: {file: writer-key}}\n",
              "authentik");
    const auto made = client({"--write"});
    EXPECT_EQ(made.exit, 0) << made.out << made.err;
    at_provider([](ProviderSetup& setup) {
        const auto& there = setup.clients.at(0);
        EXPECT_TRUE(there.public_client);
        EXPECT_EQ(there.record.at("sub_mode"), json::value("user_id"));
        EXPECT_EQ(there.record.at("access_code_validity"), json::value("minutes=10"));
        EXPECT_THAT(there.record.at("property_mappings").as_array(), SizeIs(6));
        EXPECT_THAT(there.record.at("grant_types").as_array(), SizeIs(4));
        return 0;
    });
    EXPECT_EQ(client().exit, 0);
}

/// Keycloak, with the client of NetBird's manager of users.
class StandaloneManagerTest : public StandaloneClientTest
{
protected:
    StandaloneManagerTest()
    {
        set_up(sandbox::Profile::keycloak);
        at_provider([](ProviderSetup& setup) {
            setup.clients.push_back({.id = "idp-sync",
                                     .secret = canary_writer_key,
                                     .service_account = true,
                                     .roles = {"manage-clients", "manage-users"}});
            return 0;
        });
        host.write_file("backend-secret", canary_backend_secret);
        declare();
    }

    void declare(const std::string& more = {})
    {
        configure("  manager: {client_id: netbird-backend, client_secret: {file: backend-secret}}\n"
                  "  registration: {client_id: idp-sync, client_secret: {file: writer-key}}\n" +
                      more,
                  "keycloak");
    }

    /// Changes it at the provider, or looks at it there.
    template <class Look>
    auto at_backend(Look look)
    {
        return at_provider([&](ProviderSetup& setup) {
            const auto found =
                std::ranges::find(setup.clients, "netbird-backend", &sandbox::ProviderClient::id);
            EXPECT_NE(found, setup.clients.end());
            return look(*found);
        });
    }

    ProcessResult keep()
    {
        auto kept = client({"--write"});
        EXPECT_THAT(kept.out + kept.err, Not(HasSubstr(canary_backend_secret)));
        return kept;
    }
};

TEST_F(StandaloneManagerTest, MakesItWithOneRoleAndNothingElse)
{
    const auto plan = client({"--json"});
    EXPECT_EQ(plan.exit, 2) << plan.out << plan.err;
    EXPECT_EQ(schema_objections("plan", "standalone_client", plan.out), "");
    EXPECT_EQ(json::parse(plan.out).at("manager").at("client").at("action"), json::value("create"));

    const auto made = keep();
    EXPECT_EQ(made.exit, 0) << made.out << made.err;
    EXPECT_THAT(made.out, HasSubstr("for NetBird's manager of users"));
    at_backend([](const sandbox::ProviderClient& there) {
        EXPECT_EQ(there.secret, canary_backend_secret);
        EXPECT_THAT(there.roles, ElementsAre("view-users"));
        EXPECT_TRUE(there.service_account);
        EXPECT_FALSE(there.public_client || there.code_flow);
        EXPECT_THAT(there.redirect_uris, IsEmpty());
        return 0;
    });
    EXPECT_EQ(keep().exit, 0);
    EXPECT_EQ(at_provider([](ProviderSetup& setup) { return setup.clients.size(); }), 3U);
}

/// As a kill between client and role leaves it.
TEST_F(StandaloneManagerTest, FinishesWhatItHadBegun)
{
    ASSERT_EQ(keep().exit, 0);
    at_backend([](auto& there) { return there.roles.clear(), 0; });
    const auto plan = client();
    EXPECT_EQ(plan.exit, 2);
    EXPECT_THAT(plan.out, HasSubstr("view_users"));
    EXPECT_EQ(keep().exit, 0);
    EXPECT_THAT(at_backend([](auto& there) { return there.roles; }), ElementsAre("view-users"));
}

TEST_F(StandaloneManagerTest, LeavesTheRoleToWhoMayAssignIt)
{
    at_provider([](ProviderSetup& setup) { return setup.clients.back().roles.pop_back(), 0; });
    const auto halfway = keep();
    EXPECT_EQ(halfway.exit, 1);
    EXPECT_THAT(halfway.out, AllOf(HasSubstr("Assign role"), HasSubstr("only an account with manage-users")));
    at_backend([](auto& there) { return there.roles.emplace_back("view-users"), 0; });
    EXPECT_EQ(keep().exit, 0);
}

TEST_F(StandaloneManagerTest, GivesItAnotherSecretByTheOperatorsWordAlone)
{
    ASSERT_EQ(keep().exit, 0);
    at_backend([](auto& there) { return there.secret = "not-a-real-other-secret", 0; });
    const auto refused = keep();
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, AllOf(HasSubstr("ends at once"), HasSubstr("allow: [client-change]"),
                                   Not(HasSubstr("not-a-real-other-secret"))));
    declare("  allow: [client-change]\n");
    EXPECT_EQ(keep().exit, 0);
    EXPECT_EQ(at_backend([](auto& there) { return there.secret; }), canary_backend_secret);
}

TEST_F(StandaloneManagerTest, TakesNoSecretThatIsShortOrMissing)
{
    host.write_file("backend-secret", "short-one");
    EXPECT_THAT(client({"--write"}).out, HasSubstr("shorter than 16 characters"));
    std::filesystem::remove(host.path("backend-secret"));
    const auto blind = client();
    EXPECT_EQ(blind.exit, 78);
    EXPECT_THAT(blind.err, HasSubstr("standalone.manager"));
}

TEST_F(StandaloneClientTest, SaysWhatTheProviderRefuses)
{
    at_provider([](ProviderSetup& setup) { return setup.api_keys.front().administrator = false; });
    const auto refused = client({"--write"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, HasSubstr("Pocket ID at http"));
    host.write_file("writer-key", "not-a-real-other-key");
    EXPECT_THAT(client().out, HasSubstr("401"));
    std::filesystem::remove(host.path("writer-key"));
    const auto blind = client();
    EXPECT_EQ(blind.exit, 78);
    EXPECT_THAT(blind.err, HasSubstr("standalone.registration.token"));
}

TEST_F(StandaloneClientTest, UnderstandsItsOwnLineAlone)
{
    configure({});
    const auto nobody = client();
    EXPECT_EQ(nobody.exit, 78);
    EXPECT_THAT(nobody.err,
                AllOf(HasSubstr("standalone.registration is not there"), HasSubstr("show registration")));
    configure({}, "generic");
    EXPECT_THAT(client().err, HasSubstr("no way into its API"));
    EXPECT_EQ(client({"--yes"}).exit, 64);
    EXPECT_THAT(client({"--management-json"}).err, HasSubstr("is for standalone render"));
}

} // namespace
} // namespace idpsync::test
