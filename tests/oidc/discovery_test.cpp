#include "oidc/discovery.hpp"
#include "oidc/recorded.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace idpsync::oidc::test {
namespace {

namespace json = boost::json;
using testing::Field;

const WallTime now{std::chrono::seconds(1'795'304'189)}; // Sat, 21 Nov 2026 23:36:29 GMT

json::object healthy()
{
    return {{"issuer", "https://id.example.com"},
            {"authorization_endpoint", "https://id.example.com/authorize"},
            {"token_endpoint", "https://id.example.com/token"},
            {"jwks_uri", "https://id.example.com/keys"},
            {"userinfo_endpoint", "https://id.example.com/userinfo"},
            {"end_session_endpoint", "https://id.example.com/logout"},
            {"response_types_supported", {"code", "token"}},
            {"grant_types_supported", {"authorization_code", "refresh_token"}},
            {"id_token_signing_alg_values_supported", {"RS256", "HS256"}},
            {"scopes_supported", {"openid", "profile", "email"}},
            {"token_endpoint_auth_methods_supported", {"client_secret_basic", "none"}},
            {"claims_supported", {"sub", "name", "email"}}};
}

json::object with(std::string_view member, json::value value)
{
    auto document = healthy();
    document[member] = std::move(value);
    return document;
}

json::object without(std::string_view member)
{
    auto document = healthy();
    document.erase(member);
    return document;
}

DiscoveryJudgement judge(const json::object& document, Registration asked = registration())
{
    return judge_discovery(asked, net::Response{.status = 200, .body = json::serialize(document)}, now);
}

DiscoveryJudgement judge_answer(unsigned status, std::string body, const std::string& location = {})
{
    net::Response response{.status = status, .body = std::move(body)};
    if (!location.empty())
        response.headers.emplace_back("location", location);
    return judge_discovery(registration(), response, now);
}

/// The one finding of a document that is not quite right.
Finding only(const DiscoveryJudgement& judgement)
{
    EXPECT_EQ(judgement.findings.size(), 1U);
    return judgement.findings.empty() ? Finding{} : judgement.findings.front();
}

void expect(const DiscoveryJudgement& judgement, FindingId id, Severity severity)
{
    const auto finding = only(judgement);
    EXPECT_EQ(finding.id, id);
    EXPECT_EQ(finding.severity, severity) << finding.evidence;
}

Registration of_type(ProviderType type)
{
    auto asked = registration();
    asked.type = type;
    return asked;
}

TEST(Discovery, OfAHealthyProviderHasNoFinding)
{
    const auto judgement = judge(healthy());
    EXPECT_EQ(judgement.verdict, Verdict::accepted);
    EXPECT_THAT(judgement.findings, IsEmpty());
    ASSERT_TRUE(judgement.document);
    EXPECT_EQ(judgement.document->token_endpoint, "https://id.example.com/token");
}

TEST(Discovery, WithoutAnEndpointIsRefused)
{
    for (const auto* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"})
    {
        const auto judgement = judge(without(name));
        EXPECT_EQ(judgement.verdict, Verdict::refused) << name;
        expect(judgement, FindingId::endpoint_missing, Severity::error);
        EXPECT_THAT(only(judgement).evidence, HasSubstr(name));
    }
}

TEST(Discovery, WithAnEndpointInPlainHttpNamesItButDoesNotRefuse)
{
    const auto judgement = judge(with("token_endpoint", "http://id.internal/token"));
    EXPECT_EQ(judgement.verdict, Verdict::accepted);
    expect(judgement, FindingId::endpoint_unusable, Severity::error);
}

TEST(Discovery, TakesPlainHttpWhereItIsMeant)
{
    auto asked = registration();
    asked.checks.allow_http = true;
    EXPECT_THAT(judge(with("token_endpoint", "http://id.internal/token"), asked).findings, IsEmpty());
    EXPECT_THAT(judge(with("token_endpoint", "http://127.0.0.1:1/token")).findings, IsEmpty());
    EXPECT_THAT(judge(with("token_endpoint", "https://elsewhere.example/token")).findings, IsEmpty());
}

TEST(Discovery, WithARelativeEndpointOrOneOfAnotherSchemeIsUnusable)
{
    expect(judge(with("jwks_uri", "/keys")), FindingId::endpoint_unusable, Severity::error);
    expect(judge(with("jwks_uri", "file:///etc/passwd")), FindingId::endpoint_unusable, Severity::error);
    expect(judge(with("jwks_uri", "https://user:pw@id.example.com/keys")), FindingId::endpoint_unusable,
           Severity::error);
}

TEST(Discovery, WithALogoutEndpointThatIsNoneIsRefused)
{
    const auto judgement = judge(with("end_session_endpoint", "not a url"));
    EXPECT_EQ(judgement.verdict, Verdict::refused);
    expect(judgement, FindingId::logout_endpoint_unusable, Severity::error);
    EXPECT_THAT(judge(without("end_session_endpoint")).findings, IsEmpty());
}

TEST(Discovery, ThatSignsWithTheSecretAloneIsRefused)
{
    const auto judgement = judge(with("id_token_signing_alg_values_supported", {"HS256", "none"}),
                                 of_type(ProviderType::authentik));
    EXPECT_EQ(judgement.verdict, Verdict::refused);
    expect(judgement, FindingId::algorithm_unusable, Severity::error);
    EXPECT_THAT(only(judgement).next, HasSubstr("Signing Key"));
    EXPECT_THAT(judge(with("id_token_signing_alg_values_supported", {"EdDSA"})).findings, IsEmpty());
    EXPECT_THAT(judge(without("id_token_signing_alg_values_supported")).findings, IsEmpty());
}

TEST(Discovery, WithoutUserinfoIsAnErrorForZitadelAlone)
{
    expect(judge(without("userinfo_endpoint")), FindingId::userinfo_missing, Severity::warning);
    expect(judge(without("userinfo_endpoint"), of_type(ProviderType::zitadel)), FindingId::userinfo_missing,
           Severity::error);
}

TEST(Discovery, WarnsAboutWhatItDoesNotOffer)
{
    expect(judge(with("response_types_supported", {"token"})), FindingId::code_flow_unsupported,
           Severity::warning);
    expect(judge(with("grant_types_supported", {"implicit"})), FindingId::code_flow_unsupported,
           Severity::warning);
    expect(judge(with("token_endpoint_auth_methods_supported", {"private_key_jwt"})),
           FindingId::client_authentication_unsupported, Severity::warning);
}

TEST(Discovery, HintsAtScopesAndClaimsThatAreNotListed)
{
    expect(judge(with("scopes_supported", {"openid", "email"})), FindingId::scopes_not_listed,
           Severity::hint);
    expect(judge(healthy(), of_type(ProviderType::pocketid)), FindingId::scopes_not_listed, Severity::hint);
    expect(judge(with("claims_supported", {"sub"})), FindingId::claims_not_listed, Severity::hint);
    auto asked = registration();
    asked.group_claims = true;
    EXPECT_THAT(only(judge(healthy(), asked)).evidence, HasSubstr("\"groups\""));
}

TEST(Discovery, OfAnotherIssuerIsRefused)
{
    const auto judgement = judge(with("issuer", "https://id.example.com/"));
    EXPECT_EQ(judgement.verdict, Verdict::refused);
    EXPECT_FALSE(judgement.document);
    expect(judgement, FindingId::issuer_spelling, Severity::error);
    expect(judge(without("issuer")), FindingId::issuer_mismatch, Severity::error);
}

TEST(Discovery, ThatIsAWebPageSaysThatThePathIsWrong)
{
    const auto judgement = judge_answer(200, "<!doctype html><title>Pocket ID</title>");
    EXPECT_EQ(judgement.verdict, Verdict::refused);
    expect(judgement, FindingId::discovery_unreadable, Severity::error);
    EXPECT_THAT(only(judgement).evidence, HasSubstr("path is wrong"));
}

TEST(Discovery, ThatMovedNamesThePlaceAndLeavesTheRestToNetBird)
{
    const auto judgement = judge_answer(301, "", "https://new.example.com/.well-known/openid-configuration");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    expect(judgement, FindingId::issuer_redirected, Severity::error);
    EXPECT_THAT(only(judgement).evidence, HasSubstr("https://new.example.com"));
    EXPECT_EQ(judgement.candidate.value().issuer, "https://new.example.com");
}

TEST(Discovery, ThatIsGuardedNamesWhatToLetThrough)
{
    for (const unsigned status : {401U, 403U, 407U})
    {
        const auto judgement = judge_answer(status, "<html>Just a moment...");
        expect(judgement, FindingId::discovery_guarded, Severity::error);
        EXPECT_THAT(only(judgement).evidence, HasSubstr("Just a moment"));
        EXPECT_THAT(only(judgement).next, HasSubstr("/.well-known/openid-configuration"));
    }
    const auto judgement = judge_answer(302, "", "https://login.example.com/?rd=x");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    expect(judgement, FindingId::discovery_guarded, Severity::error);
    EXPECT_THAT(only(judgement).evidence, HasSubstr("login.example.com"));
    expect(judge_answer(302, "", "/login"), FindingId::issuer_redirected, Severity::error);
}

TEST(Discovery, OfAZitadelUnderAnotherNameNamesItsExternalDomain)
{
    auto asked = registration();
    asked.type = ProviderType::zitadel;
    const auto judgement = judge_discovery(
        asked,
        net::Response{
            .status = 404, .headers = {}, .body = R"({"message":"Instance not found"})", .peer = {}},
        now);
    EXPECT_THAT(only(judgement).evidence, HasSubstr("Instance not found"));
    EXPECT_THAT(only(judgement).next, HasSubstr("external domain"));
}

TEST(Rule19_Unknown, IsWhatAnIssuerAnswersThatSaysNothingAboutItsDocument)
{
    for (const unsigned status : {401U, 403U, 429U, 500U, 502U, 503U})
        EXPECT_EQ(judge_answer(status, "").verdict, Verdict::unknown) << status;
    for (const unsigned status : {400U, 404U, 410U})
        EXPECT_EQ(judge_answer(status, "").verdict, Verdict::refused) << status;
    EXPECT_TRUE(judge_answer(503, "").may_change);
    EXPECT_FALSE(judge_answer(429, "").may_change);
}

TEST(Rule23_OurSide, TlsDnsAndConnectionsAreUnknownWithAFindingOfTheirOwn)
{
    const auto of = [](ErrorCause cause) {
        return judge_discovery(registration(), Error{ErrorKind::transport, "told", {}, cause}, now);
    };
    EXPECT_EQ(of(ErrorCause::certificate_untrusted).verdict, Verdict::unknown);
    EXPECT_EQ(only(of(ErrorCause::certificate_untrusted)).id, FindingId::certificate_untrusted);
    EXPECT_EQ(only(of(ErrorCause::certificate_expired)).id, FindingId::certificate_expired);
    EXPECT_EQ(only(of(ErrorCause::certificate_for_another_host)).id, FindingId::certificate_for_another_host);
    EXPECT_EQ(only(of(ErrorCause::name_unknown)).id, FindingId::host_unknown);
    EXPECT_EQ(only(of(ErrorCause::unspecified)).id, FindingId::provider_unreachable);
    EXPECT_TRUE(of(ErrorCause::unspecified).may_change);
    EXPECT_FALSE(of(ErrorCause::certificate_untrusted).may_change);
}

TEST(Discovery, ComparesClocksWhereTheAnswerHasADate)
{
    const auto at = [](const std::string& date) {
        net::Response response{
            .status = 200, .headers = {{"date", date}}, .body = json::serialize(healthy())};
        return judge_discovery(registration(), response, now);
    };
    EXPECT_THAT(at("Sat, 21 Nov 2026 23:37:29 GMT").findings, IsEmpty());
    expect(at("Sat, 21 Nov 2026 23:38:29 GMT"), FindingId::clock_off, Severity::warning);
    expect(at("Sat, 21 Nov 2026 23:26:29 GMT"), FindingId::clock_off, Severity::error);
    EXPECT_THAT(at("yesterday").findings, IsEmpty());
}

TEST(Discovery, IsAskedForWhereNetBirdAsks)
{
    EXPECT_EQ(discovery_url("https://a.example/o/x/")->buffer(),
              "https://a.example/o/x/.well-known/openid-configuration");
    EXPECT_EQ(discovery_url("https://a.example")->buffer(),
              "https://a.example/.well-known/openid-configuration");
    EXPECT_FALSE(discovery_url("id.example.com"));
    EXPECT_FALSE(discovery_url(""));
}

TEST(Discovery, ThatIsNestedTooDeepIsNoDocument)
{
    EXPECT_FALSE(read_discovery("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"));
    EXPECT_FALSE(read_discovery("[]"));
    EXPECT_FALSE(read_discovery(""));
    EXPECT_TRUE(read_discovery("{\"issuer\":7}"));
}

} // namespace
} // namespace idpsync::oidc::test
