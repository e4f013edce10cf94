// How a code becomes a token, and what is asked as its bearer.

#include "core/redaction.hpp"
#include "netbird/client_fixture.hpp"
#include "netbird/login_tokens.hpp"
#include "support/matchers.hpp"

namespace idpsync::netbird {
namespace {

const LoginDiscovery login_service{.issuer = "https://netbird.example.com/oauth2",
                                   .authorization_endpoint = "https://netbird.example.com/oauth2/auth",
                                   .token_endpoint = "https://netbird.example.com/oauth2/token",
                                   .jwks_uri = "https://netbird.example.com/oauth2/keys"};

class LoginTokensTest : public ClientTest
{
protected:
    Result<Secret> exchange(const LoginDiscovery& at = login_service)
    {
        const Secret code("the+code");
        const Secret verifier("the-verifier");
        return run(tokens.exchange(at, code, verifier, "http://localhost:53000/"));
    }

    LoginTokens tokens{http, clock, boost::urls::url("https://netbird.example.com/"), 30s};
};

TEST_F(LoginTokensTest, ExchangeTheCodeAsAPublicClient)
{
    http.answer(200, R"({"access_token":"a","id_token":"the.id.token"})");
    EXPECT_EQ(exchange()->reveal(), "the.id.token");
    EXPECT_EQ(redacted("no the.id.token here"), "no [secret] here") << "it is known as a secret from here on";
    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.method, net::Method::post);
    EXPECT_EQ(sent.url, "https://netbird.example.com/oauth2/token");
    EXPECT_FALSE(sent.authorization);
    EXPECT_EQ(sent.content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(sent.body, "grant_type=authorization_code&client_id=netbird-cli&redirect_uri="
                         "http%3A%2F%2Flocalhost%3A53000%2F&code=the%2Bcode&code_verifier=the-verifier");
}

TEST_F(LoginTokensTest, SayWhatTheEndpointSaid)
{
    http.answer(400, R"({"error":"invalid_grant","error_description":"no the+code the-verifier\u001b"})");
    const auto refused = exchange();
    EXPECT_EQ(refused.error().kind, ErrorKind::rejected);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("400 \"invalid_grant\""), HasSubstr("\\x1b")));
    http.answer(200, "<html>").answer(200, "{}").answer(503);
    EXPECT_EQ(exchange().error().kind, ErrorKind::bad_response);
    EXPECT_EQ(exchange().error().kind, ErrorKind::bad_response);
    EXPECT_EQ(exchange().error().kind, ErrorKind::transport);
}

TEST_F(LoginTokensTest, NeverLeaveOverPlainHttpWhereNetBirdIsAskedOverTls)
{
    auto at = login_service;
    at.token_endpoint = "http://netbird.example.com/oauth2/token";
    EXPECT_THAT(exchange(at).error().text(), HasSubstr("plain http"));
    at.token_endpoint = "token";
    EXPECT_THAT(exchange(at).error().text(), HasSubstr("no address"));
    EXPECT_TRUE(http.requests().empty());
}

TEST_F(LoginTokensTest, StandForWhoeverBearsThem)
{
    http.answer(200, R"({"id":"u1","role":"user"})")
        .answer(403, R"({"message":"user is blocked","code":403})");
    const Secret token("the.id.token");
    EXPECT_EQ(run(tokens.user(token)).value->role, "user");
    EXPECT_EQ(http.requests().at(0).url, "https://netbird.example.com/api/users/current");
    EXPECT_EQ(http.requests().at(0).authorization, "Bearer the.id.token");
    const auto refused = run(tokens.user(token));
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.value.error().cause, ErrorCause::user_blocked);
}

TEST_F(LoginTokensTest, AreToldARefusalInNetBirdsWords)
{
    http.answer(403, R"({"message":"no entry \u001b","code":403})").answer(403, "<html>");
    const Secret token("the.id.token");
    const auto error = run(tokens.user(token)).value.error();
    EXPECT_EQ(error.text(), "NetBird's API answers 403 \"no entry \\x1b\"");
    EXPECT_EQ(error.cause, ErrorCause::unspecified);
    EXPECT_THAT(run(tokens.user(token)).value.error().text(), HasSubstr("in front of NetBird"));
}

TEST_F(LoginTokensTest, TellSilenceAboutTheKeysFromAWrongAnswer)
{
    http.answer(503).answer(429).answer(404);
    for (const auto kind : {ErrorKind::transport, ErrorKind::throttled, ErrorKind::bad_response})
        EXPECT_EQ(run(tokens.keys(login_service)).error().kind, kind);
}

TEST(LoginUrl, NamesTheConnectorInItsPath)
{
    const LoginRequest request{
        .redirect_uri = "http://localhost:53000/", .state = "s", .nonce = "n", .challenge = "c"};
    EXPECT_EQ(login_url(login_service, {"okta-1"}, request)->buffer(),
              "https://netbird.example.com/oauth2/auth/okta-1?client_id=netbird-cli&redirect_uri="
              "http%3A%2F%2Flocalhost%3A53000%2F&response_type=code&scope=openid%20profile%20email%20groups&"
              "state=s&nonce=n&code_challenge=c&code_challenge_method=S256");
    EXPECT_THAT(login_url(login_service, {"a/b?c"}, request)->buffer(), HasSubstr("/auth/a%2Fb%3Fc?"));
    EXPECT_TRUE(login_url(login_service, {".."}, request).has_error());
    EXPECT_TRUE(
        login_url({.authorization_endpoint = "javascript:alert(1)"}, {"okta-1"}, request).has_error());
}

} // namespace
} // namespace idpsync::netbird
