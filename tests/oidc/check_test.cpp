#include "oidc/check_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::oidc::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Check, OfASecretThatWasJustMadeTakesARefusalForAnAnswerThatMayChange)
{
    http.answer(200, std::string(document));
    for (int times = 0; times < 2; ++times)
        http.answer(401, R"({"error":"invalid_client"})");
    const auto result = check({.secret = &secret, .new_secret = true, .redirect = false});
    EXPECT_EQ(result.preflight().verdict, Verdict::unknown);
    EXPECT_TRUE(result.may_change());
    EXPECT_THAT(result.credentials->finding.evidence, HasSubstr("invalid_client"));
}

TEST_F(Check, OfAHealthyProviderIsAcceptedInFourRequests)
{
    answer_healthy();
    const auto result = check({.secret = &secret});
    EXPECT_EQ(result.preflight().verdict, Verdict::accepted);
    EXPECT_THAT(result.preflight().remarks, SizeIs(0));
    EXPECT_EQ(result.findings().front().id, FindingId::provider_healthy);
    EXPECT_EQ(result.requests, 4U);
}

TEST_F(Check, AsksAboutCredentialsAndRedirectUriBesideEachOther)
{
    http.answer(200, std::string(document));
    http.answer(400, R"({"error":"invalid_grant"})").after(1s);
    http.answer(302, "", {{"location", asked.redirect_uri + "?error=login_required"}}).after(1s);
    http.answer(401, R"({"error":"invalid_client"})");
    const auto result = check({.secret = &secret});
    EXPECT_EQ(http.most_in_flight(), 2U);
    EXPECT_EQ(result.preflight().verdict, Verdict::accepted);
    EXPECT_EQ(result.redirect->verdict, Verdict::accepted);
}

TEST_F(Check, BeginsNoOtherQuestionAfterTheProviderAskedToBeLeftAlone)
{
    http.answer(200, std::string(document));
    http.answer(400, R"({"error":"invalid_grant"})").after(1s);
    http.answer(429);
    const auto result = check({.secret = &secret, .keys = true});
    EXPECT_EQ(result.requests, 3U);
    EXPECT_TRUE(result.leave_alone);
}

TEST_F(Check, OfEverythingTakesAtMostSevenRequests)
{
    http.answer(200, std::string(document));
    http.answer(400, R"({"error":"invalid_grant"})").answer(401, R"({"error":"invalid_client"})");
    http.answer(200, "<html>Sign in").answer(400, "<html>redirect_uri").answer(200, "<html>Sign in");
    http.answer(200, R"({"keys":[]})");
    const auto result = check({.secret = &secret, .keys = true, .without_challenge = true});
    EXPECT_EQ(result.requests, 7U);
    EXPECT_EQ(result.findings().front().id, FindingId::keys_unusable);
    EXPECT_EQ(result.preflight().verdict, Verdict::accepted);
}

TEST_F(Check, FollowsOneRedirectOfTheOwnHostForProbeAndControl)
{
    http.answer(200, std::string(document));
    http.answer(302, "", {{"location", "/auth/one?a=b"}, {"set-cookie", "session=1; Path=/"}});
    http.answer(302, "", {{"location", "/auth/one?a=c"}});
    http.answer(302, "", {{"location", "https://upstream.example/"}})
        .answer(400, "Unregistered redirect_uri.");
    const auto result = check({});
    EXPECT_EQ(result.redirect->verdict, Verdict::accepted);
    EXPECT_EQ(http.requests().at(3).url, "https://id.example.com/auth/one?a=b");
    EXPECT_EQ(http.requests().at(3).header("Cookie"), "session=1");
    EXPECT_FALSE(http.requests().at(4).header("Cookie"));
    EXPECT_EQ(result.requests, 5U);
}

TEST_F(Check, OfWrongCredentialsAsksByBasicAndByPostAndNeedsNoControl)
{
    http.answer(200, std::string(document)).answer(401, R"({"error":"unauthorized_client"})");
    http.answer(401, R"({"error":"invalid_client"})");
    const auto result = with_secret();
    EXPECT_EQ(result.preflight().verdict, Verdict::refused);
    EXPECT_EQ(result.preflight().reason.id, FindingId::credentials_refused);
    EXPECT_THAT(result.preflight().reason.evidence, HasSubstr("unauthorized_client"));
    EXPECT_EQ(result.requests, 3U);
}

TEST_F(Check, AcceptsAClientThatTakesItsSecretByPostAlone)
{
    auto text = std::string(document);
    text.insert(text.size() - 1,
                R"(,"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"])");
    http.answer(200, text).answer(401, R"({"error":"invalid_client"})");
    http.answer(400, R"({"error":"invalid_grant"})").answer(401, R"({"error":"invalid_client"})");
    const auto result = with_secret();
    EXPECT_EQ(result.preflight().verdict, Verdict::accepted);
    EXPECT_TRUE(http.requests().at(1).authorization);
    EXPECT_FALSE(http.requests().at(2).authorization);
    EXPECT_THAT(http.requests().at(2).body.value(), HasSubstr("client_secret=canary"));
    EXPECT_THAT(http.requests().at(3).body.value(), Not(HasSubstr("canary"))); // the control
}

