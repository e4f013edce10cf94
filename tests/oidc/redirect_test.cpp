#include "oidc/form.hpp"
#include "oidc/recorded.hpp"
#include "oidc/redirect.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::oidc::test {
namespace {

const std::string callback = "https://netbird.example.com/oauth2/callback";

Step step(unsigned status, const std::string& location = {}, std::string body = {})
{
    net::Response response{.status = status, .body = std::move(body)};
    if (!location.empty())
        response.headers.emplace_back("location", location);
    return {boost::urls::url("https://id.example.com/authorize?client_id=netbird"), response};
}

RedirectResult result(Step first)
{
    return {.redirect_uri = callback, .first = std::move(first), .second = {}};
}

Verdict verdict(Step probe, Step control)
{
    return judge_redirect(registration(), result(std::move(probe)), result(std::move(control))).verdict;
}

TEST(RedirectProbe, AsksAsNetBirdsLoginServiceWould)
{
    auto asked = registration();
    asked.type = ProviderType::pocketid;
    const auto url = authorization_url(asked, boost::urls::url("https://id.example.com/authorize?tenant=a"),
                                       {.redirect_uri = callback});
    auto read = form_parameters(std::string(url.encoded_query()));
    EXPECT_EQ(read["tenant"], "a");
    EXPECT_EQ(read["response_type"], "code");
    EXPECT_EQ(read["client_id"], "netbird");
    EXPECT_EQ(read["redirect_uri"], callback);
    EXPECT_EQ(read["scope"], "openid profile email groups");
    EXPECT_EQ(read["prompt"], "none");
    EXPECT_EQ(read["code_challenge_method"], "S256");
    EXPECT_EQ(read["code_challenge"].size(), 43U);
    EXPECT_GE(read["state"].size(), 8U);
}

TEST(RedirectProbe, CanAskWithoutAChallenge)
{
    const auto url = authorization_url(registration(), boost::urls::url("https://id.example.com/authorize"),
                                       {.redirect_uri = callback, .challenge = false});
    EXPECT_THAT(std::string(url.encoded_query()), Not(HasSubstr("challenge")));
}

TEST(RedirectJudgement, TakesAnyErrorAtTheRedirectUriForConsent)
{
    EXPECT_EQ(verdict(step(302, callback + "?error=login_required"), step(400)), Verdict::accepted);
    EXPECT_EQ(verdict(step(303, callback + "#error=unsupported_response_type"), step(200)),
              Verdict::accepted);
    EXPECT_EQ(verdict(step(302, "https://NETBIRD.example.com:443/oauth2/callback?error=x"), step(400)),
              Verdict::accepted);
}

TEST(RedirectJudgement, IsNotMisledByTheRedirectUriInAnotherPlace)
{
    EXPECT_EQ(verdict(step(302, "/login?redirect_uri=https%3A%2F%2Fnetbird.example.com%2Foauth2%2Fcallback"),
                      step(302, "/login?redirect_uri=other")),
              Verdict::unknown);
    EXPECT_EQ(verdict(step(302, "https://evil.example/oauth2/callback?error=login_required"),
                      step(302, "https://evil.example/oauth2/callback")),
              Verdict::unknown);
}

TEST(Rule19_Unknown, IsA403Or404ThatTheControlGetsToo)
{
    EXPECT_EQ(verdict(step(403), step(403)), Verdict::unknown);
    EXPECT_EQ(verdict(step(404), step(404)), Verdict::unknown);
    EXPECT_EQ(verdict(step(403), step(200)), Verdict::refused);
    EXPECT_EQ(verdict(step(404, {}, "<p>Invalid client_id.</p>"), step(404)), Verdict::refused);
}

TEST(RedirectJudgement, NeedsARefusedControlToTakeAPageForConsent)
{
    EXPECT_EQ(verdict(step(200), step(400)), Verdict::accepted);
    EXPECT_EQ(verdict(step(200), step(404)), Verdict::accepted);
    EXPECT_EQ(verdict(step(200), step(200)), Verdict::unknown);
    EXPECT_EQ(verdict(step(302, "https://third.example/login"), step(302, "/error?error=no")),
              Verdict::accepted);
    EXPECT_EQ(verdict(step(200), step(503)), Verdict::unknown);
    EXPECT_EQ(verdict(step(429), step(400)), Verdict::unknown);
}

TEST(RedirectJudgement, NamesTheScopeOrTheFlowBesideItsConsent)
{
    const auto judge = [](const std::string& error) {
        return judge_redirect(registration(), result(step(302, callback + "?error=" + error)),
                              result(step(400)));
    };
    ASSERT_EQ(judge("invalid_scope").more.size(), 1U);
    EXPECT_EQ(judge("invalid_scope").more.front().id, FindingId::scope_refused);
    EXPECT_EQ(judge("unauthorized_client").more.front().id, FindingId::code_flow_off);
    for (const auto* of_the_prompt :
         {"login_required", "interaction_required", "consent_required", "account_selection_required"})
        EXPECT_TRUE(judge(of_the_prompt).more.empty()) << of_the_prompt;
}

TEST(RedirectJudgement, LeavesNoOtherErrorAtTheRedirectUriUntold)
{
    const auto judge = [](const std::string& error) {
        return judge_redirect(registration(), result(step(302, callback + "?error=" + error)),
                              result(step(400)))
            .more.at(0);
    };
    EXPECT_EQ(judge("error&error_description=The+error+is+unrecognizable").id,
              FindingId::pushed_requests_required);
    for (const auto* error : {"invalid_request", "request_not_supported", "something_new"})
    {
        EXPECT_EQ(judge(error).id, FindingId::login_request_refused) << error;
        EXPECT_EQ(judge(error).severity, Severity::error) << error;
        EXPECT_THAT(judge(error).evidence, HasSubstr(error));
    }
    EXPECT_EQ(judge("server_error").severity, Severity::unknown);
    EXPECT_EQ(judge("access_denied").severity, Severity::hint);
}

TEST(RedirectJudgement, SaysWhereToRegisterTheUri)
{
    auto asked = registration();
    asked.type = ProviderType::pocketid;
    const auto refused = judge_redirect(asked, result(step(400)), result(step(400)));
    EXPECT_EQ(refused.finding.next,
              "In Pocket ID: OIDC Clients > \"netbird\" > Callback URLs: add " + callback);
}

TEST(OwnRedirect, IsFollowedOnlyOnTheSameSchemeHostAndPort)
{
    const auto to = [](const std::string& location) { return own_redirect(step(302, location), callback); };
    EXPECT_EQ(to("/login?x=[1]")->buffer(), "https://id.example.com/login?x=%5B1%5D");
    EXPECT_EQ(to("https://id.example.com:443/login")->path(), "/login");
    EXPECT_FALSE(to("https://id.example.com:8443/login"));
    EXPECT_FALSE(to("http://id.example.com/login"));
    EXPECT_FALSE(to("https://other.example.com/login"));
    EXPECT_FALSE(to("/login?error=no"));
    EXPECT_FALSE(to(callback + "?error=login_required"));
    EXPECT_FALSE(own_redirect(step(200), callback));
}

TEST(OwnRedirect, TakesTheCookiesWithoutTheirAttributes)
{
    net::Response response{.status = 302};
    response.headers = {
        {"set-cookie", "a=1; Path=/; HttpOnly"}, {"set-cookie", "b=2"}, {"set-cookie", "junk"}};
    EXPECT_EQ(cookies_for_hop(response), "a=1; b=2");
}

} // namespace
} // namespace idpsync::oidc::test
