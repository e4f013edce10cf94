#include "sandbox/control.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

/// The control interface of a sandbox, and what the program was told.
class ControlInterface : public testing::Test
{
protected:
    Answer ask(std::string method, const std::string& what, std::string body = "")
    {
        return control_.handle(
            {.method = std::move(method), .target = "/_sandbox/" + what, .body = std::move(body)});
    }

    Netbird netbird_;
    bool stopped_ = false;
    double scale_ = 1;
    Control control_{
        netbird_.sandbox,
        {.stop = [this] { stopped_ = true; }, .set_time_scale = [this](double scale) { scale_ = scale; }}};
};

TEST_F(ControlInterface, ShowsStoredSecretsAndWhatTheLoginServiceUses)
{
    const auto id = id_of(netbird_.create(connector()));
    netbird_.probe(id);
    netbird_.update(id, changed(connector(), "client_id", "new-client"));
    const auto shown = boost::json::parse(ask("GET", "connectors").body).at(0);
    EXPECT_EQ(shown.at("client_secret").as_string(), "first secret");
    EXPECT_EQ(shown.at("client_id").as_string(), "new-client");
    EXPECT_EQ(shown.at("login_client_id").as_string(), "netbird");
}

TEST_F(ControlInterface, ChangesConnectorsByHand)
{
    const auto id =
        id_of(ask("POST", "connectors", R"({"type": "okta", "name": "a", "client_secret": "s"})"));
    EXPECT_EQ(netbird_.sandbox.stored_secret(id), "s");
    ask("PUT", "connectors/" + id, R"({"name": "b"})");
    EXPECT_EQ(netbird_.sandbox.connector(id)->name, "b");
    EXPECT_EQ(ask("DELETE", "connectors/" + id).status, 200U);
    EXPECT_EQ(ask("DELETE", "connectors/" + id).status, 404U);
}

TEST_F(ControlInterface, LengthensTheAuditLogAtItsOtherEnd)
{
    netbird_.create(connector());
    const auto before = netbird_.sandbox.events();
    EXPECT_EQ(ask("POST", "events", R"({"count": 12000})").status, 200U);
    const auto after = netbird_.sandbox.events();
    ASSERT_EQ(after.size(), before.size() + 12'000U);
    EXPECT_EQ(after.at(0), before.at(0));
    EXPECT_LT(after.back().at("timestamp").as_string(), after.at(before.size()).at("timestamp").as_string());
    EXPECT_EQ(after.back().at("activity_code").as_string(), "identityprovider.update");
}

TEST_F(ControlInterface, ChangesIssuers)
{
    const auto answer = ask("PUT", "issuers", R"({"name": "corp", "behaviour": "status=503"})");
    EXPECT_THAT(answer.body, HasSubstr("http://netbird.test/issuers/corp"));
    EXPECT_EQ(netbird_.get("/issuers/corp/.well-known/openid-configuration").status, 503U);
    EXPECT_EQ(ask("PUT", "issuers", R"({"name": "corp", "behaviour": "nonsense"})").status, 422U);
}

TEST_F(ControlInterface, AddsAndChangesProviders)
{
    const auto added = ask("PUT", "providers", R"({"name": "corp", "profile": "keycloak"})");
    EXPECT_THAT(added.body, HasSubstr("http://netbird.test/providers/corp/realms/netbird-test"));
    const auto base = netbird_.sandbox.url() + "/providers/corp";
    ask("PUT", "providers",
        R"({"name": "corp", "keys": "encryption-only", "clock_error_s": 120,
            "clients": [{"id": "netbird", "secret": "rotated"}, {"id": "second"}],
            "document": {"token_endpoint": null}, "user": {"id_token": {"groups": ["a", 1]}}})");
    auto& provider = netbird_.sandbox.provider(base);
    EXPECT_EQ(provider.client().secret, "rotated");
    EXPECT_EQ(provider.client().redirect_uris, std::vector{netbird_.sandbox.redirect_uri()});
    EXPECT_EQ(provider.client("second").id, "second");
    EXPECT_EQ(provider.setup().keys, PublishedKeys::encryption_only);
    EXPECT_EQ(provider.setup().clock_error, std::chrono::minutes(2));
    EXPECT_FALSE(provider.setup().user.id_token.contains("name"));
}

