// Pocket ID's administrator API: what it changes is what logins meet.

#include "core/time_text.hpp"
#include "sandbox/tests/managed_clients.hpp"
#include "support/recordings.hpp"

#include <gmock/gmock.h>

#include <set>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

const std::string pocket_id_clients = "/api/oidc/clients";
const std::string pocket_id_client = pocket_id_clients + "/netbird";

class PocketIdAdmin : public ManagedClients
{
protected:
    json::object wanted()
    {
        return {{"id", "netbird"},
                {"name", "NetBird"},
                {"callbackURLs", json::array{json::value(netbird_.sandbox.redirect_uri())}}};
    }
    std::string made_secret(const std::string& path, json::value body = nullptr)
    {
        return std::string(json::parse(call("POST", path, std::move(body)).body).at("secret").as_string());
    }
    std::string code_of(const Answer& answer)
    {
        return std::string(json::parse(answer.body).at("code").as_string());
    }
};

TEST_F(PocketIdAdmin, MakesAClientThatLogsIn)
{
    manage(Profile::pocketid_2_9);
    EXPECT_EQ(call("POST", pocket_id_clients, wanted()).status, 201U);
    const auto claims = log_in(made_secret(pocket_id_client + "/secret"));
    EXPECT_EQ(claims.at("name").as_string(), "Alice Example");
}

TEST_F(PocketIdAdmin, DecidesWhichRedirectUriWorks)
{
    manage(Profile::pocketid_2_10);
    auto client = wanted();
    client["callbackURLs"] = json::array{"https://elsewhere.example.com/"};
    call("POST", pocket_id_clients, client);
    const auto secret = made_secret(pocket_id_client + "/secret");
    EXPECT_TRUE(log_in(secret).empty());
    EXPECT_EQ(call("PUT", pocket_id_client, wanted()).status, 200U);
    EXPECT_FALSE(log_in(secret).empty());
    call("DELETE", pocket_id_client);
    EXPECT_TRUE(log_in(secret).empty());
}

TEST_F(PocketIdAdmin, ReplacesTheOnlySecretAtOnce)
{
    for (const auto profile : {Profile::pocketid_2_9, Profile::pocketid_2_10, Profile::pocketid_2_13})
    {
        manage(profile);
        call("POST", pocket_id_clients, wanted());
        const auto first = made_secret(pocket_id_client + "/secret");
        EXPECT_EQ(first.size(), 32U);
        EXPECT_TRUE(is_taken(first));
        const auto second = made_secret(pocket_id_client + "/secret");
        EXPECT_FALSE(is_taken(first));
        EXPECT_TRUE(is_taken(second));
    }
}

TEST_F(PocketIdAdmin, TakesAChosenSecretFromVersion212On)
{
    const json::object chosen{{"secret", "chosen by somebody"}};
    manage(Profile::pocketid_2_10);
    call("POST", pocket_id_clients, wanted());
    EXPECT_NE(made_secret(pocket_id_client + "/secret", chosen), "chosen by somebody");
    manage(Profile::pocketid_2_12);
    call("POST", pocket_id_clients, wanted());
    EXPECT_EQ(made_secret(pocket_id_client + "/secret", chosen), "chosen by somebody");
    EXPECT_EQ(call("POST", pocket_id_client + "/secret", json::object{{"secret", "too short"}}).status, 400U);
}

TEST_F(PocketIdAdmin, LetsSeveralSecretsWorkSideBySideFromVersion214On)
{
    manage(Profile::pocketid_2_14);
    call("POST", pocket_id_clients, wanted());
    const auto first = json::parse(call("POST", pocket_id_client + "/secrets").body);
    const auto second =
        made_secret(pocket_id_client + "/secrets", json::object{{"secret", "a chosen secret, 2"}});
    const std::string first_secret(first.at("secret").as_string());
    EXPECT_EQ(call("POST", pocket_id_client + "/secret").status, 404U);
    EXPECT_TRUE(is_taken(first_secret));
    EXPECT_TRUE(is_taken("a+chosen+secret%2C+2")) << second;

    const auto listed = read(pocket_id_client + "/secrets").as_array();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[1].at("prefix").as_string(), "a ch");
    EXPECT_FALSE(listed[1].as_object().contains("secret"));
    EXPECT_EQ(read(pocket_id_client).at("credentials").at("secrets").as_array().size(), 2U);

    const std::string path = pocket_id_client + "/secrets/" + std::string(first.at("id").as_string());
    EXPECT_EQ(call("DELETE", path).status, 204U);
    EXPECT_FALSE(is_taken(first_secret));
    EXPECT_TRUE(is_taken("a+chosen+secret%2C+2"));
    EXPECT_EQ(call("DELETE", path).status, 404U);
}

