#include "netbird/codec.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <array>

namespace idpsync::netbird {
namespace {

constexpr std::array all_operations{Operation::list, Operation::account, Operation::create, Operation::update,
                                    Operation::remove};
constexpr std::array reads{Operation::list, Operation::account};
constexpr std::array writes{Operation::create, Operation::update, Operation::remove};

const boost::urls::url asked("https://netbird.example.com/api/identity-providers");

net::Response refusal(unsigned status, const std::string& message)
{
    return {status,
            {{"content-type", "application/json; charset=UTF-8"}},
            R"({"message":")" + message + R"(","code":)" + std::to_string(status) + "}"};
}

net::Response page(unsigned status, const std::string& body = "<html>a page</html>")
{
    return {status, {{"content-type", "text/html"}}, body};
}

net::Response redirect(const std::string& target)
{
    return {301, {{"location", target}}, ""};
}

Error error_of(Operation operation, const net::Response& response, const boost::urls::url& url = asked)
{
    const auto judged = judge(operation, url, response);
    return judged.has_error() ? judged.error() : Error{ErrorKind::stopped, "it was accepted"};
}

TEST(Judge, AcceptsEveryStatusOfSuccess)
{
    for (const auto operation : all_operations)
        for (const unsigned status : {200U, 201U, 204U})
            EXPECT_TRUE(judge(operation, asked, {status, {}, ""}).has_value()) << status;
}

TEST(Judge, AsksForANewTokenWhenItIsExpired)
{
    for (const auto operation : all_operations)
    {
        const auto error = error_of(operation, refusal(401, "token invalid"));
        EXPECT_EQ(error.kind, ErrorKind::unauthorized);
        EXPECT_THAT(error.text(), AllOf(HasSubstr("401 \"token invalid\""), HasSubstr("expired or revoked"),
                                        HasSubstr("management.token")));
    }
}

TEST(Judge, AsksForANewTokenWhenItIsRevokedWithoutShowingItsHash)
{
    for (const auto operation : all_operations)
    {
        const auto error = error_of(operation, refusal(404, "invalid token: pat: 6hAsH= not found"));
        EXPECT_EQ(error.kind, ErrorKind::unauthorized);
        EXPECT_THAT(error.text(), AllOf(HasSubstr("404 \"invalid token\""), Not(HasSubstr("6hAsH"))));
    }
}

TEST(Judge, SaysThatSomethingInFrontWantsASignIn)
{
    const auto error = error_of(Operation::list, page(401));
    EXPECT_EQ(error.kind, ErrorKind::unauthorized);
    EXPECT_THAT(error.text(), HasSubstr("something in front of NetBird asks for a sign-in"));
}

TEST(Judge, NamesTheRoleThatAForbiddenTokenNeeds)
{
    const auto error = error_of(Operation::create, refusal(403, "permission denied"));
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.text(), AllOf(HasSubstr("permission denied"), HasSubstr("role admin")));
}

TEST(Judge, TellsARefusingProxyFromNetBird)
{
    const auto error = error_of(Operation::list, page(403));
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.text(), HasSubstr("something in front of NetBird"));
}

TEST(Judge, SendsAWrongAddressBackToManagementUrl)
{
    const auto error =
        error_of(Operation::list, {404, {{"content-type", "text/plain"}}, "404 page not found\n"});
    EXPECT_EQ(error.kind, ErrorKind::bad_response);
    EXPECT_THAT(error.text(), AllOf(HasSubstr("404 page not found"), HasSubstr("check management.url")));
}

TEST(Judge, CallsOther404sRefusals)
{
    EXPECT_EQ(error_of(Operation::update, refusal(404, "identity provider not found")).kind,
              ErrorKind::rejected);
}

TEST(Judge, CallsAPageWithAClientErrorNoneOfNetBirds)
{
    for (const unsigned status : {400U, 404U, 413U, 451U})
        for (const auto operation : all_operations)
            EXPECT_EQ(error_of(operation, page(status)).kind, ErrorKind::bad_response) << status;
}

TEST(Judge, PassesNetBirdsOwnWordsOn)
{
    const auto error = error_of(Operation::create, refusal(422, "identity provider name is required"));
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.text(), HasSubstr("422 \"identity provider name is required\""));
}

