// The part of authentik's API that the sandbox has: nobody recorded it, so these say what it does here.

#include "sandbox/tests/managed_clients.hpp"

#include <gmock/gmock.h>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;
using testing::IsEmpty;

const std::string authentik_api = "/api/v3/";
const std::string oauth2_providers = authentik_api + "providers/oauth2/";

class AuthentikAdmin : public ManagedClients
{
protected:
    Provider& authentik(Profile profile = Profile::authentik_unrecorded)
    {
        authorization_ = {"Authorization", "Bearer not-a-real-api-key"};
        return manage(profile);
    }
    json::value found(const std::string& what)
    {
        return read(authentik_api + what).at("results").at(0).at("pk");
    }

    json::object wanted()
    {
        return {{"name", "NetBird"},
                {"client_id", "netbird"},
                {"authorization_flow",
                 found("flows/instances/?slug=default-provider-authorization-implicit-consent")},
                {"invalidation_flow", found("flows/instances/?slug=default-provider-invalidation-flow")},
                {"signing_key", found("crypto/certificatekeypairs/?has_key=true&key_type=rsa")},
                {"property_mappings",
                 json::array{found("propertymappings/provider/scope/"
                                   "?managed=goauthentik.io/providers/oauth2/scope-profile")}},
                {"redirect_uris", json::array{json::object{{"matching_mode", "strict"},
                                                           {"url", netbird_.sandbox.redirect_uri()}}}}};
    }
    /// The provider and its application; gives the path of the first.
    std::string make(json::object provider)
    {
        const auto made = json::parse(call("POST", oauth2_providers, std::move(provider)).body);
        call("POST", authentik_api + "core/applications/",
             json::object{{"name", "NetBird"}, {"slug", "netbird"}, {"provider", made.at("pk")}});
        return oauth2_providers + json::serialize(made.at("pk")) + "/";
    }
    json::object log_in_at(const std::string& provider)
    {
        const auto issuer = std::string(read(provider + "setup_urls/").at("issuer").as_string());
        return log_in(std::string(read(provider).at("client_secret").as_string()), issuer);
    }
};

TEST_F(AuthentikAdmin, MakesAProviderThatLogsIn)
{
    authentik();
    const auto provider = make(wanted());
    EXPECT_EQ(read(provider).at("assigned_application_slug").as_string(), "netbird");
    EXPECT_EQ(read(provider).at("client_secret").as_string().size(), 128U);
    EXPECT_EQ(log_in_at(provider).at("name").as_string(), "Alice Example");
}

TEST_F(AuthentikAdmin, SignsWithTheSecretUntilAKeyIsChosen)
{
    authentik();
    auto without_key = wanted();
    without_key.erase("signing_key");
    const auto provider = make(without_key);
    EXPECT_THAT(log_in_at(provider), IsEmpty());
    call("PATCH", provider, json::object{{"signing_key", wanted().at("signing_key")}});
    EXPECT_FALSE(log_in_at(provider).empty());
}

TEST_F(AuthentikAdmin, NeedsGrantTypesFromVersion20265On)
{
    authentik(Profile::authentik_2026_5_unrecorded);
    const auto provider = make(wanted());
    EXPECT_THAT(log_in_at(provider), IsEmpty());
    call("PATCH", provider,
         json::object{{"grant_types", json::array{"authorization_code", "refresh_token"}}});
    EXPECT_FALSE(log_in_at(provider).empty());
    EXPECT_EQ(read(provider).at("redirect_uris").at(0).at("redirect_uri_type").as_string(), "authorization");
    authentik();
    EXPECT_FALSE(read(make(wanted())).as_object().contains("grant_types"));
}

