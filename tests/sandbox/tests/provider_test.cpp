// What can be wrong with a provider, one by one, as a check meets it.

#include "sandbox/provider/login.hpp"
#include "sandbox/provider/signing_key.hpp"
#include "sandbox/tests/netbird.hpp"
#include "sandbox/tests/profiles.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

const std::string base = "https://id.example.com";

/// NetBird and one provider.
class Provided : public testing::Test
{
protected:
    Provider& provide(ProviderSetup setup) { return netbird_.sandbox.add_provider(base, std::move(setup)); }
    Provider& provide(Profile profile) { return provide({.profile = profile}); }

    Answer fetch(const std::string& url) { return netbird_.get(url); }
    json::object document() { return json::parse(fetch(document_url()).body).as_object(); }
    std::string document_url()
    {
        auto issuer = netbird_.sandbox.provider(base).issuer();
        while (issuer.ends_with('/'))
            issuer.pop_back();
        return issuer + "/.well-known/openid-configuration";
    }
    json::object keys()
    {
        return json::parse(fetch(std::string(document().at("jwks_uri").as_string())).body).as_object();
    }

    Answer token(const std::string& secret, const std::string& more = "&code=made-up")
    {
        const auto basic = base64("netbird:" + encoded(secret));
        Request request{.method = "POST",
                        .target = std::string(document().at("token_endpoint").as_string()),
                        .headers = {{"Authorization", "Basic " + basic},
                                    {"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = "grant_type=authorization_code" + more};
        return idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)));
    }
    Answer authorize(const std::string& redirect_uri, const std::string& scope = "openid profile email")
    {
        return fetch(std::string(document().at("authorization_endpoint").as_string()) +
                     "?response_type=code&client_id=netbird&state=long-enough&scope=" + encoded(scope) +
                     "&redirect_uri=" + encoded(redirect_uri));
    }
    Answer create()
    {
        const auto issuer = netbird_.sandbox.provider(base).issuer();
        return netbird_.create(changed(connector(), "issuer", json::value(issuer)));
    }

    Netbird netbird_;
};

/// Every profile is healthy unless somebody makes it ill.
class HealthyProvider : public Provided, public testing::WithParamInterface<std::string>
{};

TEST_P(HealthyProvider, IsTakenByNetBirdAndKnowsItsClient)
{
    provide(*parse_profile(GetParam()));
    EXPECT_EQ(create().status, 200U);
    EXPECT_EQ(document().at("issuer").as_string(), netbird_.sandbox.provider(base).issuer());
    EXPECT_FALSE(keys().at("keys").as_array().empty());
    const auto accepted = token("not-a-real-secret");
    const auto refused = token("another one");
    EXPECT_EQ(accepted.status, 400U);
    EXPECT_EQ(refused.status, 401U);
    EXPECT_LT(authorize(netbird_.sandbox.redirect_uri()).status, 400U);
}

INSTANTIATE_TEST_SUITE_P(Profile, HealthyProvider, every_profile(), profile_name);

TEST_F(Provided, RefusesVariantsOfTheRedirectUriThatIsRegistered)
{
    auto& provider = provide(Profile::keycloak);
    const auto right = netbird_.sandbox.redirect_uri();
    for (const auto& registered :
         {right + "/", "https" + right.substr(4), std::string("http://NETBIRD.test/oauth2/callback")})
    {
        provider.client().redirect_uris = {registered};
        EXPECT_EQ(authorize(right).status, 400U) << registered;
        EXPECT_EQ(authorize(registered).status, 200U);
    }
}

TEST_F(Provided, StatesAnotherIssuerWhenItIsToldSo)
{
    auto& provider = provide(Profile::pocketid_2_9);
    provider.setup().issuer = base + "/";
    const auto answer = netbird_.create(changed(connector(), "issuer", json::value(base)));
    EXPECT_EQ(answer.status, 422U);
    EXPECT_THAT(message_of(answer), HasSubstr("expected \"" + base + "\" got \"" + base + "/\""));
}

TEST_F(Provided, DoesNotKnowAnotherRealm)
{
    provide(Profile::keycloak);
    EXPECT_EQ(fetch(base + "/realms/Netbird-Test/.well-known/openid-configuration").status, 404U);
}

TEST_F(Provided, AnswersAPageForAWrongPath)
{
    provide(Profile::pocketid_2_9);
    const auto answer = fetch(base + "/wrong/.well-known/openid-configuration");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(header_of(answer.headers, "content-type"), "text/html; charset=utf-8");
}

TEST_F(Provided, MovesEverythingElsewhere)
{
    provide(Profile::dex).setup().moved_to = "https://new.example.com";
    const auto answer = fetch(base + "/.well-known/openid-configuration");
    EXPECT_EQ(answer.status, 301U);
    EXPECT_EQ(location_of(answer), "https://new.example.com/.well-known/openid-configuration");
}

TEST_F(Provided, WithoutAHostnameSettingStatesWhatAProxyPassesOn)
{
    auto& provider = provide(Profile::keycloak);
    provider.setup().seen_as = "http://keycloak:8080";
    const auto url = base + "/realms/netbird-test/.well-known/openid-configuration";
    EXPECT_THAT(fetch(url).body, HasSubstr("\"http://keycloak:8080/realms/netbird-test\""));
    provider.setup().profile = Profile::keycloak_hostname;
    EXPECT_THAT(fetch(url).body, Not(HasSubstr("keycloak:8080")));
}

