// Whole logins, from NetBird to the provider and back.

#include "sandbox/login_tokens.hpp"
#include "sandbox/tests/logins.hpp"
#include "sandbox/tests/profiles.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

std::vector<std::string> names_of(const json::object& object)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : object)
        names.emplace_back(name);
    return names;
}

class LoginAt : public Login, public testing::WithParamInterface<std::string>
{};

TEST_P(LoginAt, EndsWithATokenOfNetBirdsOwn)
{
    connect(*parse_profile(GetParam()), "pocketid");
    const auto end = sign_in();
    ASSERT_THAT(end.url, StartsWith(own_redirect + "?code=")) << end.status << end.body;
    EXPECT_EQ(end.parameter("state"), "state-of-the-client");
    const auto answer = exchange(end.parameter("code"));
    const auto jwt = std::string(json::parse(answer.body).at("id_token").as_string());
    EXPECT_TRUE(is_signed_by(jwt, json::parse(netbird_.get("/oauth2/keys").body).as_object()));
    const auto claims = claims_of(jwt);
    EXPECT_THAT(names_of(claims),
                UnorderedElementsAre("iss", "sub", "aud", "exp", "iat", "email", "email_verified", "groups",
                                     "name", "preferred_username"));
    EXPECT_EQ(claims.at("iss").as_string(), netbird_.sandbox.url() + "/oauth2");
    EXPECT_EQ(connector_of(claims.at("sub").as_string()), connector_);
}

INSTANTIATE_TEST_SUITE_P(Profile, LoginAt, every_profile(), profile_name);

/// What a login comes to: "works", or the words in NetBird's log.
class Claims : public Login
{
protected:
    std::string outcome()
    {
        const auto end = sign_in();
        if (end.url.starts_with(own_redirect))
            return "works";
        EXPECT_EQ(end.status, 500U);
        EXPECT_THAT(end.body, HasSubstr("Authentication failed."));
        if (netbird_.sandbox.login_log().empty())
            return "fails";
        const auto& line = netbird_.sandbox.login_log().back();
        const std::string_view begin = "[err: ";
        EXPECT_THAT(line, StartsWith(begin));
        return line.substr(begin.size(), line.find("] dex/") - begin.size());
    }
};

TEST_F(Claims, MustHoldNameAndEmail)
{
    auto& user = connect(Profile::keycloak).setup().user;
    EXPECT_EQ(outcome(), "works");
    user.id_token.erase("name");
    EXPECT_EQ(outcome(), "missing \"name\" claim");
    user.id_token["name"] = "Alice Example";
    user.id_token.erase("email");
    EXPECT_EQ(outcome(), "missing email claim, not found \"email\" key");
    user.id_token["email"] = "alice@example.com";
    user.id_token["email_verified"] = false;
    EXPECT_EQ(outcome(), "works");
}

TEST_F(Claims, OfUserInfoCountForZitadelAlone)
{
    connect(Profile::keycloak, "oidc").setup().user.id_token = {};
    EXPECT_EQ(outcome(), "missing \"name\" claim");
    connect(Profile::keycloak, "zitadel").setup().user.id_token = {};
    EXPECT_EQ(outcome(), "works");
}

TEST_F(Claims, MayListGroupsInThreeWays)
{
    auto& user = connect(Profile::keycloak).setup().user;
    const auto groups = [&] { return json::serialize(claims_of(token()).at("groups")); };
    user.id_token["groups"] = "admins";
    EXPECT_EQ(groups(), R"(["admins"])");
    user.id_token["groups"] = json::array{"admins", "staff"};
    EXPECT_EQ(groups(), R"(["admins","staff"])");
    user.id_token["groups"] = json::array{{{"name", "admins"}}, {{"name", "staff"}}};
    EXPECT_EQ(groups(), R"(["admins","staff"])");
    user.id_token["groups"] = json::array{"admins", 1};
    EXPECT_EQ(outcome(), "malformed \"groups\" claim");
    user.id_token.erase("groups");
    EXPECT_FALSE(claims_of(token()).contains("groups"));
}

TEST_F(Claims, ThatDexDoesNotKnowNeverArrive)
{
    connect(Profile::keycloak).setup().user.id_token["entitlements"] = json::array{"admins"};
    EXPECT_FALSE(claims_of(token()).contains("entitlements"));
}