TEST_F(Check, StaysRefusedWhereTheSecondTryIsLeftOpen)
{
    http.answer(200, std::string(document)).answer(401, R"({"error":"invalid_client"})").answer(503, "");
    EXPECT_EQ(with_secret().preflight().verdict, Verdict::refused);
    http.answer(200, std::string(document)).answer(401, R"({"error":"invalid_client"})").answer(429, "");
    EXPECT_EQ(with_secret().preflight().verdict, Verdict::refused);
}

TEST_F(Check, NamesATokenEndpointThatIsNone)
{
    for (const unsigned status : {200U, 302U, 400U, 404U, 405U})
    {
        http.answer(200, std::string(document)).answer(status, "<html>not found");
        const auto finding = with_secret().findings().front();
        EXPECT_EQ(finding.id, FindingId::endpoint_unusable) << status;
        EXPECT_EQ(finding.severity, Severity::error) << status;
        EXPECT_THAT(finding.evidence, HasSubstr("\"https://id.example.com/token\"")) << status;
    }
    http.answer(200, std::string(document)).answer(403, "<html>who are you");
    EXPECT_EQ(with_secret().findings().front().severity, Severity::unknown);
}

std::string document_of(const std::string& issuer)
{
    auto text = std::string(document);
    const std::string_view own = "https://id.example.com";
    return text.replace(text.find(own), own.size(), issuer);
}

TEST_F(Check, AdvisesAnIssuerOnlyWhenItsOwnDocumentWasFound)
{
    asked.issuer = "https://id.example.com/realms/corp";
    http.answer(200, document_of("https://id.example.com"))
        .answer(200, document_of("https://id.example.com"));
    EXPECT_THAT(check({}).findings().front().next, HasSubstr("declare `issuer: https://id.example.com`"));
    EXPECT_EQ(http.requests().at(1).url, "https://id.example.com/.well-known/openid-configuration");

    for (const auto& [status, body] : {std::pair{404U, std::string()},
                                       {200U, document_of("https://another.example.com")},
                                       {200U, std::string("<html>")}})
    {
        http.answer(200, document_of("https://id.example.com")).answer(status, body);
        const auto finding = check({}).findings().front();
        EXPECT_EQ(finding.id, FindingId::issuer_mismatch);
        EXPECT_THAT(finding.next, Not(HasSubstr("declare `issuer"))) << status << body;
    }
}

TEST_F(Check, LooksForTheIssuerBehindARedirectAndBehindTheAddressOfADocument)
{
    const std::string moved = "https://new.example.com/.well-known/openid-configuration";
    http.answer(301, "", {{"location", moved}}).answer(200, document_of("https://new.example.com/"));
    EXPECT_THAT(check({}).findings().front().next, HasSubstr("`issuer: https://new.example.com/`"));
    http.answer(301, "", {{"location", moved}}).answer(404, "");
    EXPECT_THAT(check({}).findings().front().next, Not(HasSubstr("new.example.com")));

    asked.issuer += "/.well-known/openid-configuration";
    http.answer(404, "").answer(200, document_of("https://id.example.com"));
    EXPECT_THAT(check({}).findings().front().next, HasSubstr("`issuer: https://id.example.com`"));
}

TEST_F(Check, SendsNoSecondRequestForAnIssuerWhereItMayNot)
{
    asked.issuer = "https://id.example.com/x";
    http.answer(200, document_of("http://id.example.com/x/y"));
    check({});
    EXPECT_THAT(http.requests(), SizeIs(1)); // plain http is not meant
}

TEST_F(Check, NamesAnUnknownClientByThePageThatSaysSo)
{
    http.answer(200, std::string(document)).answer(401, R"({"error":"invalid_client"})");
    http.answer(401, R"({"error":"invalid_client"})").answer(400, "<html><p>Client not found.</p>");
    const auto result = check({.secret = &secret});
    const auto findings = result.findings();
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_THAT(findings.front().evidence, HasSubstr("does not know the client \"netbird\""));
    EXPECT_EQ(result.preflight().reason, findings.front());
    EXPECT_EQ(result.requests, 4U);
}

