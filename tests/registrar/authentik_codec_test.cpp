// What authentik is sent: nothing changes that nobody asked for. Nobody recorded it; the objects are as its
// API description has them.

#include "json/text.hpp"
#include "registrar/authentik_codec.hpp"
#include "registrar/random_json.hpp"
#include "registrar/trait_sets.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <map>

namespace idpsync::registrar {
namespace {

namespace json = boost::json;

const AuthentikParts some_parts{.authorization_flow = "flow-1",
                                .invalidation_flow = "flow-2",
                                .signing_key = "key-1",
                                .mappings = {"m-openid", "m-email"},
                                .profile = "m-profile",
                                .entitlements = "m-entitlements"};

const std::map<ClientTrait, std::string> member_of_provider{
    {ClientTrait::confidential, "client_type"},
    {ClientTrait::code_flow, "grant_types"},
    {ClientTrait::redirect_uri, "redirect_uris"},
    {ClientTrait::logout_uri, "redirect_uris"},
    {ClientTrait::signing_key, "signing_key"},
    {ClientTrait::encryption, "encryption_key"},
    {ClientTrait::id_token_claims, "include_claims_in_id_token"},
    {ClientTrait::groups, "property_mappings"}};

/// A PATCH changes what it names, and replaces lists: so it names only what the traits ask for, and lists
/// keep what they had.
void expect_only_at_authentik(const ClientTraits& traits, const json::object& client)
{
    const auto body = authentik_change(client, traits, some_needs, some_parts);
    if (!body)
        return;
    std::set<std::string> asked_for;
    for (const auto trait : traits)
        if (const auto name = member_of_provider.find(trait); name != member_of_provider.end())
            asked_for.insert(name->second);
    const auto sent = parse_object(*body).value();
    for (const auto& [name, value] : sent)
    {
        EXPECT_TRUE(asked_for.contains(name)) << name;
        if (!value.is_array() || !client.contains(name))
            continue;
        const auto& before = client.at(name).as_array();
        const auto& after = value.get_array();
        ASSERT_GT(after.size(), before.size()) << name;
        EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin())) << name;
    }
}

json::object random_provider(test::RandomJson& random)
{
    auto client = random.object();
    client["pk"] = 7;
    client["name"] = random.text();
    client["client_id"] = "netbird";
    client["client_type"] = random.below(2) == 0 ? "public" : "confidential";
    json::array uris;
    for (const auto& url : random.texts())
    {
        auto uri = random.object(1);
        uri["matching_mode"] = random.below(2) == 0 ? "strict" : "regex";
        uri["url"] = url;
        uris.emplace_back(std::move(uri));
    }
    client["redirect_uris"] = std::move(uris);
    client["property_mappings"] = random.texts();
    if (random.below(2) == 0)
        client["grant_types"] = random.texts("implicit");
    client["client_secret"] = "not-a-real-secret";
    return client;
}

TEST(AuthentikChange, LeavesEveryOtherMemberOfAThousandProviders)
{
    test::RandomJson random(31, false);
    const auto sets = trait_sets();
    for (std::size_t round = 0; round < 1000; ++round)
    {
        const auto client = random_provider(random);
        ASSERT_NO_FATAL_FAILURE(expect_only_at_authentik(all_traits(), client)) << client;
        ASSERT_NO_FATAL_FAILURE(expect_only_at_authentik(sets[round % sets.size()], client)) << client;
    }
}

json::object broken_provider()
{
    return json::parse(
               R"({"pk":7,"name":"NetBird","client_id":"netbird","client_secret":"not-a-real-secret",)"
               R"("client_type":"public","redirect_uris":[{"matching_mode":"strict","url":"https://a/",)"
               R"("redirect_uri_type":"authorization"}],"signing_key":null,"encryption_key":"key-2",)"
               R"("property_mappings":["m-openid"],"include_claims_in_id_token":false,"grant_types":[]})")
        .as_object();
}

json::object listed(json::object provider)
{
    return {{"results", json::array{std::move(provider)}}};
}

const std::vector<AuthentikMapping> shipped_mappings{
    {.pk = "m-openid", .managed = "goauthentik.io/providers/oauth2/scope-openid", .scope = "openid"},
    {.pk = "m-email", .managed = "goauthentik.io/providers/oauth2/scope-email", .scope = "email"},
    {.pk = "m-profile", .managed = "goauthentik.io/providers/oauth2/scope-profile", .scope = "profile"},
    {.pk = "m-entitlements",
     .name = std::string(entitlements_name),
     .scope = "profile",
     .expression = std::string(entitlements_expression)}};