TEST_F(Provided, StatesTheHostThatItWasAskedUnder)
{
    auto& provider = provide({.profile = Profile::keycloak, .also_at = {"https://alias.example.com"}});
    const auto path = "/realms/netbird-test/.well-known/openid-configuration";
    EXPECT_THAT(fetch("https://alias.example.com" + std::string(path)).body,
                HasSubstr("\"issuer\":\"https://alias.example.com/realms/netbird-test\""));
    provider.setup().profile = Profile::keycloak_hostname;
    EXPECT_THAT(fetch("https://alias.example.com" + std::string(path)).body,
                HasSubstr("\"issuer\":\"" + base + "/realms/netbird-test\""));
}

TEST_F(Provided, RefusesASecretThatWasRotatedOrExpired)
{
    auto& provider = provide(Profile::oidc_provider);
    EXPECT_EQ(token("not-a-real-secret").status, 400U);
    provider.client().secret = "rotated";
    EXPECT_EQ(token("not-a-real-secret").status, 401U);
    provider.client().secret_expired = true;
    EXPECT_THAT(token("rotated").body, HasSubstr("its client secret is expired"));
}

TEST_F(Provided, NamesADisabledClient)
{
    provide(Profile::keycloak).client().disabled = true;
    EXPECT_THAT(authorize(netbird_.sandbox.redirect_uri()).body, HasSubstr("Client disabled."));
}

TEST_F(Provided, LooksAtNoSecretOfAPublicClient)
{
    provide(Profile::keycloak).client().public_client = true;
    EXPECT_THAT(token("whatever").body, HasSubstr("invalid_grant"));
}

TEST_F(Provided, SendsBackWhatIsWrongWithTheClient)
{
    auto& client = provide(Profile::keycloak).client();
    const auto uri = netbird_.sandbox.redirect_uri();
    client.code_flow = false;
    EXPECT_THAT(location_of(authorize(uri)), StartsWith(uri + "?error=unauthorized_client&"));
    client.code_flow = true;
    client.pkce_required = true;
    EXPECT_THAT(location_of(authorize(uri)), StartsWith(uri + "?error=invalid_request&"));
    client.pkce_required = false;
    client.groups_scope = false;
    EXPECT_THAT(location_of(authorize(uri, "openid groups")), StartsWith(uri + "?error=invalid_scope&"));
}

TEST_F(Provided, SignsWithTheSecretWithoutASigningKey)
{
    provide(Profile::authentik_unrecorded).setup().signing_key = false;
    EXPECT_EQ(document().at("id_token_signing_alg_values_supported"), json::array{"HS256"});
    EXPECT_TRUE(keys().at("keys").as_array().empty());
}

TEST_F(Provided, PublishesKeysThatNobodyCanUse)
{
    auto& setup = provide(Profile::keycloak).setup();
    EXPECT_EQ(keys().at("keys").as_array().size(), 2U);
    setup.keys = PublishedKeys::encryption_only;
    EXPECT_EQ(keys().at("keys").at(0).at("use").as_string(), "enc");
    setup.keys = PublishedKeys::none;
    EXPECT_TRUE(keys().at("keys").as_array().empty());
    setup.keys = PublishedKeys::unreachable;
    EXPECT_EQ(fetch(std::string(document().at("jwks_uri").as_string())).delivery.kind, Delivery::Kind::reset);
}

TEST_F(Provided, LacksWhatIsTakenOutOfItsDocument)
{
    auto& setup = provide(Profile::dex).setup();
    setup.document = {{"token_endpoint", nullptr}, {"end_session_endpoint", "not a url"}};
    EXPECT_FALSE(document().contains("token_endpoint"));
    const auto created = create();
    EXPECT_EQ(created.status, 200U);
    EXPECT_EQ(netbird_.probe(id_of(created)).status, 400U);
}

TEST_F(Provided, HasAClockOfItsOwn)
{
    provide(Profile::dex).setup().clock_error = std::chrono::minutes(10);
    EXPECT_EQ(fetch(document_url()).clock_error, std::chrono::minutes(10));
    EXPECT_TRUE(fetch(document_url()).dated);
    provide(Profile::keycloak);
    EXPECT_FALSE(fetch(document_url()).dated);
}

TEST_F(Provided, IsTooSlowForNetBird)
{
    provide(Profile::dex).setup().delay = std::chrono::seconds(11);
    const auto start = netbird_.clock.now();
    EXPECT_EQ(fetch(document_url()).status, 200U);
    EXPECT_EQ(netbird_.clock.now() - start, std::chrono::seconds(11));
    EXPECT_THAT(message_of(create()), HasSubstr("context deadline exceeded"));
}

TEST_F(Provided, CanBeOutOfReachForNetBirdAlone)
{
    provide(Profile::dex).setup().hidden_from_netbird = true;
    EXPECT_EQ(fetch(document_url()).status, 200U);
    EXPECT_THAT(message_of(create()), HasSubstr("identity provider issuer is unreachable"));
}

TEST_F(Provided, WantsALoginForEverythingBehindAProxyThatDoes)
{
    provide(Profile::dex).setup().answers_html = true;
    EXPECT_THAT(message_of(create()), HasSubstr("invalid character '<'"));
}

TEST_F(Provided, SignsSoThatItsKeysVerify)
{
    auto& provider = provide(Profile::dex);
    const json::object claims{{"sub", "alice"}};
    const auto old_keys = keys();
    EXPECT_TRUE(is_signed_by(SigningKey::shared(1).sign(claims), old_keys));
    EXPECT_FALSE(is_signed_by(SigningKey::shared(2).sign(claims), old_keys));
    provider.rotate_key();
    EXPECT_TRUE(is_signed_by(SigningKey::shared(2).sign(claims), keys()));
    EXPECT_FALSE(is_signed_by(SigningKey::shared(1).sign(claims), keys()));
}

TEST(ChallengeOfAVerifier, IsAsInTheStandard)
{
    // RFC 7636, appendix B
    EXPECT_EQ(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

} // namespace
} // namespace idpsync::sandbox::test
