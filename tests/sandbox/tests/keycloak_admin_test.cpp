// Keycloak's realm_api API: what it changes is what logins meet.

#include "sandbox/tests/managed_clients.hpp"
#include "support/recordings.hpp"

#include <gmock/gmock.h>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string realm_api = "/admin/realms/netbird-test";

class KeycloakAdmin : public ManagedClients
{
protected:
    /// A realm with one service account that has these roles.
    Provider& realm(std::vector<std::string> roles = {"manage-clients"})
    {
        auto& provider = manage(Profile::keycloak);
        provider.setup().knows_groups_scope = false;
        provider.setup().clients.push_back(
            {.id = "sync", .secret = "sync-secret", .service_account = true, .roles = std::move(roles)});
        authorization_ = {"Authorization", "Bearer " + token()};
        return provider;
    }
    std::string token()
    {
        Request request{.method = "POST",
                        .target = base + std::string("/realms/netbird-test/protocol/openid-connect/token"),
                        .headers = {{"Authorization", "Basic " + base64("sync:sync-secret")},
                                    {"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = "grant_type=client_credentials"};
        const auto answer =
            idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)));
        return std::string(json::parse(answer.body).at("access_token").as_string());
    }
    json::object wanted()
    {
        return {{"clientId", "netbird"},
                {"redirectUris", json::array{json::value(netbird_.sandbox.redirect_uri())}},
                {"attributes", json::object{{"post.logout.redirect.uris", netbird_.sandbox.url() + "/"}}}};
    }
    /// Where the client stands that was made last.
    std::string make(json::object client)
    {
        const auto location = location_of(call("POST", realm_api + "/clients", std::move(client)));
        return location.substr(std::string_view(base).size());
    }
    std::string secret(const std::string& client)
    {
        return std::string(read(client + "/client-secret").at("value").as_string());
    }
};

const json::object group_mapper{
    {"name", "groups"},
    {"protocol", "openid-connect"},
    {"protocolMapper", "oidc-group-membership-mapper"},
    {"config", {{"claim.name", "groups"}, {"full.path", "false"}, {"id.token.claim", "true"}}}};

TEST_F(KeycloakAdmin, MakesAClientThatLogsIn)
{
    realm();
    const auto client = make(wanted());
    EXPECT_EQ(secret(client).size(), 86U);
    const auto claims = log_in(secret(client));
    EXPECT_EQ(claims.at("name").as_string(), "Alice Example");
}

TEST_F(KeycloakAdmin, DecidesWhichRedirectUriWorks)
{
    realm();
    const auto client = make(wanted());
    call("PUT", client, json::object{{"redirectUris", json::array{"https://elsewhere.example.com/"}}});
    EXPECT_THAT(log_in(secret(client)), IsEmpty());
    call("PUT", client, wanted());
    EXPECT_FALSE(log_in(secret(client)).empty());
    call("PUT", client, json::object{{"enabled", false}});
    EXPECT_THAT(log_in(secret(client)), IsEmpty());
}

TEST_F(KeycloakAdmin, ReplacesTheSecretAtOnce)
{
    realm();
    const auto client = make(wanted());
    const auto first = secret(client);
    EXPECT_TRUE(is_taken(first));
    call("POST", client + "/client-secret");
    EXPECT_FALSE(is_taken(first));
    EXPECT_TRUE(is_taken(secret(client)));
    call("PUT", client, json::object{{"secret", "chosen"}});
    EXPECT_TRUE(is_taken("chosen"));
}