ProviderClient client_of(const json::object& provider)
{
    auto client = authentik_client(listed(provider), "netbird").value().value();
    see_authentik_groups(client, provider, shipped_mappings);
    return client;
}

TEST(AuthentikChange, PutsEveryTraitRightThatItTells)
{
    auto provider = broken_provider();
    const ClientTraits told{ClientTrait::confidential,    ClientTrait::code_flow,   ClientTrait::redirect_uri,
                            ClientTrait::logout_uri,      ClientTrait::signing_key, ClientTrait::encryption,
                            ClientTrait::id_token_claims, ClientTrait::groups};
    auto needs = some_needs;
    needs.allowed_groups.reset();
    auto with_admission = told;
    with_admission.insert(ClientTrait::admission);
    EXPECT_EQ(amiss(client_of(provider), needs, all_traits()), with_admission);
    const auto body =
        parse_object(authentik_change(provider, all_traits(), needs, some_parts).value()).value();
    for (const auto& [name, value] : body)
        provider[name] = value;
    EXPECT_EQ(amiss(client_of(provider), needs, all_traits()), (ClientTraits{ClientTrait::admission}))
        << "which it does not tell";
    EXPECT_EQ(provider.at("grant_types"), (json::value{"authorization_code", "refresh_token"}));
}

TEST(AuthentikChange, NamesTypesOfUrisOnlyWhereTheVersionHasThem)
{
    auto provider = broken_provider();
    const auto uris_sent = [&] {
        return parse_object(authentik_change(provider, {ClientTrait::redirect_uri, ClientTrait::logout_uri},
                                             some_needs, {})
                                .value())
            ->at("redirect_uris")
            .as_array();
    };
    EXPECT_EQ(uris_sent().at(1), (json::value{{"matching_mode", "strict"},
                                              {"url", some_needs.redirect_uri},
                                              {"redirect_uri_type", "authorization"}}));
    EXPECT_EQ(uris_sent().at(2).at("redirect_uri_type").as_string(), "logout");
    provider.erase("grant_types");
    ASSERT_EQ(uris_sent().size(), 2U) << "and none for logouts";
    EXPECT_EQ(uris_sent().at(1),
              (json::value{{"matching_mode", "strict"}, {"url", some_needs.redirect_uri}}));
    EXPECT_FALSE(authentik_change(provider, {ClientTrait::logout_uri}, some_needs, {}));
}

TEST(AuthentikChange, AddsTheOneGrantThatIsMissing)
{
    auto provider = broken_provider();
    provider["grant_types"] = json::array{"implicit"};
    EXPECT_EQ(authentik_change(provider, {ClientTrait::code_flow}, some_needs, {}),
              R"({"grant_types":["implicit","authorization_code"]})");
}

TEST(AuthentikClient, HasLogoutUrisFrom20265On)
{
    auto provider = broken_provider();
    provider["redirect_uris"].as_array().push_back(
        {{"matching_mode", "regex"}, {"url", "https://b/.*"}, {"redirect_uri_type", "logout"}});
    EXPECT_THAT(client_of(provider).logout_uris.value(),
                ElementsAre(RegisteredUri{"https://b/.*", UriMatch::regex}));
    EXPECT_EQ(client_of(provider).handle, "7");
    EXPECT_EQ(client_of(provider).secret->reveal(), "not-a-real-secret");
    provider.erase("grant_types");
    EXPECT_FALSE(client_of(provider).logout_uris);
}

TEST(AuthentikNewClient, HasEveryTraitThatEveryVersionHas)
{
    const NewClient client{.client_id = "netbird", .name = "NetBird", .needs = some_needs};
    const auto body = json::parse(authentik_new_client(client, {.slug = "vpn"}, some_parts));
    EXPECT_EQ(body.at("app"),
              (json::value{
                  {"name", "NetBird"}, {"slug", "vpn"}, {"meta_description", "Made by netbird-idp-sync"}}));
    EXPECT_EQ(body.at("provider_model").as_string(), "authentik_providers_oauth2.oauth2provider");
    const auto& provider = body.at("provider").as_object();
    EXPECT_EQ(provider.at("authorization_flow").as_string(), "flow-1");
    EXPECT_EQ(provider.at("invalidation_flow").as_string(), "flow-2");
    EXPECT_FALSE(provider.contains("grant_types") || provider.contains("issuer_mode"));
    auto shown = provider;
    shown["pk"] = 7;
    shown["encryption_key"] = nullptr;
    EXPECT_EQ(amiss(client_of(shown), some_needs, all_traits()),
              (ClientTraits{ClientTrait::logout_uri, ClientTrait::admission}))
        << "which are not told before 2026.5";
}