TEST_F(Claims, OfPocketIdHoldGroupsOnlyWhereNetBirdAsksForThem)
{
    connect(Profile::pocketid_2_9, "oidc");
    EXPECT_FALSE(claims_of(token()).contains("groups"));
    connect(Profile::pocketid_2_9, "pocketid");
    EXPECT_TRUE(claims_of(token()).contains("groups"));
}

TEST_F(Login, FailsAfterSigningInWhenTheSecretIsWrong)
{
    connect(Profile::keycloak);
    netbird_.sandbox.edit(connector_, {.client_secret = "another one"});
    const auto end = sign_in();
    EXPECT_EQ(end.status, 500U);
    EXPECT_THAT(end.body, HasSubstr("Authentication failed."));
    EXPECT_THAT(end.url, StartsWith(netbird_.sandbox.url() + "/oauth2/callback?code="));
    EXPECT_THAT(
        netbird_.sandbox.login_log(),
        ElementsAre("[err: oidc: failed to get token: oauth2: \"unauthorized_client\" \"Invalid client or "
                    "Invalid client credentials\"] dex/logrus_handler.go:83: failed to authenticate"));
}

TEST_F(Login, WorksWithAClientThatTakesItsSecretByPostAlone)
{
    connect(Profile::oidc_provider).client().post_only = true;
    EXPECT_THAT(sign_in().url, StartsWith(own_redirect));
}

TEST_F(Login, SendsAChallengeWhereTheProviderListsIt)
{
    auto& provider = connect(Profile::keycloak);
    provider.client().pkce_required = true;
    EXPECT_THAT(sign_in().url, StartsWith(own_redirect));
    provider.setup().document["code_challenge_methods_supported"] = nullptr;
    netbird_.sandbox.restart();
    EXPECT_THAT(sign_in().url, Not(StartsWith(own_redirect)));
}

TEST_F(Login, FailsWithKeysThatDoNotVerify)
{
    auto& setup = connect(Profile::keycloak).setup();
    for (const auto keys : {PublishedKeys::none, PublishedKeys::encryption_only, PublishedKeys::unreachable})
    {
        setup.keys = keys;
        EXPECT_EQ(sign_in().status, 500U);
    }
    auto& other = connect(Profile::authentik_unrecorded).setup();
    other.signing_key = false;
    EXPECT_EQ(sign_in().status, 500U);
}

TEST_F(Login, FailsWhenTheProvidersClockIsFarBehind)
{
    auto& setup = connect(Profile::keycloak).setup();
    setup.clock_error = -std::chrono::minutes(10);
    EXPECT_EQ(sign_in().status, 0U);
    setup.clock_error = -std::chrono::minutes(61);
    EXPECT_EQ(sign_in().status, 500U);
}

TEST_F(Login, StopsAtTheProviderWhenTheRedirectUriIsRefused)
{
    connect(Profile::keycloak).client().redirect_uris.clear();
    const auto end = sign_in();
    EXPECT_EQ(end.status, 400U);
    EXPECT_THAT(end.body, HasSubstr("Invalid parameter: redirect_uri"));
    EXPECT_THAT(end.url, StartsWith("https://provider.example.com/"));
}

TEST_F(Login, ComesBackWithAnErrorWithoutTheScope)
{
    connect(Profile::keycloak, "pocketid").client().groups_scope = false;
    const auto end = sign_in();
    EXPECT_EQ(end.status, 500U);
    EXPECT_EQ(end.parameter("error"), "invalid_scope");
}

TEST_F(Login, GivesACodeForOneExchangeByItsClientAlone)
{
    connect(Profile::keycloak);
    EXPECT_EQ(exchange(sign_in().parameter("code"), "another verifier").status, 400U);
    const auto code = sign_in().parameter("code");
    EXPECT_EQ(exchange(code).status, 200U);
    EXPECT_THAT(exchange(code).body, HasSubstr("invalid_grant"));
}

TEST_F(Login, IsBegunFromThePageOfButtonsToo)
{
    connect(Profile::keycloak);
    const auto connector = std::exchange(connector_, "");
    const auto page = sign_in();
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, HasSubstr("/oauth2/auth/" + connector));
}

} // namespace
} // namespace idpsync::sandbox::test