/// NetBird sends no challenge there, and oidc-provider refuses one of a method that it does not list.
TEST_F(Check, SendsNoChallengeToAProviderThatListsOtherMethodsAlone)
{
    auto text = std::string(document);
    text.insert(text.size() - 1, R"(,"code_challenge_methods_supported":["plain"])");
    const auto answer = [&](const std::string& error) {
        http.answer(200, text).answer(302, "", {{"location", asked.redirect_uri + "?error=" + error}});
        return check({.without_challenge = true});
    };
    EXPECT_EQ(answer("login_required").findings().front().id, FindingId::provider_healthy);
    EXPECT_THAT(http.requests().at(1).url, Not(HasSubstr("code_challenge")));
    const auto findings =
        answer("invalid_request&error_description=policy+requires+PKCE+to+be+used").findings();
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings.front().id, FindingId::pkce_required);
    EXPECT_EQ(findings.front().severity, Severity::error);
}

/// Keycloak's token endpoint does not tell it from a wrong secret (recorded: 029, 072).
TEST_F(Check, NamesAClientThatIsSwitchedOffAndNotItsSecret)
{
    const std::string refused = R"({"error":"invalid_client","error_description":)"
                                R"("Invalid client or Invalid client credentials"})";
    http.answer(200, std::string(document)).answer(401, refused).answer(401, refused);
    http.answer(400, "<html><p>We are sorry... Client disabled.</p>");
    const auto result = check({.secret = &secret});
    ASSERT_THAT(result.findings(), SizeIs(1));
    EXPECT_EQ(result.findings().front().id, FindingId::client_disabled);
    EXPECT_EQ(result.preflight().reason, result.findings().front());
    EXPECT_THAT(result.preflight().remarks, SizeIs(0));
}

TEST_F(Check, NamesTheSpellingOfTheRedirectUriThatIsRegistered)
{
    http.answer(200, std::string(document)).answer(400, "<html>Invalid parameter: redirect_uri");
    http.answer(400, "<html>Invalid parameter: redirect_uri");
    http.answer(302, "",
                {{"location", "https://netbird.example.com:443/oauth2/callback?error=login_required"}});
    const auto result = check({.spellings = true});
    EXPECT_EQ(result.redirect->verdict, Verdict::refused);
    EXPECT_THAT(result.redirect->finding.evidence, HasSubstr("it accepts https://netbird.example.com:443/"));
    EXPECT_EQ(result.requests, 4U);
}

TEST_F(Check, AsksForNoOtherSpellingOnceItIsToldToWait)
{
    http.answer(200, std::string(document))
        .answer(400, "<html>Invalid parameter: redirect_uri")
        .answer(429, "");
    const auto result = check({.spellings = true});
    EXPECT_EQ(result.redirect->verdict, Verdict::refused);
    EXPECT_EQ(result.requests, 3U);
    EXPECT_TRUE(result.leave_alone);
}

TEST_F(Check, AsksForNoOtherSpellingWhereNobodyWaits)
{
    http.answer(200, std::string(document)).answer(400, "<html>Invalid parameter: redirect_uri");
    const auto result = check({});
    EXPECT_EQ(result.redirect->finding.id, FindingId::redirect_refused);
    EXPECT_EQ(result.requests, 2U);
}

TEST_F(Check, LeavesAProviderAloneThatIsThrottling)
{
    http.answer(200, std::string(document)).answer(429, "", {{"retry-after", "120"}});
    const auto result = check({.secret = &secret, .keys = true});
    EXPECT_EQ(result.leave_alone, 120s);
    EXPECT_EQ(result.preflight().verdict, Verdict::unknown);
    EXPECT_THAT(http.requests(), SizeIs(2));
}

TEST_F(Check, OfAnUnreachableProviderIsOneFinding)
{
    http.fail(ErrorKind::transport, "cannot connect");
    const auto result = check({.secret = &secret, .keys = true});
    EXPECT_THAT(result.findings(), SizeIs(1));
    EXPECT_EQ(result.preflight().verdict, Verdict::unknown);
    EXPECT_TRUE(result.may_change());
}

TEST_F(Check, OfASlowProviderSaysSo)
{
    http.answer(200, std::string(document)).after(11s);
    Checker checker(http, clock, random);
    const auto result = run(io, clock, checker.check(asked, {.redirect = false}, clock.now() + 30s));
    EXPECT_EQ(result.findings().front().id, FindingId::provider_slow);
    EXPECT_EQ(result.findings().front().severity, Severity::error);
}

TEST_F(Check, OfMicrosoftIsUnknownWithoutARequest)
{
    asked.type = ProviderType::microsoft;
    asked.issuer = issuer_of({.type = ProviderType::microsoft});
    const auto result = check({.secret = &secret});
    EXPECT_EQ(result.preflight().verdict, Verdict::unknown);
    EXPECT_FALSE(result.may_change());
    EXPECT_EQ(result.requests, 0U);
}

TEST_F(Check, OfGoogleAsksGoogle)
{
    EXPECT_EQ(issuer_of({.type = ProviderType::google}), "https://accounts.google.com");
}

} // namespace
} // namespace idpsync::oidc::test