TEST(AuthentikNewClient, HasTheGlobalIssuerWhereThatIsDeclared)
{
    const NewClient client{.client_id = "netbird", .name = "NetBird", .needs = some_needs};
    const auto body =
        json::parse(authentik_new_client(client, {.slug = "netbird", .global_issuer = true}, some_parts));
    EXPECT_EQ(body.at("provider").at("issuer_mode").as_string(), "global");
}

using Seen = std::pair<std::optional<bool>, AllGroups>;

TEST(AuthentikGroups, AreBroughtByMappingsOfScopesThatAreAskedFor)
{
    auto all = shipped_mappings;
    const std::string named = R"(return {'name': 1, 'preferred_username': 2, )";
    all.push_back({.pk = "mine", .scope = "profile", .expression = named + R"('groups': []})"});
    all.push_back({.pk = "more", .scope = "profile", .expression = R"(return {"groups": []})"});
    all.push_back({.pk = "email", .scope = "email", .expression = named + R"('groups': []})"});
    all.push_back({.pk = "name", .scope = "profile", .expression = R"(return {"name": "groups of people"})"});
    all.push_back({.pk = "other", .scope = "entitlements", .expression = R"(return {'groups': []})"});
    const auto with = [&](std::vector<std::string> mappings) {
        ProviderClient client;
        see_authentik_groups(
            client, json::object{{"property_mappings", json::array(mappings.begin(), mappings.end())}}, all);
        return Seen{client.brings_groups, client.all_groups};
    };
    EXPECT_EQ(with({"m-profile"}), Seen(true, AllGroups::alone));
    EXPECT_EQ(with({"m-profile", "name", "other"}), Seen(true, AllGroups::alone));
    EXPECT_EQ(with({"m-entitlements"}), Seen(true, AllGroups::out));
    EXPECT_EQ(with({"mine"}), Seen(true, AllGroups::out));
    EXPECT_EQ(with({"more"}), Seen(true, AllGroups::out));
    EXPECT_EQ(with({"m-profile", "m-entitlements"}), Seen(true, AllGroups::beside));
    EXPECT_EQ(with({"mine", "m-profile"}), Seen(true, AllGroups::beside));
    EXPECT_EQ(with({"m-profile", "more"}), Seen(true, AllGroups::entangled));
    EXPECT_EQ(with({"m-profile", "email"}), Seen(true, AllGroups::entangled)) << "not of this scope";
    EXPECT_EQ(with({"name", "other", "m-email"}), Seen(false, AllGroups::out));
    EXPECT_EQ(with({}), Seen(false, AllGroups::out));
}

TEST(AuthentikGroups, ComeInPlaceOfAuthentiksOwnAndWhatOthersBoundStays)
{
    const auto sent = [](json::array mappings, const std::string& entitlements) {
        const json::object client{{"property_mappings", std::move(mappings)}};
        auto parts = some_parts;
        parts.entitlements = entitlements;
        return parse_object(authentik_change(client, {ClientTrait::groups}, some_needs, parts).value())
            ->at("property_mappings");
    };
    EXPECT_EQ(sent({"a", "m-profile", "b"}, "e"), (json::value{"a", "e", "b"}));
    EXPECT_EQ(sent({"a", "b"}, "e"), (json::value{"a", "b", "e"}));
    EXPECT_EQ(sent({"a", "m-profile", "mine"}, ""), (json::value{"a", "mine"}));
}

TEST(AuthentikGroups, ComeByAMappingThatStandsInPlaceOfAuthentiksOwn)
{
    const auto made = json::parse(new_entitlements_mapping());
    EXPECT_EQ(made.at("scope_name").as_string(), "profile");
    EXPECT_EQ(made.at("description").as_string(), mark_of_this_program);
    EXPECT_TRUE(
        replaces_profile({.scope = "profile", .expression = std::string(made.at("expression").as_string())}));
    EXPECT_EQ(entitlements_mapping(shipped_mappings)->pk, "m-entitlements");
    EXPECT_EQ(entitlements_mapping({}), nullptr);
}