TEST_F(PocketIdAdmin, LetsASecretEnd)
{
    manage(Profile::pocketid_2_14);
    call("POST", pocket_id_clients, wanted());
    const auto now = netbird_.clock.wall_now();
    EXPECT_EQ(call("POST", pocket_id_client + "/secrets", json::object{{"expiresAt", format_timestamp(now)}})
                  .status,
              400U);
    const auto secret =
        made_secret(pocket_id_client + "/secrets",
                    json::object{{"expiresAt", format_timestamp(now + std::chrono::hours(1))}});
    EXPECT_TRUE(is_taken(secret));
    netbird_.clock.advance(std::chrono::hours(1));
    EXPECT_FALSE(is_taken(secret));
    EXPECT_FALSE(read(pocket_id_client + "/secrets").at(0).at("isActive").as_bool());
}

TEST_F(PocketIdAdmin, KeepsTheSecretFromBeforeTheUpgradeWithoutItsPrefix)
{
    auto& provider = manage(Profile::pocketid_2_13);
    call("POST", pocket_id_clients, wanted());
    const auto secret = made_secret(pocket_id_client + "/secret");
    provider.setup().profile = Profile::pocketid_2_14;
    const auto listed = read(pocket_id_client + "/secrets").as_array();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("prefix").as_string(), "");
    EXPECT_TRUE(is_taken(secret));
    call("DELETE", pocket_id_client + "/secrets/" + std::string(listed[0].at("id").as_string()));
    EXPECT_FALSE(is_taken(secret));
}

TEST_F(PocketIdAdmin, HoldsNoMoreThanTwentySecrets)
{
    manage(Profile::pocketid_2_14);
    call("POST", pocket_id_clients, wanted());
    for (int made = 0; made < 20; ++made)
        EXPECT_EQ(call("POST", pocket_id_client + "/secrets").status, 201U);
    EXPECT_EQ(call("POST", pocket_id_client + "/secrets").status, 400U);
}

TEST_F(PocketIdAdmin, SaysWhyInCodesFromVersion213On)
{
    manage(Profile::pocketid_2_14);
    call("POST", pocket_id_clients, wanted());
    EXPECT_EQ(call("POST", pocket_id_clients, wanted()).status, 409U);
    EXPECT_EQ(code_of(call("POST", pocket_id_clients, wanted())), "client_id_already_exists");
    EXPECT_EQ(code_of(call("GET", pocket_id_clients + "/nobody")), "not_found");
    EXPECT_EQ(code_of(call("POST", pocket_id_clients, json::object())), "validation_failed");
    authorization_.second = "another";
    EXPECT_EQ(code_of(call("GET", pocket_id_clients)), "not_signed_in");
}

TEST_F(PocketIdAdmin, LetsOnlyAdministratorsIn)
{
    auto& key = manage(Profile::pocketid_2_14).setup().api_keys.front();
    key.administrator = false;
    EXPECT_EQ(call("GET", pocket_id_clients).status, 403U);
    EXPECT_EQ(call("GET", "/api/version/current").status, 200U);
    EXPECT_FALSE(read("/api/users/me").at("isAdmin").as_bool());
}

TEST_F(PocketIdAdmin, ListsTheKeyThatWasUsedLastUnlessItIsAStaticOne)
{
    auto& keys = manage(Profile::pocketid_2_9).setup().api_keys;
    EXPECT_TRUE(read("/api/api-keys").at("data").as_array().empty());
    const auto ends = netbird_.clock.wall_now() + std::chrono::days(20);
    keys.front().expires = ends;
    const auto listed = read("/api/api-keys").at("data").at(0);
    EXPECT_EQ(listed.at("expiresAt").as_string(), format_timestamp(ends));
    EXPECT_EQ(listed.at("lastUsedAt").as_string(), format_timestamp(netbird_.clock.wall_now()));
    EXPECT_EQ(call("POST", "/api/api-keys/x/renew").status, 403U);
    netbird_.clock.advance(std::chrono::days(20));
    EXPECT_EQ(call("GET", "/api/api-keys").status, 401U);
}

TEST_F(PocketIdAdmin, ForgetsTheGroupsOfAClientThatIsOpened)
{
    auto& setup = manage(Profile::pocketid_2_10).setup();
    setup.groups = {{"1", "netbird-users", "NetBird"}};
    auto client = wanted();
    client["isGroupRestricted"] = true;
    call("POST", pocket_id_clients, client);
    call("PUT", pocket_id_client + "/allowed-user-groups",
         json::object{{"userGroupIds", json::array{"1", "2"}}});
    EXPECT_EQ(read(pocket_id_client).at("allowedUserGroups").as_array().size(), 1U);
    call("PUT", pocket_id_client, client);
    EXPECT_EQ(read(pocket_id_client).at("allowedUserGroups").as_array().size(), 1U);
    call("PUT", pocket_id_client, wanted());
    EXPECT_FALSE(read(pocket_id_client).at("isGroupRestricted").as_bool());
    EXPECT_TRUE(read(pocket_id_client).at("allowedUserGroups").as_array().empty());
}

/// Every client object that a real Pocket ID answered with.
std::vector<json::object> recorded_pocket_id_clients()
{
    std::vector<json::object> all;
    for (const auto* folder : {"idp/pocket-id-2.9.0", "idp/pocket-id-2.9.0-dev-8564d356"})
        for (const auto& recording : idpsync::test::recordings(folder))
            if (recording.response_body.is_object() &&
                recording.response_body.get_object().contains("callbackURLs"))
                all.push_back(recording.response_body.get_object());
    return all;
}