TEST_F(KeycloakAdmin, BringsGroupsOnlyThroughAMapper)
{
    auto& provider = realm();
    const auto client = make(wanted());
    provider.setup().groups = {{"1", "netbird-admins", "NetBird admins"}};
    EXPECT_FALSE(log_in(secret(client)).contains("groups"));
    const auto mappers = client + "/protocol-mappers/models";
    const auto mapper =
        location_of(call("POST", mappers, group_mapper)).substr(std::string_view(base).size());
    EXPECT_EQ(log_in(secret(client)).at("groups").as_array(), json::array{"netbird-admins"});
    auto with_paths = read(mappers).at(0);
    with_paths.at("config").as_object().erase("full.path");
    EXPECT_EQ(call("PUT", mapper, with_paths).status, 204U);
    EXPECT_EQ(log_in(secret(client)).at("groups").as_array(), json::array{"/netbird-admins"});
    EXPECT_EQ(call("DELETE", mapper).status, 204U);
    EXPECT_FALSE(log_in(secret(client)).contains("groups"));
}

TEST_F(KeycloakAdmin, BringsGroupsThroughAScopeOfTheRealm)
{
    realm();
    const auto client = make(wanted());
    const auto scope =
        location_of(call("POST", realm_api + "/client-scopes", json::object{{"name", "groups"}}));
    const auto path = scope.substr(std::string_view(base).size());
    call("POST", path + "/protocol-mappers/models", group_mapper);
    EXPECT_FALSE(log_in(secret(client)).contains("groups"));
    const auto attached = client + "/default-client-scopes" + path.substr(path.rfind('/'));
    EXPECT_EQ(call("PUT", attached).status, 204U);
    EXPECT_TRUE(log_in(secret(client)).contains("groups"));
    EXPECT_THAT(json::serialize(read(client).at("defaultClientScopes")), HasSubstr("\"groups\""));
    EXPECT_EQ(call("DELETE", attached).status, 204U);
    EXPECT_FALSE(log_in(secret(client)).contains("groups"));
}

TEST_F(KeycloakAdmin, ShowsNoSecretToWhoeverMayOnlyLook)
{
    auto& provider = realm();
    const auto client = make(wanted());
    EXPECT_TRUE(read(client).as_object().contains("secret"));
    provider.client("sync").roles = {"view-clients"};
    EXPECT_FALSE(read(client).as_object().contains("secret"));
    EXPECT_EQ(call("GET", client + "/client-secret").status, 403U);
    EXPECT_EQ(call("PUT", client, wanted()).status, 403U);
    EXPECT_EQ(call("DELETE", client).status, 403U);
}

TEST_F(KeycloakAdmin, TakesATokenForFiveMinutes)
{
    realm();
    EXPECT_EQ(call("GET", realm_api + "/clients").status, 200U);
    netbird_.clock.advance(std::chrono::minutes(5));
    EXPECT_EQ(call("GET", realm_api + "/clients").status, 401U);
    authorization_.second = "Bearer " + token();
    EXPECT_EQ(call("GET", realm_api + "/clients").status, 200U);
}

/// Every whole client object that the real Keycloak answered with.
std::vector<json::object> recorded_keycloak_clients()
{
    std::vector<json::object> all;
    for (const auto& recording : idpsync::test::recordings("idp/keycloak-26.7.3"))
    {
        auto body = recording.response_body;
        if (body.is_array() && !body.get_array().empty())
            body = json::value(body.get_array().front());
        if (!body.is_object() || !body.get_object().contains("redirectUris") || recording.abridged)
            continue;
        all.push_back(body.get_object());
        all.back().at("attributes").as_object().erase("client.secret.creation.time"); // the server's
    }
    return all;
}

TEST_F(KeycloakAdmin, KeepsEveryRecordedClientThatIsReadAndWrittenBack)
{
    const auto all = recorded_keycloak_clients();
    EXPECT_EQ(all.size(), 4U);
    for (const auto& object : all)
    {
        realm();
        const auto client = make(object);
        const auto before = read(client).as_object();
        for (const auto& [name, value] : object)
            if (name != "id" && name != "attributes")
                EXPECT_EQ(before.at(name), value) << name;
        for (const auto& [name, value] : object.at("attributes").as_object())
            EXPECT_EQ(before.at("attributes").at(name), value) << name;
        auto changed = before;
        changed["redirectUris"].as_array().emplace_back("https://one.more.example.com/");
        netbird_.clock.advance(std::chrono::minutes(1));
        EXPECT_EQ(call("PUT", client, changed).status, 204U);
        EXPECT_EQ(read(client), json::value(changed));
    }
}