TEST(AuthentikNewClient, BringsGroupsAsTheyAreDeclared)
{
    NewClient client{.client_id = "netbird", .name = "NetBird", .needs = some_needs};
    const auto mappings = [&](const AuthentikParts& parts) {
        return json::parse(authentik_new_client(client, {.slug = "vpn"}, parts))
            .at("provider")
            .at("property_mappings");
    };
    EXPECT_EQ(mappings(some_parts), (json::value{"m-openid", "m-email", "m-entitlements"}));
    auto without = some_parts;
    without.entitlements.clear();
    EXPECT_EQ(mappings(without), (json::value{"m-openid", "m-email", "m-profile"}));
}

TEST(AuthentikSeat, IsTakenWhereItIsFreeAndMeant)
{
    const auto of = [](const char* application, bool is_named) {
        const auto read = json::parse(application);
        return seat_of(&read, is_named);
    };
    EXPECT_EQ(seat_of(nullptr, true), Seat::none);
    EXPECT_EQ(of(R"({"provider":null})", true), Seat::vacant);
    EXPECT_EQ(of(R"({"provider":null})", false), Seat::others);
    EXPECT_EQ(of(R"({"provider":null,"meta_description":"Made by netbird-idp-sync"})", false), Seat::vacant);
    EXPECT_EQ(of(R"({"provider":3,"meta_description":"Made by netbird-idp-sync"})", true), Seat::taken);
    EXPECT_EQ(of("{}", true), Seat::taken) << "it does not tell";
}

TEST(AuthentikClient, TellsWhetherItHasAnApplication)
{
    auto provider = broken_provider();
    EXPECT_EQ(client_of(provider).has_application, std::nullopt);
    provider["assigned_application_slug"] = nullptr;
    EXPECT_EQ(client_of(provider).has_application, false);
    provider["assigned_application_slug"] = "vpn";
    EXPECT_EQ(client_of(provider).has_application, true);
}

TEST(AuthentikLookUps, CompareExactly)
{
    const auto flows =
        json::parse(R"({"results":[{"pk":"1","slug":"default"},{"pk":"2","slug":"default-2"}]})");
    EXPECT_EQ(authentik_flow(flows, "default-2"), "2");
    EXPECT_EQ(authentik_flow(flows, "defaul"), "");
    EXPECT_EQ(authentik_flow(json::array(), "default"), std::nullopt);
    const auto mappings = authentik_mappings(json::parse(
        R"({"pagination":{"next":2},"results":[{"pk":"m","managed":null,"scope_name":"x","expression":""}]})"));
    EXPECT_EQ(mappings->pagination.next, 2);
    EXPECT_EQ(mappings->results.at(0).managed, "");
    EXPECT_FALSE(authentik_mappings(json::parse(R"({"detail":"no"})")));
}

TEST(AuthentikLookUps, PreferTheKeyThatComesWithIt)
{
    const auto keys = [](const std::string& list) {
        return authentik_key(json::parse(R"({"results":[)" + list + "]}"));
    };
    const std::string own = R"({"pk":"1","name":"Mine"})";
    const std::string shipped = R"({"pk":"2","name":"authentik Self-signed Certificate"})";
    EXPECT_EQ(keys(own + "," + shipped), "2");
    EXPECT_EQ(keys(own), "1");
    EXPECT_EQ(keys(""), "");
    EXPECT_EQ(authentik_key(nullptr), std::nullopt);
}

TEST(AuthentikClient, TellsItsSubjectModeAndItsGrants)
{
    auto shown = parse_object(R"({"pk":7,"name":"NetBird","client_id":"netbird","client_type":"public",)"
                              R"("redirect_uris":[],"signing_key":"k","encryption_key":null,)"
                              R"("include_claims_in_id_token":true,"sub_mode":"user_id"})")
                     .value();
    const auto client = [&] {
        return authentik_client(json::object{{"results", json::array{shown}}}, "netbird").value().value();
    };
    EXPECT_EQ(client().subject_mode, "user_id");
    EXPECT_FALSE(client().confidential);
    EXPECT_FALSE(client().grants);
    shown["grant_types"] = json::array{"authorization_code", "client_credentials"};
    EXPECT_THAT(client().grants.value(), ElementsAre("authorization_code", "client_credentials"));
}

} // namespace
} // namespace idpsync::registrar