TEST_F(ControlInterface, OpensAProvidersManagementApi)
{
    ask("PUT", "providers",
        R"({"name": "corp", "profile": "pocketid-2.14", "api_key": "chosen", "groups": ["users"],
            "api_key_expires": "2031-01-01T00:00:00Z", "forget_clients": true})");
    const auto body_of = [&](const std::string& path) {
        Request request{.target = "/providers/corp/api/" + path, .headers = {{"X-API-Key", "chosen"}}};
        return idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)))
            .body;
    };
    EXPECT_THAT(body_of("oidc/clients"), HasSubstr("\"totalItems\":0"));
    EXPECT_THAT(body_of("user-groups"), HasSubstr("\"name\":\"users\""));
    EXPECT_THAT(body_of("api-keys"), HasSubstr("2031-01-01T00:00:00Z"));
    ask("POST", "faults",
        R"({"kind": "answer", "status": 429, "path": "/providers/corp/", "headers": {"Retry-After": "5"}})");
    EXPECT_EQ(body_of("oidc/clients"), "");
}

TEST_F(ControlInterface, SaysWhatItDoesNotKnowOfAProvider)
{
    EXPECT_EQ(ask("PUT", "providers", R"({"name": "corp", "profile": "nonsense"})").status, 422U);
    const auto answer = ask("PUT", "providers", R"({"name": "corp", "profile": "dex", "colour": "red"})");
    EXPECT_EQ(answer.status, 422U);
    EXPECT_THAT(answer.body, HasSubstr("colour"));
}

TEST_F(ControlInterface, AddsFaultsAndTakesThemBack)
{
    ask("POST", "faults", R"({"kind": "answer", "status": 502, "body": "<html>", "times": 9})");
    EXPECT_EQ(netbird_.get("/api/accounts").status, 502U);
    ask("DELETE", "faults");
    EXPECT_EQ(netbird_.get("/api/accounts").status, 200U);
    EXPECT_EQ(ask("POST", "faults", R"({"kind": "nonsense"})").status, 422U);
}

TEST_F(ControlInterface, HandsOutAndRevokesTokens)
{
    const auto answer = boost::json::parse(ask("POST", "tokens", R"({"role": "auditor"})").body);
    const std::string token(answer.at("token").as_string());
    EXPECT_EQ(netbird_.get("/api/accounts", token).status, 200U);
    ask("DELETE", "tokens", boost::json::serialize(answer));
    EXPECT_EQ(netbird_.get("/api/accounts", token).status, 404U);
}

TEST_F(ControlInterface, SetsAccountSettings)
{
    ask("PUT", "settings", R"({"local_auth_disabled": true})");
    EXPECT_EQ(netbird_.sandbox.account_settings().at("local_auth_disabled"), true);
}

TEST_F(ControlInterface, RestartsNetBird)
{
    const auto id = id_of(netbird_.create(connector()));
    EXPECT_EQ(ask("POST", "restart").status, 200U);
    EXPECT_NE(netbird_.sandbox.open_connector(id), nullptr);
}

TEST_F(ControlInterface, TellsTheProgramToStopAndTimeToRunFaster)
{
    EXPECT_EQ(ask("PUT", "time-scale", R"({"scale": 10})").status, 200U);
    EXPECT_EQ(scale_, 10);
    EXPECT_EQ(ask("PUT", "time-scale", R"({"scale": 0})").status, 422U);
    EXPECT_EQ(ask("POST", "stop").status, 200U);
    EXPECT_TRUE(stopped_);
}

TEST_F(ControlInterface, CountsAndRemembersRequests)
{
    netbird_.get("/api/accounts");
    EXPECT_THAT(ask("GET", "counters").body, HasSubstr("\"reads\":1"));
    EXPECT_THAT(ask("GET", "requests").body, HasSubstr("/api/accounts"));
}

TEST_F(ControlInterface, RefusesWhatItDoesNotKnow)
{
    EXPECT_EQ(ask("GET", "nonsense").status, 404U);
    EXPECT_EQ(ask("PUT", "issuers", "[]").status, 400U);
}

} // namespace
} // namespace idpsync::sandbox::test