/// A PUT and what is different after it, beside what it names.
struct PartialPut
{
    const char* body;
    const char* after;
};

TEST_F(KeycloakAdmin, ChangesNothingThatAPutLeavesOut)
{
    auto& provider = realm();
    const auto client = make(wanted());
    provider.client().record["ofALaterVersion"] = json::array{1, nullptr};
    const std::vector<PartialPut> changes{
        {R"({"description": "made by hand"})", R"({"description": "made by hand"})"},
        {R"({"webOrigins": ["+"]})", R"({"webOrigins": ["+"]})"},
        {R"({"redirectUris": []})", R"({"redirectUris": []})"},
        {R"({"standardFlowEnabled": false})", R"({"standardFlowEnabled": false})"},
        {R"({"frontchannelLogout": true, "name": null})", R"({"frontchannelLogout": true})"},
        {R"({"defaultClientScopes": []})", "{}"},
        {R"({"ofALaterVersion": [2]})", R"({"ofALaterVersion": [2]})"}};
    for (const auto& [body, after] : changes)
    {
        auto expected = read(client).as_object();
        const auto different = json::parse(after).as_object();
        for (const auto& [name, value] : different)
            expected[name] = value;
        EXPECT_EQ(call("PUT", client, json::parse(body)).status, 204U) << body;
        EXPECT_EQ(read(client), json::value(expected)) << body;
    }
}

TEST_F(KeycloakAdmin, FillsOriginsThatArePutByNobody)
{
    realm();
    auto without = wanted();
    without["webOrigins"] = json::array();
    const auto client = make(without);
    EXPECT_THAT(read(client).at("webOrigins").as_array(), IsEmpty());
    call("PUT", client, json::parse(R"({"enabled": true, "webOrigins": []})"));
    EXPECT_THAT(read(client).at("webOrigins").as_array(), IsEmpty());
    call("PUT", client, json::parse(R"({"enabled": true})"));
    EXPECT_EQ(read(client).at("webOrigins").as_array().size(), 1U);
}

TEST_F(KeycloakAdmin, MergesAttributesByName)
{
    auto& provider = realm();
    const auto client = make(wanted());
    auto expected = read(client).at("attributes").as_object();
    call("PUT", client,
         json::parse(R"({"attributes": {"one": "1", "two": "2", "pkce.code.challenge.method": "S256",
                                        "post.logout.redirect.uris": "https://a.example##https://b.example"}})"));
    EXPECT_TRUE(provider.client().pkce_required);
    EXPECT_THAT(provider.client().logout_uris, ElementsAre("https://a.example", "https://b.example"));
    call("PUT", client,
         json::parse(R"({"attributes": {"one": null, "two": "", "pkce.code.challenge.method": ""}})"));
    EXPECT_FALSE(provider.client().pkce_required);
    expected["post.logout.redirect.uris"] = "https://a.example##https://b.example";
    EXPECT_EQ(read(client).at("attributes").as_object(), expected);
}

TEST_F(KeycloakAdmin, LosesAnswersAfterItMadeWhatWasAskedFor)
{
    auto& provider = realm();
    netbird_.sandbox.fail(
        {.method = "POST", .path = base + realm_api, .times = 2, .fault = Fault::cut_after()});
    EXPECT_EQ(call("POST", realm_api + "/clients", wanted()).delivery.kind, Delivery::Kind::cut);
    const auto made = read(realm_api + "/clients?clientId=netbird").at(0);
    const auto old = provider.client().secret;
    const auto client = realm_api + "/clients/" + std::string(made.at("id").as_string());
    EXPECT_EQ(call("POST", client + "/client-secret").delivery.kind, Delivery::Kind::cut);
    EXPECT_FALSE(is_taken(old));
    EXPECT_TRUE(is_taken(secret(client)));
}

} // namespace
} // namespace idpsync::sandbox::test
