// What NetBird's manager of users is answered: recorded of nobody, as the providers' code and API
// descriptions have it (tests/sandbox/README.md).

#include "core/time_text.hpp"
#include "registrar/user_manager.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"
#include "support/scripted_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

using idpsync::test::noon;

class AsManager : public testing::Test
{
protected:
    Result<ManagerSight> ask(ProviderType type, const std::string& api)
    {
        ManagerAccess access{.type = type,
                             .api = boost::urls::url(api),
                             .client_id = "netbird",
                             .username = "NetBird",
                             .application = type == ProviderType::authentik ? "netbird" : "",
                             .secret = secret};
        if (type != ProviderType::pocketid)
            access.token_endpoint = boost::urls::url("https://id.example.com/token");
        return test::run(io, clock,
                         ask_as_manager(std::move(access), http, clock.now() + std::chrono::seconds(15)));
    }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::ScriptedHttp http{clock};
    const Secret secret{"not-a-real+secret"};
};

TEST_F(AsManager, ReadsPocketIdsUsersAndTheEndOfItsKey)
{
    http.answer(200, R"({"data": [], "pagination": {}})");
    http.answer(200,
                R"({"data": [{"expiresAt": "2030-03-01T00:00:00Z", "lastUsedAt": "2030-01-01T12:00:00Z"}]})");
    const auto sight = ask(ProviderType::pocketid, "https://id.example.com");
    ASSERT_TRUE(sight.has_value()) << sight.error().text();
    EXPECT_EQ(sight->end.at, WallTime(std::chrono::sys_days(std::chrono::year{2030} / 3 / 1)));
    EXPECT_THAT(http.requests().at(0).url, StartsWith("https://id.example.com/api/users?"));
    EXPECT_EQ(http.requests().at(0).authorization, "not-a-real+secret");
}

TEST_F(AsManager, TellsADeadKeyFromOneThatMayNotRead)
{
    http.answer(401, R"({"error": "You are not signed in"})");
    const auto dead = ask(ProviderType::pocketid, "https://id.example.com");
    EXPECT_EQ(dead.error().kind, ErrorKind::unauthorized);
    EXPECT_EQ(dead.error().message,
              "Pocket ID at https://id.example.com answers 401 (\"You are not signed in\")");
    http.answer(403, R"({"error": "no administrator"})");
    EXPECT_EQ(ask(ProviderType::pocketid, "https://id.example.com").error().kind, ErrorKind::forbidden);
    http.answer(503);
    EXPECT_EQ(ask(ProviderType::pocketid, "https://id.example.com").error().kind, ErrorKind::transport);
    http.answer(200, "<html>");
    EXPECT_EQ(ask(ProviderType::pocketid, "https://id.example.com").error().kind, ErrorKind::bad_response);
}

TEST_F(AsManager, SignsInAtKeycloakAsTheAccount)
{
    http.answer(200, R"({"access_token": "not-a-real-token"})").answer(200, "7");
    ASSERT_TRUE(ask(ProviderType::keycloak, "https://id.example.com/admin/realms/corp").has_value());
    EXPECT_EQ(http.requests().at(0).body,
              "grant_type=client_credentials&client_id=netbird&client_secret=not-a-real%2Bsecret");
    EXPECT_EQ(http.requests().at(1).url, "https://id.example.com/admin/realms/corp/users/count");
    EXPECT_EQ(http.requests().at(1).authorization, "Bearer not-a-real-token");
    http.answer(401, R"({"error": "invalid_client", "error_description": "Invalid client"})");
    EXPECT_EQ(ask(ProviderType::keycloak, "https://id.example.com/admin/realms/corp").error().kind,
              ErrorKind::unauthorized);
}

TEST_F(AsManager, SignsInAtAuthentikWithTheAppPassword)
{
    http.answer(200, R"({"access_token": "not-a-real-token"})").answer(200, R"({"results": []})");
    http.answer(200, R"({"results": [{"expiring": true, "expires": "2030-02-01T00:00:00Z"}]})");
    http.answer(200, R"({"user": {"pk": 7, "is_superuser": true}})");
    http.answer(200, R"({"results": [{"flow_device_code": "f-1"}]})").answer(200, R"({"passing": true})");
    const auto sight = ask(ProviderType::authentik, "https://id.example.com");
    ASSERT_TRUE(sight.has_value()) << sight.error().text();
    EXPECT_EQ(http.requests().at(0).body,
              "grant_type=client_credentials&client_id=netbird&username=NetBird&scope=goauthentik.io%2Fapi"
              "&password=not-a-real%2Bsecret");
    EXPECT_EQ(http.requests().at(1).url, "https://id.example.com/api/v3/core/users/?page_size=1");
    EXPECT_TRUE(sight->end.at.has_value());
    EXPECT_EQ(sight->token->reveal(), "not-a-real-token");
    EXPECT_EQ(http.requests().at(5).url,
              "https://id.example.com/api/v3/core/applications/netbird/check_access/?for_user=7");
    EXPECT_TRUE(*sight->authentik->admitted && *sight->authentik->administrator);
    EXPECT_TRUE(*sight->authentik->device_flow);
    http.answer(400, R"({"error": "invalid_grant"})");
    EXPECT_EQ(ask(ProviderType::authentik, "https://id.example.com").error().kind, ErrorKind::unauthorized);
}

