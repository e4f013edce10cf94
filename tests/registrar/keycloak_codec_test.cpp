// What Keycloak is sent: merged as it merges (recorded), it changes nothing that nobody asked for.

#include "json/text.hpp"
#include "registrar/keycloak_codec.hpp"
#include "registrar/random_json.hpp"
#include "registrar/trait_sets.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

#include <gtest/gtest.h>

#include <map>

namespace idpsync::registrar {
namespace {

namespace json = boost::json;

/// What a PUT leaves: members that it leaves out stay, attributes are merged by name, and an empty one goes
/// (recorded: 111-118).
json::object after_put(json::object client, const json::object& body)
{
    for (const auto& [name, value] : body)
        if (name != "attributes")
            client[name] = value;
    if (!body.contains("attributes"))
        return client;
    if (!client.contains("attributes"))
        client["attributes"] = json::object();
    auto& attributes = client.at("attributes").as_object();
    for (const auto& [name, value] : body.at("attributes").as_object())
        if (value == json::value(""))
            attributes.erase(name);
        else
            attributes[name] = value;
    return client;
}

const std::map<ClientTrait, std::vector<std::string>> members_of_trait{
    {ClientTrait::enabled, {"enabled"}},
    {ClientTrait::confidential, {"publicClient"}},
    {ClientTrait::code_flow, {"standardFlowEnabled", "bearerOnly"}},
    {ClientTrait::redirect_uri, {"redirectUris"}}};

const std::map<ClientTrait, std::string> attribute_of_trait{
    {ClientTrait::logout_uri, "post.logout.redirect.uris"},
    {ClientTrait::challenge, "pkce.code.challenge.method"},
    {ClientTrait::pushed_requests, "require.pushed.authorization.requests"},
    {ClientTrait::encryption, "id.token.encrypted.response.alg"}};

/// Without what the traits ask for.
json::object others_of(json::object client, const ClientTraits& traits)
{
    for (const auto trait : traits)
    {
        if (const auto members = members_of_trait.find(trait); members != members_of_trait.end())
            for (const auto& name : members->second)
                client.erase(name);
        auto* attributes = client.if_contains("attributes");
        if (const auto name = attribute_of_trait.find(trait); name != attribute_of_trait.end() && attributes)
            attributes->as_object().erase(name->second);
    }
    if (auto* attributes = client.if_contains("attributes"); attributes && attributes->as_object().empty())
        client.erase("attributes");
    return client;
}

void expect_only_at_keycloak(const ClientTraits& traits, const json::object& client)
{
    const auto body = keycloak_change(client, traits, some_needs);
    if (!body)
        return;
    const auto sent = parse_object(*body).value();
    EXPECT_FALSE(sent.contains("secret"));
    EXPECT_EQ(others_of(after_put(client, sent), traits), others_of(client, traits)) << *body;
}

TEST(KeycloakChange, LeavesEveryOtherMemberOfEveryRecordedClient)
{
    std::size_t clients = 0;
    for (const auto& recorded : test::recordings("idp/keycloak-26.7.3"))
    {
        const auto* list = recorded.response_body.if_array();
        const auto& shown = list != nullptr && !list->empty() ? list->front() : recorded.response_body;
        if (find_member(shown, "clientId") == nullptr || find_member(shown, "standardFlowEnabled") == nullptr)
            continue;
        ++clients;
        for (const auto& traits : trait_sets())
            expect_only_at_keycloak(traits, shown.as_object());
    }
    EXPECT_EQ(clients, 4U);
}

json::object random_attributes(test::RandomJson& random)
{
    json::object attributes;
    for (const auto& [trait, name] : attribute_of_trait)
        if (random.below(2) == 0)
            attributes[name] = trait == ClientTrait::logout_uri ? "https://a/##https://b/*" : "something";
    for (auto left = random.below(4); left > 0; --left)
        attributes["attribute " + random.text()] = "set to " + random.text();
    return attributes;
}

json::object random_keycloak_client(test::RandomJson& random)
{
    auto client = random.object();
    client["id"] = random.text();
    client["clientId"] = "netbird";
    client["redirectUris"] = random.texts();
    client["webOrigins"] = random.texts();
    for (const auto* flag : {"enabled", "publicClient", "bearerOnly", "standardFlowEnabled"})
        client[flag] = random.below(2) == 0;
    if (random.below(4) != 0)
        client["attributes"] = random_attributes(random);
    if (random.below(2) == 0)
        client["secret"] = "not-a-real-secret";
    if (random.below(2) == 0)
        client["type"] = random.text();
    client["authenticationFlowBindingOverrides"] = random.object();
    return client;
}

TEST(KeycloakChange, LeavesEveryOtherMemberOfAThousandClients)
{
    test::RandomJson random(23);
    const auto sets = trait_sets();
    for (std::size_t round = 0; round < 1000; ++round)
    {
        const auto client = random_keycloak_client(random);
        ASSERT_NO_FATAL_FAILURE(expect_only_at_keycloak(all_traits(), client)) << client;
        ASSERT_NO_FATAL_FAILURE(expect_only_at_keycloak(sets[round % sets.size()], client)) << client;
    }
}

const std::string broken_client =
    R"({"id":"7","clientId":"netbird","enabled":false,"publicClient":true,"bearerOnly":true,"secret":"x",)"
    R"("standardFlowEnabled":false,"redirectUris":["https://a/"],"webOrigins":[],"attributes":{"other":"1",)"
    R"("pkce.code.challenge.method":"S256","require.pushed.authorization.requests":"true",)"
    R"("id.token.encrypted.response.alg":"RSA-OAEP","post.logout.redirect.uris":"https://a/##https://b/*"}})";

TEST(KeycloakChange, PutsEveryTraitRightThatItTells)
{
    const auto client = json::parse(broken_client);
    const auto before = keycloak_client(json::array{client}, "netbird").value().value();
    EXPECT_EQ(amiss(before, some_needs, all_traits()),
              (ClientTraits{ClientTrait::enabled, ClientTrait::confidential, ClientTrait::code_flow,
                            ClientTrait::redirect_uri, ClientTrait::logout_uri, ClientTrait::challenge,
                            ClientTrait::pushed_requests, ClientTrait::encryption, ClientTrait::groups,
                            ClientTrait::admission}));
    const auto body = parse_object(keycloak_change(client, all_traits(), some_needs).value()).value();
    const auto after =
        keycloak_client(json::array{after_put(client.as_object(), body)}, "netbird").value().value();
    EXPECT_EQ(amiss(after, some_needs, all_traits()),
              (ClientTraits{ClientTrait::groups, ClientTrait::admission}))
        << "which are no part of it";
}

TEST(KeycloakChange, IsNoMoreThanIsAskedForAndWhatVersionsMissOtherwise)
{
    EXPECT_EQ(keycloak_change(json::parse(broken_client), {ClientTrait::enabled}, some_needs),
              R"({"enabled":true,"clientId":"netbird","webOrigins":[]})");
    EXPECT_FALSE(keycloak_change(json::parse(broken_client),
                                 {ClientTrait::groups, ClientTrait::signing_key, ClientTrait::admission},
                                 some_needs));
    EXPECT_FALSE(keycloak_change(json::parse(broken_client),
                                 {ClientTrait::redirect_uri, ClientTrait::logout_uri}, ClientNeeds{}));
}

/// | registered | stands for        | with NetBird's                      |
/// |------------|-------------------|-------------------------------------|
/// | nothing    | nothing           | NetBird's                           |
/// | -          | nothing           | NetBird's                           |
/// | +          | the redirect URIs | these, spelled out, and NetBird's   |
TEST(KeycloakLogoutUris, AreOneText)
{
    struct Row
    {
        std::string registered;
        std::vector<RegisteredUri> means;
        std::string changed;
    };
    const std::vector<Row> rows{
        {"", {}, some_needs.logout_uri},
        {"-", {}, some_needs.logout_uri},
        {"+", {{"https://a/*", UriMatch::prefix}}, "https://a/*##" + some_needs.logout_uri},
        {"https://b/", {{"https://b/", UriMatch::prefix}}, "https://b/##" + some_needs.logout_uri}};
    for (const auto& row : rows)
    {
        auto client = json::parse(broken_client).as_object();
        client["redirectUris"] = json::array{"https://a/*"};
        client["attributes"] = json::object{{"post.logout.redirect.uris", row.registered}};
        EXPECT_EQ(keycloak_client(json::array{client}, "netbird")->value().logout_uris, row.means)
            << row.registered;
        const auto body =
            parse_object(keycloak_change(client, {ClientTrait::logout_uri}, some_needs).value()).value();
        EXPECT_EQ(body.at("attributes"), (json::value{{"post.logout.redirect.uris", row.changed}}));
    }
}

TEST(KeycloakNewClient, HasEveryTraitButGroups)
{
    const auto made =
        json::parse(keycloak_new_client({.client_id = "netbird", .name = "NetBird", .needs = some_needs}));
    EXPECT_EQ(made.at("description").as_string(), "Made by netbird-idp-sync");
    auto shown = made.as_object();
    shown["id"] = "7";
    const auto client = keycloak_client(json::array{shown}, "netbird").value().value();
    auto needs = some_needs;
    needs.allowed_groups.reset();
    EXPECT_EQ(amiss(client, needs, all_traits()),
              (ClientTraits{ClientTrait::groups, ClientTrait::admission}));
    EXPECT_EQ(made.at("webOrigins"), json::value(json::array()));
}

json::value groups_mapper(const std::string& in_id_token, const std::string& name = "groups",
                          const std::string& claim = "groups")
{
    return {{"id", "id of " + name},
            {"name", name},
            {"protocolMapper", "oidc-group-membership-mapper"},
            {"config", {{"claim.name", claim}, {"full.path", "true"}, {"id.token.claim", in_id_token}}}};
}

std::optional<bool> brings_groups(const json::array& mappers)
{
    auto client = json::parse(broken_client).as_object();
    client["protocolMappers"] = mappers;
    return keycloak_client(json::array{client}, "netbird")->value().brings_groups;
}

TEST(KeycloakGroups, AreBroughtByAMapperOfTheClientIntoTheIdToken)
{
    EXPECT_EQ(brings_groups({groups_mapper("true")}), true);
    EXPECT_EQ(brings_groups({groups_mapper("false")}), std::nullopt) << "scopes may bring them";
    EXPECT_EQ(brings_groups({groups_mapper("true", "groups", "roles")}), std::nullopt);
    auto of_oracle = groups_mapper("true");
    of_oracle.at("config").as_object()["full.path"] = nullptr;
    EXPECT_EQ(brings_groups({json::value(), of_oracle}), true);
}

TEST(KeycloakGroups, AreBroughtByAScopeThatIsAlwaysThereOrAskedFor)
{
    auto client = json::parse(broken_client).as_object();
    client["defaultClientScopes"] = json::array{"roles"};
    client["optionalClientScopes"] = json::array{"groups", "profile"};
    const auto through = [&](const std::string& scope) {
        return keycloak_scopes_bring_groups(
            client, json::array{json::object{{"name", "other"}, {"protocolMappers", {groups_mapper("true")}}},
                                json::object{{"name", scope}, {"protocolMappers", {groups_mapper("true")}}}});
    };
    EXPECT_EQ(through("roles"), true);
    EXPECT_EQ(through("profile"), true);
    EXPECT_EQ(through("groups"), false) << "NetBird does not ask Keycloak for it";
    const auto recorded = test::recording("idp/keycloak-26.7.3", "129-admin-client-scopes");
    EXPECT_EQ(keycloak_scopes_bring_groups(client, recorded.response_body), false);
    EXPECT_EQ(keycloak_scopes_bring_groups(client, json::object()), std::nullopt);
}

KeycloakMapperChange mapper_change(const json::array& mappers)
{
    auto client = json::parse(broken_client).as_object();
    client["protocolMappers"] = mappers;
    return keycloak_groups_mapper(client);
}

TEST(KeycloakGroups, GetAMapperLikeTheRecordedOne)
{
    const auto recorded = test::recording("idp/keycloak-26.7.3", "139-admin-client-mapper-create");
    auto expected = recorded.request_body.as_object();
    expected["name"] = "groups";
    const auto change = mapper_change({});
    EXPECT_EQ(change.id, "");
    EXPECT_EQ(json::parse(change.body), json::value(expected));
    EXPECT_EQ(
        json::parse(mapper_change({groups_mapper("true", "groups", "roles")}).body).at("name").as_string(),
        "groups for NetBird");
}

TEST(KeycloakGroups, TurnOnTheMapperThatIsThere)
{
    const auto change =
        mapper_change({groups_mapper("true", "roles", "roles"), groups_mapper("false", "mine")});
    EXPECT_EQ(change.id, "id of mine");
    EXPECT_EQ(json::parse(change.body), groups_mapper("true", "mine"));
}

TEST(KeycloakSecret, IsShownWithTheClient)
{
    const auto shown = test::recording("idp/keycloak-26.7.3", "107-admin-list-one");
    EXPECT_EQ(keycloak_client(shown.response_body, "netbird-new")->value().secret->reveal(),
              "GENERATED-SECRET-1");
}

TEST(KeycloakSecret, IsChosenByAPutOfItsOwn)
{
    EXPECT_EQ(
        keycloak_secret_change(json::parse(R"({"clientId":"netbird","name":"NetBird","webOrigins":[]})"),
                               Secret("not-a-real-secret")),
        R"({"secret":"not-a-real-secret","clientId":"netbird","webOrigins":[]})");
}

TEST(KeycloakAudiences, AreOfItsOwnMappersAndThoseOfItsScopes)
{
    const auto mapper = [](std::string_view kind, std::string_view audience, std::string_view in_access) {
        return json::object{{"name", audience},
                            {"protocolMapper", kind},
                            {"config", json::object{{"included.client.audience", audience},
                                                    {"access.token.claim", in_access}}}};
    };
    constexpr std::string_view audience = "oidc-audience-mapper";
    auto client = parse_json(broken_client).value();
    client.as_object()["defaultClientScopes"] = json::array{"api"};
    client.as_object()["optionalClientScopes"] = json::array{"more"};
    client.as_object()["protocolMappers"] =
        json::array{mapper(audience, "own", "true"), mapper(audience, "of id tokens", "false"),
                    mapper("oidc-group-membership-mapper", "no audience", "true")};
    const json::array scopes{
        json::object{{"name", "api"}, {"protocolMappers", json::array{mapper(audience, "scope", "true")}}},
        json::object{{"name", "more"},
                     {"protocolMappers", json::array{mapper(audience, "optional", "true")}}},
        json::object{{"name", "else"}, {"protocolMappers", json::array{mapper(audience, "other", "true")}}}};
    EXPECT_THAT(keycloak_audiences(client, scopes).value(), ElementsAre("own", "scope", "optional"));
    EXPECT_FALSE(keycloak_audiences(client, json::object()));
}

TEST(KeycloakClient, TellsWhetherDevicesMaySignIn)
{
    auto client = parse_json(broken_client).value();
    client.as_object()["standardFlowEnabled"] = true;
    client.as_object()["bearerOnly"] = false;
    const auto grants = [&] {
        return keycloak_client(json::array{client}, "netbird").value()->grants.value();
    };
    EXPECT_THAT(grants(), ElementsAre("authorization_code"));
    client.as_object()["attributes"].as_object()["oauth2.device.authorization.grant.enabled"] = "true";
    EXPECT_THAT(grants(), ElementsAre("authorization_code", std::string(device_grant)));
}

} // namespace
} // namespace idpsync::registrar
