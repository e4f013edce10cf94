// A check, and the secret that it holds: how it is sent, and where never.

#include "core/redaction.hpp"
#include "crypto/base64.hpp"
#include "oidc/check_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::oidc::test {
namespace {

TEST_F(Check, SendsIdAndSecretFormEncodedByBasicAndAnotherSecretAsControl)
{
    asked.client_id = "net bird";
    answer_healthy();
    check({.secret = &secret});
    const auto basic = http.requests().at(1).authorization.value();
    ASSERT_TRUE(basic.starts_with("Basic "));
    EXPECT_EQ(crypto::decode_base64(basic.substr(6)), "net+bird:canary-secret%2F%2B%3D%26+7");
    EXPECT_NE(http.requests().at(2).authorization, basic);
    EXPECT_THAT(http.requests().at(1).body.value(), Not(HasSubstr("client_secret")));
    EXPECT_THAT(http.requests().at(1).body.value(), HasSubstr("code=idpsync-probe"));
}

TEST_F(Check, SendsThemByPostOnlyWhereNothingElseIsListed)
{
    auto text = std::string(document);
    text.insert(text.size() - 1, R"(,"token_endpoint_auth_methods_supported":["client_secret_post"])");
    http.answer(200, text).answer(401, R"({"error":"invalid_client"})");
    with_secret();
    EXPECT_FALSE(http.requests().at(1).authorization);
    EXPECT_THAT(http.requests().at(1).body.value(), HasSubstr("&client_secret=canary-secret%2F%2B%3D%26+7"));
}

TEST_F(Check, TellsNoSecretThatAnAnswerRepeats)
{
    http.answer(200, std::string(document));
    http.answer(401,
                R"({"error":"invalid_client","error_description":"no client with canary-secret/+=& 7 or )"
                R"(canary-secret%2F%2B%3D%26+7"})");
    http.answer(401, R"({"error":"invalid_client"})");
    living_secrets().learn(secret); // as whoever reads it does
    for (const auto& finding : with_secret().findings())
        EXPECT_THAT(redacted(finding.evidence + finding.next), Not(HasSubstr("canary")));
}

TEST_F(Check, Rule22_SendsNoSecretWhenTheIssuerDiffers)
{
    asked.issuer = "https://id.example.com/";
    http.answer(200, std::string(document));
    EXPECT_EQ(check({.secret = &secret}).preflight().verdict, Verdict::refused);
    EXPECT_THAT(http.requests(), SizeIs(1));
}

TEST_F(Check, Rule22_SendsNoSecretInPlainHttpUnlessThatIsMeant)
{
    auto text = std::string(document);
    text.replace(text.find("https://id.example.com/token"), 28, "http://id.example.com/token/");
    http.answer(200, text);
    const auto result = with_secret();
    EXPECT_FALSE(result.credentials);
    EXPECT_EQ(result.preflight().verdict, Verdict::unknown);
    EXPECT_THAT(http.requests(), SizeIs(1));
}

TEST_F(Check, Rule22_SendsNothingToThisMachineForAnIssuerElsewhere)
{
    answer_healthy();
    check({.secret = &secret});
    EXPECT_EQ(http.requests().at(0).reach, net::Reach::anywhere);
    for (std::size_t i = 1; i < http.requests().size(); ++i)
        EXPECT_EQ(http.requests().at(i).reach, net::Reach::elsewhere) << i;
}

TEST_F(Check, Rule22_APostNeverFollowsARedirect)
{
    http.answer(200, std::string(document)).answer(307, "", {{"location", "https://evil.example/token"}});
    EXPECT_EQ(with_secret().credentials->verdict, Verdict::unknown);
    EXPECT_THAT(http.requests(), SizeIs(2));
}

TEST_F(Check, Rule22_TakesNoEncodedAnswer)
{
    http.answer(200, std::string(document), {{"content-encoding", "gzip"}});
    EXPECT_EQ(with_secret().preflight().verdict, Verdict::unknown);
}

} // namespace
} // namespace idpsync::oidc::test
