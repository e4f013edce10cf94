// What of a client fits NetBird: the table of client_needs.hpp.

#include "registrar/client_needs.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace idpsync::registrar {
namespace {

const ClientNeeds own_needs{.redirect_uri = "https://netbird.example.com/oauth2/callback",
                            .logout_uri = "https://netbird.example.com/oauth2/logout/callback",
                            .sends_challenge = false,
                            .allowed_groups = {},
                            .groups = true};

ProviderClient good_client()
{
    ProviderClient client{.handle = "netbird", .client_id = "netbird", .name = "NetBird"};
    client.redirect_uris.push_back({own_needs.redirect_uri, UriMatch::exact});
    client.logout_uris = {{own_needs.logout_uri, UriMatch::exact}};
    client.brings_groups = true;
    client.admission = Admission{};
    return client;
}

/// Those that are not good.
std::vector<TraitFit> troubles(const ProviderClient& client, const ClientNeeds& with = own_needs)
{
    auto all = fits(client, with);
    std::erase_if(all, [](const TraitFit& one) { return one.fit == Fit::good; });
    return all;
}

TEST(ClientNeeds, AreMetByAClientThatIsAsItShould)
{
    EXPECT_EQ(fits(good_client(), own_needs).size(), enumerators<ClientTrait>().size());
    EXPECT_TRUE(troubles(good_client()).empty());
}

TEST(ClientNeeds, AreNotMetInOnePartAtATime)
{
    struct Row
    {
        ClientTrait trait;
        std::function<void(ProviderClient&)> spoil;
        Fit fit = Fit::bad;
    };
    const std::vector<Row> rows{
        {ClientTrait::enabled, [](auto& client) { client.enabled = false; }},
        {ClientTrait::application, [](auto& client) { client.has_application = false; }},
        {ClientTrait::confidential, [](auto& client) { client.confidential = false; }},
        {ClientTrait::code_flow, [](auto& client) { client.code_flow = false; }},
        {ClientTrait::redirect_uri, [](auto& client) { client.redirect_uris.clear(); }},
        {ClientTrait::redirect_uri,
         [](auto& client) { client.redirect_uris = {{own_needs.redirect_uri + "/", UriMatch::exact}}; }},
        {ClientTrait::redirect_uri, [](auto& client) { client.redirect_uris = {{"(.*)", UriMatch::regex}}; },
         Fit::unknown},
        {ClientTrait::logout_uri, [](auto& client) { client.logout_uris->clear(); }},
        {ClientTrait::logout_uri, [](auto& client) { client.logout_uris.reset(); }, Fit::unknown},
        {ClientTrait::logout_uri, [](auto& client) { client.logout_uris = {{"(.*)", UriMatch::regex}}; },
         Fit::unknown},
        {ClientTrait::challenge, [](auto& client) { client.demands_challenge = true; }},
        {ClientTrait::pushed_requests, [](auto& client) { client.demands_pushed_requests = true; }},
        {ClientTrait::signing_key, [](auto& client) { client.signs_with_key = false; }},
        {ClientTrait::encryption, [](auto& client) { client.encrypts_tokens = true; }},
        {ClientTrait::id_token_claims, [](auto& client) { client.claims_in_id_token = false; }},
        {ClientTrait::groups, [](auto& client) { client.brings_groups = false; }},
        {ClientTrait::groups, [](auto& client) { client.brings_groups.reset(); }, Fit::unknown},
        {ClientTrait::admission, [](auto& client) { client.admission = Admission{.everybody = false}; }},
        {ClientTrait::admission, [](auto& client) { client.admission.reset(); }, Fit::unknown}};
    for (const auto& row : rows)
    {
        auto client = good_client();
        row.spoil(client);
        EXPECT_THAT(troubles(client), ElementsAre(TraitFit{row.trait, row.fit})) << to_string(row.trait);
    }
}

TEST(ClientNeeds, TakeADemandForPkceOfANetBirdThatSendsIt)
{
    auto client = good_client();
    client.demands_challenge = true;
    auto with = own_needs;
    with.sends_challenge = true;
    EXPECT_TRUE(troubles(client, with).empty());
    with.sends_challenge.reset();
    EXPECT_THAT(troubles(client, with), ElementsAre(TraitFit{ClientTrait::challenge, Fit::unknown}));
}

TEST(ClientNeeds, HaveNoUrisToCompareWhereNetBirdDoesNotTell)
{
    auto with = own_needs;
    with.redirect_uri.clear();
    with.logout_uri.clear();
    EXPECT_THAT(troubles(good_client(), with), ElementsAre(TraitFit{ClientTrait::redirect_uri, Fit::unknown},
                                                           TraitFit{ClientTrait::logout_uri, Fit::unknown}));
}

TEST(ClientNeeds, AskForGroupsOnlyWhereTheyAreWanted)
{
    auto client = good_client();
    client.brings_groups = false;
    auto with = own_needs;
    with.groups = false;
    EXPECT_TRUE(troubles(client, with).empty());
}

TEST(ClientNeeds, TellWhatOfTheTraitsThatAreAskedForIsAmiss)
{
    auto client = good_client();
    client.enabled = false;
    client.code_flow = false;
    client.brings_groups.reset();
    const ClientTraits asked{ClientTrait::enabled, ClientTrait::confidential, ClientTrait::groups};
    EXPECT_EQ(amiss(client, own_needs, asked), (ClientTraits{ClientTrait::enabled, ClientTrait::groups}));
}

TEST(ClientNeeds, HoldWhoMaySignInAgainstTheDeclaration)
{
    auto with = own_needs;
    with.allowed_groups = GroupNames{"netbird-users"};
    auto client = good_client();
    const TraitFit others{ClientTrait::admission, Fit::bad};
    EXPECT_THAT(troubles(client, with), ElementsAre(others)) << "everybody may";
    client.admission = Admission{.everybody = false, .groups = {"netbird-users"}};
    EXPECT_TRUE(troubles(client, with).empty());
    EXPECT_TRUE(troubles(client).empty()) << "not declared, and somebody may";
    client.admission->groups = {"netbird-admins", "netbird-users"};
    EXPECT_THAT(troubles(client, with), ElementsAre(others));
}

} // namespace
} // namespace idpsync::registrar