TEST_F(AsManager, SaysWhatAuthentikDoesNotShowToItsAccount)
{
    http.answer(200, R"({"access_token": "not-a-real-token"})").answer(200, R"({"results": []})");
    http.answer(200, R"({"results": []})").answer(200, R"({"user": {"pk": 7, "is_superuser": false}})");
    http.answer(403, R"({"detail": "You do not have permission"})").answer(200, R"({"passing": false})");
    const auto sight = ask(ProviderType::authentik, "https://id.example.com");
    ASSERT_TRUE(sight.has_value()) << sight.error().text();
    EXPECT_FALSE(*sight->authentik->admitted);
    EXPECT_FALSE(*sight->authentik->administrator);
    EXPECT_EQ(sight->authentik->device_flow.error().kind, ErrorKind::forbidden);
}

TEST(AuthentikAnswers, AreReadAsItsApiDescriptionHasThem)
{
    const auto read = [](auto reader, const char* text) { return reader(boost::json::parse(text)); };
    EXPECT_EQ(read(authentik_caller, R"({"user": {"pk": 12, "is_superuser": true}})")->number, 12);
    EXPECT_FALSE(read(authentik_caller, R"({"user": {"pk": "12", "is_superuser": true}})"));
    EXPECT_FALSE(read(authentik_caller, "[]"));
    EXPECT_EQ(read(authentik_admits, R"({"passing": false, "messages": []})"), false);
    EXPECT_FALSE(read(authentik_admits, R"({"detail": "Not found."})"));
    EXPECT_EQ(read(authentik_device_flow, R"({"results": [{"flow_device_code": null}]})"), false);
    EXPECT_EQ(read(authentik_device_flow, R"({"results": [{"flow_device_code": "f"}]})"), true);
    EXPECT_FALSE(read(authentik_device_flow, R"({"results": []})"));
}

CredentialEnd end_of_key(std::string_view answer)
{
    return end_of_api_key(boost::json::parse(answer), noon);
}

TEST(EndOfAnApiKey, IsThatOfTheOneThatWasJustUsed)
{
    EXPECT_EQ(end_of_key(R"({"data": [
                  {"expiresAt": "2030-02-01T00:00:00Z", "lastUsedAt": null},
                  {"expiresAt": "2030-03-01T00:00:00Z", "lastUsedAt": "2030-01-01T11:59:58Z"},
                  {"expiresAt": "2030-04-01T00:00:00Z", "lastUsedAt": "2030-01-01T12:00:00Z"}]})")
                  .at,
              WallTime(std::chrono::sys_days(std::chrono::year{2030} / 4 / 1)));
    const auto both = end_of_key(R"({"data": [
                  {"expiresAt": "2030-03-01T00:00:00Z", "lastUsedAt": "2030-01-01T12:00:00Z"},
                  {"expiresAt": "2030-04-01T00:00:00Z", "lastUsedAt": "2030-01-01T12:00:00Z"}]})");
    EXPECT_THAT(both.not_told, HasSubstr("several keys"));
}

TEST(EndOfAnApiKey, IsNoneOfAStaticKeyAndUnknownOfAnythingElse)
{
    EXPECT_EQ(end_of_key(R"({"data": []})"), CredentialEnd());
    EXPECT_EQ(end_of_key(R"({"data": [{"expiresAt": "2030-03-01T00:00:00Z",
                             "lastUsedAt": "2029-12-01T00:00:00Z"}]})"),
              CredentialEnd());
    EXPECT_THAT(end_of_key("[]").not_told, HasSubstr("does not list"));
}

TEST(EndOfAnAppPassword, IsToldWhereThereIsOne)
{
    const auto end = [](std::string_view answer) {
        return end_of_token(boost::json::parse(answer), "app password");
    };
    EXPECT_EQ(end(R"({"results": [{"expiring": false, "expires": null}]})"), CredentialEnd());
    EXPECT_THAT(end(R"({"results": []})").not_told, HasSubstr("does not show"));
    EXPECT_THAT(end(R"({"results": [{}, {}]})").not_told, HasSubstr("several app passwords"));
    EXPECT_THAT(end(R"({"results": [{"expiring": true}]})").not_told,
                HasSubstr("when this app password ends"));
    EXPECT_EQ(end(R"({"results": [{"expiring": false}, {"expiring": false}]})"), CredentialEnd());
}

TEST(UserManager, SeesTheEndOfTheTokensOfOneUser)
{
    const auto answer =
        boost::json::parse(R"({"results": [{"user": 1, "expiring": false}, {"user": 2, "expiring": true,)"
                           R"( "expires": "2027-01-02T03:04:05.678Z"}, {"user": 3, "expiring": true}]})");
    EXPECT_THAT(end_of_token(answer, "API token").not_told, HasSubstr("several API tokens"));
    EXPECT_EQ(end_of_token(answer, "API token", 1), CredentialEnd());
    EXPECT_EQ(end_of_token(answer, "API token", 2).at, parse_rfc3339("2027-01-02T03:04:05.678Z"));
    EXPECT_THAT(end_of_token(answer, "API token", 4).not_told, HasSubstr("to its own account"));
}

} // namespace
} // namespace idpsync::registrar