TEST_F(PocketIdAdmin, KeepsEveryRecordedClientThatIsReadAndWrittenBack)
{
    const auto all = recorded_pocket_id_clients();
    EXPECT_GT(all.size(), 40U);
    for (auto object : all)
    {
        manage(object.contains("skipConsent") ? Profile::pocketid_2_10 : Profile::pocketid_2_9);
        object["id"] = "netbird";
        call("POST", pocket_id_clients, object);
        const auto before = read(pocket_id_client);
        auto changed = before.as_object();
        changed["callbackURLs"].as_array().emplace_back("https://one.more.example.com/");
        EXPECT_EQ(call("PUT", pocket_id_client, changed).status, 200U);
        EXPECT_EQ(read(pocket_id_client), json::value(changed));
    }
}

TEST_F(PocketIdAdmin, EmptiesEveryMemberThatAPutLeavesOut)
{
    auto& provider = manage(Profile::pocketid_2_14);
    auto client = wanted();
    for (const auto* flag : {"requiresReauthentication", "skipConsent", "pkceEnabled", "isGroupRestricted",
                             "requiresPushedAuthorizationRequests"})
        client[flag] = true;
    client["launchURL"] = "https://netbird.example.com";
    client["description"] = "made by hand";
    client["logoutCallbackURLs"] = json::array{"https://netbird.example.com/"};
    client["accessTokenDurationMinutes"] = 5;
    call("POST", pocket_id_clients, client);
    provider.client().record["hasLogo"] = true;
    provider.client().record["ofALaterVersion"] = 1;
    const auto before = read(pocket_id_client).as_object();
    const auto after =
        json::parse(call("PUT", pocket_id_client, json::object{{"name", "NetBird"}}).body).as_object();
    std::set<std::string> same;
    for (const auto& [name, value] : before)
        if (after.contains(name) && after.at(name) == value)
            same.emplace(name);
    EXPECT_EQ(same, (std::set<std::string>{"id", "name", "clientType", "credentials", "allowedUserGroups",
                                           "hasDarkLogo", "isPublic", "refreshTokenDurationMinutes"}));
}

TEST_F(PocketIdAdmin, KeepsMembersThatThisSandboxDoesNotUnderstand)
{
    auto& provider = manage(Profile::pocketid_2_14);
    call("POST", pocket_id_clients, wanted());
    provider.client().record["ofALaterVersion"] = json::object{{"nested", json::array{1, nullptr}}};
    const auto before = read(pocket_id_client);
    EXPECT_TRUE(before.as_object().contains("ofALaterVersion"));
    call("PUT", pocket_id_client, before);
    EXPECT_EQ(read(pocket_id_client), before);
}

/// What can go wrong with the answer after the server has made something.
TEST_F(PocketIdAdmin, LosesAnswersAfterItMadeWhatWasAskedFor)
{
    auto& provider = manage(Profile::pocketid_2_14);
    netbird_.sandbox.fail(
        {.method = "POST", .path = base + pocket_id_clients, .times = 2, .fault = Fault::cut_after()});
    EXPECT_EQ(call("POST", pocket_id_clients, wanted()).delivery.kind, Delivery::Kind::cut);
    EXPECT_EQ(call("POST", pocket_id_client + "/secrets").delivery.kind, Delivery::Kind::cut);
    EXPECT_EQ(provider.client().more_secrets.size(), 1U);
    EXPECT_EQ(read(pocket_id_client + "/secrets").as_array().size(), 1U);
}

TEST_F(PocketIdAdmin, CanBeBusyOrBrokenWithoutMakingAnything)
{
    auto& provider = manage(Profile::pocketid_2_14);
    auto busy = Fault::answered(429, "");
    busy.headers = {{"Retry-After", "7"}};
    netbird_.sandbox.fail({.path = base + pocket_id_clients, .fault = busy});
    netbird_.sandbox.fail({.path = base + pocket_id_clients, .fault = Fault::answered(503, "")});
    const auto answer = call("POST", pocket_id_clients, wanted());
    EXPECT_EQ(answer.status, 429U);
    EXPECT_EQ(header_of(answer.headers, "retry-after"), "7");
    EXPECT_EQ(call("POST", pocket_id_clients, wanted()).status, 503U);
    EXPECT_TRUE(provider.setup().clients.empty());
}

TEST_F(PocketIdAdmin, CanMakeAClientWhenNobodyWaitsForItAnyMore)
{
    auto& provider = manage(Profile::pocketid_2_14);
    netbird_.sandbox.fail(
        {.path = base + pocket_id_clients, .fault = Fault::answered_late(std::chrono::seconds(5), 504)});
    EXPECT_EQ(call("POST", pocket_id_clients, wanted()).status, 504U);
    EXPECT_TRUE(provider.setup().clients.empty());
    idpsync::test::run(netbird_.io, netbird_.clock);
    EXPECT_EQ(provider.client().id, "netbird");
}

} // namespace
} // namespace idpsync::sandbox::test
