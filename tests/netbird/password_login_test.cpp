// A login with a password through the pages that were recorded.

#include "core/redaction.hpp"
#include "netbird/client_fixture.hpp"
#include "netbird/password_login.hpp"
#include "netbird/recorded_response.hpp"
#include "support/matchers.hpp"

namespace idpsync::netbird {
namespace {

const std::string password_folder = "netbird/v0.77.1-setup";
const std::string at = "http://127.0.0.1:8077/oauth2";

class PasswordLoginTest : public ClientTest
{
protected:
    void answer(const std::string& name, const std::string& from = password_folder)
    {
        const auto recorded = response_of(test::recording(from, name));
        http.answer(recorded.status, recorded.body, recorded.headers);
    }

    Result<Secret> sign_in()
    {
        const Secret password("p&ss word+");
        const LoginRequest request{.redirect_uri = "http://localhost:53000/",
                                   .state = "made-up-state",
                                   .nonce = "nonce",
                                   .challenge = "challenge"};
        const LoginDiscovery login_service{.issuer = at, .authorization_endpoint = at + "/auth"};
        return run(login.sign_in(login_service, request, "owner+1@example.com", password));
    }

    PasswordLogin login{http, clock, 30s};
};

TEST_F(PasswordLoginTest, FillsTheFormAsABrowserWould)
{
    answer("15-login-begin");
    answer("16-login-form");
    answer("17-login-sent");
    const auto code = sign_in();
    ASSERT_TRUE(code.has_value()) << code.error().text();
    EXPECT_THAT(code->reveal(), MatchesRegex("[a-z2-7]{25}"));
    EXPECT_EQ(redacted("code " + code->reveal()), "code [secret]");
    ASSERT_EQ(http.requests().size(), 3U);
    EXPECT_THAT(http.requests().at(0).url,
                AllOf(StartsWith(at + "/auth/local?client_id=netbird-cli&"), HasSubstr("code_challenge=")));
    EXPECT_THAT(http.requests().at(1).url, StartsWith(at + "/auth/local/login?back=&state="));
    const auto& sent = http.requests().at(2);
    EXPECT_EQ(sent.url, http.requests().at(1).url);
    EXPECT_EQ(sent.body, "login=owner%2B1%40example.com&password=p%26ss%20word%2B");
    EXPECT_EQ(sent.content_type, "application/x-www-form-urlencoded");
}

TEST_F(PasswordLoginTest, TellsAWrongPassword)
{
    answer("15-login-begin");
    answer("16-login-form");
    answer("14-wrong-password-sent");
    EXPECT_EQ(sign_in().error().kind, ErrorKind::unauthorized);
}

TEST_F(PasswordLoginTest, TellsASecondFactor)
{
    answer("15-login-begin");
    answer("16-login-form");
    answer("09-mfa-sent", password_folder + "-mfa");
    EXPECT_THAT(sign_in().error().text(), HasSubstr("second factor"));
}

TEST_F(PasswordLoginTest, TellsALoginServiceWithoutPasswords)
{
    http.answer(400, "<div class=\"nb-error\">Connector failed to initialize</div>");
    EXPECT_THAT(sign_in().error().text(), HasSubstr("offers no login with a password"));
}

TEST_F(PasswordLoginTest, GivesThePasswordToNoOtherHost)
{
    http.answer(302, "", {{"location", "http://evil.example.com/login"}});
    EXPECT_EQ(sign_in().error().kind, ErrorKind::bad_response);
    EXPECT_EQ(http.requests().size(), 1U);
    answer("15-login-begin");
    http.answer(200, R"(<form method="post" action="//evil.example.com/"><input name="login">)"
                     R"(<input name="password">)");
    EXPECT_EQ(sign_in().error().kind, ErrorKind::bad_response);
    EXPECT_EQ(http.requests().size(), 3U) << "nothing was posted";
}

TEST_F(PasswordLoginTest, TakesNoPageForTheForm)
{
    answer("15-login-begin");
    http.answer(200, "<html>Welcome</html>");
    EXPECT_EQ(sign_in().error().kind, ErrorKind::bad_response);
}

TEST_F(PasswordLoginTest, TakesNoCodeOfAnotherLogin)
{
    answer("15-login-begin");
    answer("16-login-form");
    http.answer(303, "", {{"location", "http://localhost:53000/?code=abc&state=other"}});
    EXPECT_EQ(sign_in().error().kind, ErrorKind::bad_response);
}

} // namespace
} // namespace idpsync::netbird
