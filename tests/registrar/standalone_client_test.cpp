// The public client of a standalone NetBird, made and put right at each server that has an API.

#include "registrar/authentik_codec.hpp"
#include "registrar/staged.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::registrar {
namespace {

using sandbox::Profile;

ProviderType type_at(Profile profile)
{
    if (profile == Profile::keycloak)
        return ProviderType::keycloak;
    return sandbox::pocket_id_minor(profile) > 0 ? ProviderType::pocketid : ProviderType::authentik;
}

ClientNeeds public_needs(Profile profile)
{
    ClientNeeds needs{.redirect_uri = "http://localhost:53000", .logout_uri = {}, .sends_challenge = true};
    PublicNeeds standalone{
        .more_redirect_uris = {"https://netbird.example.com/auth", "https://netbird.example.com/silent-auth"},
        .launch_url = "https://netbird.example.com",
        .grants = {std::string(device_grant)}};
    const auto type = type_at(profile);
    if (type == ProviderType::pocketid)
        needs.logout_uri = "https://netbird.example.com/";
    if (type == ProviderType::authentik)
    {
        standalone.grants.emplace_back("client_credentials");
        standalone.subject_mode = "user_id";
        standalone.has_manager = true;
        standalone.scopes = {"profile", "email", "offline_access", "entitlements", "goauthentik.io/api"};
    }
    if (type == ProviderType::keycloak)
    {
        standalone.scopes = {"profile", "offline_access", "api"};
        standalone.audience = "netbird";
    }
    needs.standalone = std::move(standalone);
    return needs;
}

class PublicClientStaged : public Staged, public testing::WithParamInterface<Profile>
{
protected:
    PublicClientStaged() : provider_(manage(GetParam()))
    {
        const auto type = type_at(GetParam());
        if (type == ProviderType::keycloak)
            provider_.setup().clients.push_back({.id = "sync",
                                                 .secret = token_.reveal(),
                                                 .service_account = true,
                                                 .roles = {"manage-clients"}});
        enter(type, type == ProviderType::authentik ? base + std::string("/application/o/vpn/")
                                                    : provider_.issuer());
        needs_ = public_needs(GetParam());
    }

    sandbox::ProviderClient& client()
    {
        auto& clients = provider_.setup().clients;
        return *std::ranges::find(clients, "netbird", &sandbox::ProviderClient::id);
    }

    sandbox::Provider& provider_;
};

TEST_P(PublicClientStaged, IsMadeWithEveryTrait)
{
    ASSERT_TRUE(create());
    EXPECT_THAT(wrong(), IsEmpty());
    const auto made = find();
    EXPECT_FALSE(made.confidential);
    EXPECT_THAT(missing_redirect_uris(made.redirect_uris, needs_), IsEmpty());
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
}

/// A confidential client as somebody made it for something else, with an address of its own.
TEST_P(PublicClientStaged, IsCompletedAndKeepsWhatItHad)
{
    auto needs = std::exchange(needs_, ClientNeeds{.redirect_uri = "https://other.example.com/callback",
                                                   .logout_uri = {},
                                                   .sends_challenge = true});
    ASSERT_TRUE(create());
    client().record["ofALaterVersion"] = boost::json::parse(R"({"kept": [1, null, "as it is"]})");
    needs_ = std::move(needs);
    // What only a public client shows is seen after it was made public.
    for (int round = 0; round < 2; ++round)
        ASSERT_TRUE(put_right(wrong()));
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(find().redirect_uris.front().text, "https://other.example.com/callback");
    EXPECT_EQ(client().record.at("ofALaterVersion"),
              boost::json::parse(R"({"kept": [1, null, "as it is"]})"));
}

TEST_P(PublicClientStaged, IsPutRightInOnePartAtATime)
{
    ASSERT_TRUE(create());
    const auto set = [](const char* name, boost::json::value value) {
        return [=](sandbox::ProviderClient& one) { one.record[name] = value; };
    };
    std::vector<Break> breaks{{ClientTrait::public_client, [](auto& one) { one.public_client = false; }},
                              {ClientTrait::redirect_uri, [](auto& one) { one.redirect_uris.pop_back(); }}};
    const auto type = type_at(GetParam());
    if (type == ProviderType::pocketid)
        breaks.push_back({ClientTrait::logout_uri, [](auto& one) { one.logout_uris.clear(); }});
    if (type == ProviderType::authentik)
    {
        breaks.push_back({ClientTrait::subject_mode, set("sub_mode", "hashed_user_id")});
        breaks.push_back({ClientTrait::code_validity, set("access_code_validity", "minutes=1")});
        breaks.push_back(
            {ClientTrait::scopes, [](auto& one) { one.record["property_mappings"].as_array().pop_back(); }});
    }
    if (type == ProviderType::keycloak)
    {
        breaks.push_back({ClientTrait::web_origins, set("webOrigins", boost::json::array())});
        breaks.push_back({ClientTrait::audience, set("protocolMappers", boost::json::array())});
        breaks.push_back({ClientTrait::grants, [](auto& one) {
                              one.record["attributes"].as_object().erase(
                                  "oauth2.device.authorization.grant.enabled");
                          }});
    }
    if (GetParam() == Profile::authentik_2026_5_unrecorded)
        breaks.push_back({ClientTrait::grants, set("grant_types", {"authorization_code"})});
    for (const auto& one : breaks)
    {
        one.it(client());
        EXPECT_THAT(wrong(), ElementsAre(one.trait));
        ASSERT_TRUE(put_right(wrong())) << to_string(one.trait);
        EXPECT_THAT(wrong(), IsEmpty()) << to_string(one.trait);
    }
}

INSTANTIATE_TEST_SUITE_P(Server, PublicClientStaged,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_14,
                                         Profile::authentik_unrecorded, Profile::authentik_2026_5_unrecorded,
                                         Profile::keycloak),
                         [](const auto& of) {
                             auto name = std::string(sandbox::to_string(of.param));
                             std::erase_if(name, [](char letter) { return letter == '-' || letter == '.'; });
                             return name;
                         });

TEST(PublicClientNeeds, AreNoneOfAConfidentialClient)
{
    const ProviderClient confidential{.client_id = "netbird", .name = "NetBird"};
    for (const auto& fit : fits(confidential, ClientNeeds{}))
        if (fit.trait >= ClientTrait::public_client)
            EXPECT_EQ(fit.fit, Fit::good) << to_string(fit.trait);
    auto needs = public_needs(Profile::authentik_unrecorded);
    EXPECT_EQ(amiss(confidential, needs, {ClientTrait::confidential, ClientTrait::public_client}),
              ClientTraits{ClientTrait::public_client});
    needs.standalone->claims_matter = false;
    auto without_claims = confidential;
    without_claims.claims_in_id_token = false;
    EXPECT_THAT(amiss(without_claims, needs, {ClientTrait::id_token_claims}), IsEmpty());
}

TEST(AuthentikDuration, IsASumOfItsParts)
{
    EXPECT_EQ(authentik_duration("minutes=10"), std::chrono::seconds(600));
    EXPECT_EQ(authentik_duration("hours=1;minutes=30;seconds=1"), std::chrono::seconds(5401));
    for (const auto* other : {"minutes", "minutes=", "minutes=ten", "years=1", "minutes=-1", "=1",
                              "minutes=1 ", "minutes=99999999999999999999"})
        EXPECT_EQ(authentik_duration(other), std::nullopt) << other;
}

} // namespace
} // namespace idpsync::registrar