TEST_F(AuthentikAdmin, MakesAProviderAndItsApplicationAtOnceOrNeither)
{
    auto& provider = authentik();
    json::object both{{"app", {{"name", "NetBird"}, {"slug", "vpn"}}},
                      {"provider_model", "authentik_providers_oauth2.oauth2provider"},
                      {"provider", {{"name", "NetBird"}}}};
    const std::string path = authentik_api + "core/transactional/applications/";
    const auto refused = call("PUT", path, both);
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.body, R"({"provider":{"authorization_flow":["This field is required."]}})");
    both["provider"] = wanted();
    const auto made = call("PUT", path, both);
    EXPECT_EQ(made.status, 200U);
    EXPECT_EQ(made.body, R"({"applied":true,"logs":[]})");
    EXPECT_EQ(provider.setup().clients.size(), 1U);
    const auto shown = read(oauth2_providers + "?client_id=netbird").at("results").at(0);
    EXPECT_EQ(shown.at("assigned_application_slug").as_string(), "vpn");
    auto another = wanted();
    another["client_id"] = "another";
    both["provider"] = another;
    EXPECT_EQ(call("PUT", path, both).status, 400U);
    EXPECT_EQ(provider.setup().clients.size(), 1U);
}

TEST_F(AuthentikAdmin, TakesAChosenSecretAtOnce)
{
    authentik();
    const auto provider = make(wanted());
    call("PATCH", provider, json::object{{"client_secret", "chosen"}});
    EXPECT_EQ(read(provider).at("client_secret").as_string(), "chosen");
    EXPECT_FALSE(log_in_at(provider).empty());
}

TEST_F(AuthentikAdmin, ChangesNothingThatAPatchLeavesOut)
{
    authentik();
    const auto provider = make(wanted());
    auto expected = read(provider).as_object();
    expected["sub_mode"] = "user_id";
    call("PATCH", provider, json::object{{"sub_mode", "user_id"}, {"no_such_member", 1}});
    EXPECT_EQ(read(provider), json::value(expected));
    call("PUT", provider, wanted());
    EXPECT_EQ(read(provider).at("sub_mode").as_string(), "hashed_user_id");
}

TEST_F(AuthentikAdmin, ShowsAClientThatStoodThereBefore)
{
    auto& provider = authentik();
    provider.setup().clients.push_back({.redirect_uris = {netbird_.sandbox.redirect_uri()}});
    const auto listed = read(oauth2_providers + "?client_id=netbird").at("results").as_array();
    ASSERT_EQ(listed.size(), 1U);
    const auto path = oauth2_providers + json::serialize(listed[0].at("pk")) + "/";
    EXPECT_FALSE(log_in("not-a-real-secret").empty());
    call("PATCH", path, json::object{{"name", "renamed"}});
    EXPECT_FALSE(log_in("not-a-real-secret").empty());
}

TEST_F(AuthentikAdmin, RefusesWhoeverMayNot)
{
    auto& key = authentik().setup().api_keys.front();
    key.administrator = false;
    EXPECT_EQ(call("GET", oauth2_providers).status, 403U);
    EXPECT_FALSE(read(authentik_api + "core/users/me/").at("user").at("is_superuser").as_bool());
    authorization_.second = "Bearer another";
    EXPECT_EQ(call("GET", authentik_api + "core/users/me/").status, 403U);
}

TEST_F(AuthentikAdmin, StoresBindingsAndMappings)
{
    auto& setup = authentik().setup();
    setup.groups = {{"1", "netbird-users", "NetBird"}};
    EXPECT_EQ(found("core/groups/?name=netbird-users").as_string(), "1");
    EXPECT_EQ(call("POST", authentik_api + "policies/bindings/", json::object{{"target", "x"}}).status, 400U);
    const auto made = call("POST", authentik_api + "policies/bindings/",
                           json::object{{"target", "x"}, {"order", 0}, {"group", "1"}});
    EXPECT_EQ(made.status, 201U);
    EXPECT_EQ(read(authentik_api + "policies/bindings/?target=x").at("pagination").at("count").as_int64(), 1);
    const auto path =
        authentik_api + "policies/bindings/" + std::string(json::parse(made.body).at("pk").as_string()) + "/";
    EXPECT_EQ(call("DELETE", path).status, 204U);
    EXPECT_EQ(call("GET", path).status, 404U);
}

} // namespace
} // namespace idpsync::sandbox::test