TEST(Judge, QuotesNoUnknownWordsInAnswerToAWriteThatCarriedASecret)
{
    for (const unsigned status : {400U, 401U, 403U, 404U, 422U, 429U, 500U, 503U})
    {
        const auto said = refusal(status, "cannot store Kc9Qz7Lm4x2");
        for (const auto operation : {Operation::create, Operation::update})
        {
            const auto error = error_of(operation, said);
            EXPECT_THAT(error.text(),
                        AllOf(Not(HasSubstr("cannot")), Not(HasSubstr("Kc9")),
                              HasSubstr(std::to_string(status) + " with a message of 24 bytes")));
        }
        for (const auto operation : {Operation::list, Operation::remove, Operation::write_account})
            EXPECT_THAT(error_of(operation, said).text(), HasSubstr("cannot store"));
    }
}

TEST(Judge, EscapesNetBirdsWords)
{
    const auto error = error_of(Operation::list, refusal(422, R"(a\u001b[31m\nb\u202e)"));
    EXPECT_THAT(error.text(), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\n")), Not(HasSubstr("\u202e"))));
}

TEST(Judge, CutsEndlessWordsShort)
{
    EXPECT_LT(error_of(Operation::list, refusal(422, std::string(100'000, 'x'))).text().size(), 2000U);
    EXPECT_LT(error_of(Operation::list, page(404, std::string(100'000, 'x'))).text().size(), 2000U);
}

TEST(Judge, SaysWhereAnIssuerMustBeReachableFrom)
{
    const auto error = error_of(
        Operation::create, refusal(422, "identity provider issuer is unreachable: 404 not found: not found"));
    EXPECT_EQ(error.cause, ErrorCause::issuer_unreachable);
    EXPECT_THAT(error.text(), HasSubstr("the machine that NetBird runs on"));
}

TEST(Judge, GivesNoIssuerToWriteThatItCannotReadExactly)
{
    const std::string mismatch =
        "identity provider issuer does not match the issuer returned by the provider: expected ";
    for (const std::string rest : {R"(\"a\" got \"b\\n\")", R"(\"a\" got \")", R"(\"a\")", ""})
        EXPECT_THAT(error_of(Operation::create, refusal(422, mismatch + rest)).text(),
                    AllOf(Not(HasSubstr("write exactly issuer: ")), HasSubstr("write the issuer exactly as")))
            << rest;
}

TEST(Judge, ExplainsTheRecordedRefusalsWithStatus500)
{
    const std::string update = "failed to update identity provider: failed to update connector: ";
    EXPECT_THAT(
        error_of(Operation::update, refusal(500, update + "connector type change not allowed")).text(),
        HasSubstr("restore type in the file"));
    EXPECT_THAT(error_of(Operation::update, refusal(500, update + "not found")).text(),
                HasSubstr("not there any more"));
    const auto off = refusal(500, "identity provider management requires embedded idp");
    for (const auto operation : writes)
    {
        EXPECT_EQ(error_of(operation, off).kind, ErrorKind::rejected);
        EXPECT_THAT(error_of(operation, off).text(), HasSubstr("switch it on"));
    }
}

TEST(Judge, LeavesTheOutcomeOfAWriteOpenAfterAnyOtherServerError)
{
    for (const auto operation : writes)
        for (const unsigned status : {500U, 501U, 502U, 503U, 504U, 520U, 599U})
        {
            EXPECT_EQ(error_of(operation, page(status)).kind, ErrorKind::unknown_outcome) << status;
            EXPECT_EQ(error_of(operation, refusal(status, "failed to create")).kind,
                      ErrorKind::unknown_outcome)
                << status;
        }
}

TEST(Judge, DoesNotTakeAnotherStatusForARecordedRefusal)
{
    EXPECT_EQ(
        error_of(Operation::create, refusal(502, "identity provider management requires embedded idp")).kind,
        ErrorKind::unknown_outcome);
}

TEST(Judge, CallsAServerErrorOfAReadTransport)
{
    for (const auto operation : reads)
        for (const unsigned status : {500U, 502U, 503U, 504U, 599U})
            EXPECT_EQ(error_of(operation, page(status)).kind, ErrorKind::transport) << status;
}

TEST(Judge, TellsAProxysFailureFromNetBirds)
{
    EXPECT_THAT(error_of(Operation::list, page(502)).text(),
                HasSubstr("a proxy in front of NetBird answers 502: NetBird itself is down or slow"));
    EXPECT_THAT(error_of(Operation::list, refusal(500, "disk full")).text(),
                HasSubstr("NetBird failed: 500 \"disk full\""));
}

TEST(Judge, NamesTheUrlToWriteWhenARedirectKeepsThePath)
{
    const auto error = error_of(Operation::list, redirect("https://www.example.com/api/identity-providers"),
                                boost::urls::url("http://netbird.example.com/api/identity-providers"));
    EXPECT_EQ(error.kind, ErrorKind::bad_response);
    EXPECT_THAT(error.text(), HasSubstr("write management.url: https://www.example.com"));
}

TEST(Judge, KeepsThePrefixAndThePortOfTheUrlToWrite)
{
    const auto error = error_of(
        Operation::update, redirect("https://example.com:8443/netbird/api/identity-providers/okta%2F1?x=y#z"),
        boost::urls::url("http://example.com/api/identity-providers/okta%2F1"));
    EXPECT_TRUE(error.text().ends_with("write management.url: https://example.com:8443/netbird"))
        << error.text();
}

TEST(Judge, ResolvesARelativeTarget)
{
    const auto error = error_of(Operation::list, redirect("/nb/api/identity-providers"));
    EXPECT_TRUE(error.text().ends_with("write management.url: https://netbird.example.com/nb"))
        << error.text();
}

TEST(Judge, NamesTheTargetOfARedirectToASignInPage)
{
    const auto error = error_of(Operation::list, redirect("https://sso.example.com/login?rd=secret-state"));
    EXPECT_EQ(error.kind, ErrorKind::bad_response);
    EXPECT_THAT(error.text(),
                AllOf(HasSubstr("https://sso.example.com/login"), HasSubstr("without a sign-in"),
                      Not(HasSubstr("secret-state")), Not(HasSubstr("write management.url"))));
}

TEST(Judge, DoesNotAdviseTheUrlThatIsConfiguredAlready)
{
    EXPECT_THAT(error_of(Operation::list, redirect(asked.buffer())).text(),
                Not(HasSubstr("write management.url")));
}

TEST(Judge, TakesARedirectWithoutAUsableTarget)
{
    EXPECT_THAT(error_of(Operation::list, {302, {}, ""}).text(), HasSubstr("without a target"));
    EXPECT_THAT(error_of(Operation::list, redirect("http://[bad\x1b")).text(),
                AllOf(HasSubstr("http://[bad"), Not(HasSubstr("\x1b"))));
    EXPECT_THAT(error_of(Operation::list, redirect("mailto:a@b")).text(), HasSubstr("mailto:a@b"));
}

TEST(Judge, CallsThrottlingByItsName)
{
    for (const auto operation : all_operations)
    {
        EXPECT_EQ(error_of(operation, refusal(429, "too many requests")).kind, ErrorKind::throttled);
        EXPECT_EQ(error_of(operation, page(429)).kind, ErrorKind::throttled);
    }
}

TEST(Judge, DoesNotKnowAStatusThatHttpDoesNotHave)
{
    for (const unsigned status : {0U, 100U, 199U, 600U, 999U})
        EXPECT_EQ(error_of(Operation::list, page(status)).kind, ErrorKind::bad_response) << status;
}

TEST(Judge, SaysThatAnIssuerIsUnreachableOnlyWhereNetBirdRefusedForThat)
{
    EXPECT_EQ(error_of(Operation::create, refusal(422, "identity provider name is required")).cause,
              ErrorCause::unspecified);
    const auto unreachable =
        error_of(Operation::create, refusal(422, "identity provider issuer is unreachable: x"));
    EXPECT_EQ(unreachable.with_context("okta").cause, ErrorCause::issuer_unreachable);
}

} // namespace
} // namespace idpsync::netbird
