#include "diagnose/netbird_checks.hpp"
#include "facts.hpp"
#include "support/matchers.hpp"

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;
using namespace std::chrono_literals;

TEST(JudgeNetBird, FindsNothingWrongWithAHealthyOne)
{
    for (const auto& finding : wrong(healthy()))
        ADD_FAILURE() << to_string(finding.id) << ": " << finding.evidence;
    EXPECT_GT(judge_netbird(healthy(), context()).size(), 7U);
}

TEST(JudgeNetBird, AnUnreachableNetBirdIsOneFindingAndNothingFollowsFromIt)
{
    NetBirdFacts facts;
    facts.list =
        refused<ObservedState>(0, ErrorKind::transport, "netbird.example.com:443 refuses connections");
    const auto findings = judge_netbird(facts, context());
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].id, FindingId::netbird_unreachable);
    EXPECT_EQ(findings[0].severity, Severity::error);
    EXPECT_THAT(findings[0].evidence, HasSubstr("refuses connections"));
}

TEST(JudgeNetBird, TellsWhyThereIsNoConnection)
{
    const std::vector<std::pair<ErrorCause, FindingId>> expected{
        {ErrorCause::name_unknown, FindingId::host_unknown},
        {ErrorCause::certificate_expired, FindingId::certificate_expired},
        {ErrorCause::certificate_for_another_host, FindingId::certificate_for_another_host},
        {ErrorCause::certificate_untrusted, FindingId::certificate_untrusted},
        {ErrorCause::unspecified, FindingId::netbird_unreachable}};
    for (const auto& [cause, finding] : expected)
    {
        NetBirdFacts facts;
        facts.list = {Error{ErrorKind::transport, "no", {}, cause}, 0};
        EXPECT_EQ(only(facts).id, finding);
    }
}

TEST(JudgeNetBird, WarnsOfACertificateThatEndsWithinAMonth)
{
    auto facts = healthy();
    facts.certificate_expires = noon + std::chrono::days(31);
    EXPECT_TRUE(wrong(facts).empty());
    facts.certificate_expires = noon + std::chrono::days(30);
    EXPECT_EQ(only(facts).id, FindingId::certificate_expiring);
    EXPECT_EQ(only(facts).evidence, "NetBird's certificate expires in 30 days, on 2030-01-31");
}

TEST(JudgeNetBird, TellsAFailingServerFromAnUnreachableOne)
{
    NetBirdFacts facts;
    facts.list = refused<ObservedState>(502, ErrorKind::transport);
    EXPECT_EQ(only(facts).id, FindingId::netbird_failing);
}

TEST(JudgeNetBird, TellsARevokedTokenFromOneThatIsNone)
{
    auto facts = healthy();
    facts.list = refused<ObservedState>(404, ErrorKind::unauthorized);
    EXPECT_EQ(only(facts).id, FindingId::token_revoked);
    EXPECT_THAT(only(facts).next, HasSubstr("file /etc/netbird-idp-sync/token"));
    facts.list = refused<ObservedState>(401, ErrorKind::unauthorized);
    EXPECT_EQ(only(facts).id, FindingId::token_refused);
}

TEST(JudgeNetBird, APageInsteadOfTheApiIsAWrongUrl)
{
    auto facts = healthy();
    facts.list = refused<ObservedState>(200, ErrorKind::bad_response);
    EXPECT_EQ(only(facts).id, FindingId::not_the_api);
}

TEST(JudgeNetBird, NamesTheRateLimiter)
{
    auto facts = healthy();
    facts.list = refused<ObservedState>(429, ErrorKind::throttled);
    EXPECT_EQ(only(facts).id, FindingId::rate_limited);
    EXPECT_EQ(only(facts).severity, Severity::error);

    facts = healthy();
    facts.version = refused<std::string>(429, ErrorKind::throttled);
    EXPECT_EQ(only(facts).id, FindingId::rate_limited);
    EXPECT_EQ(only(facts).severity, Severity::warning);
}

TEST(JudgeNetBird, AClockThatIsAMinuteOffIsFine)
{
    auto facts = healthy();
    for (const auto ahead : {60s, -60s})
    {
        facts.clock_ahead = ahead;
        EXPECT_TRUE(wrong(facts).empty());
    }
}

TEST(JudgeNetBird, AClockThatIsTwoMinutesOffIsAWarningAndTenAnError)
{
    auto facts = healthy();
    facts.clock_ahead = 120s;
    EXPECT_EQ(only(facts).id, FindingId::clock_off);
    EXPECT_EQ(only(facts).severity, Severity::warning);
    EXPECT_THAT(only(facts).evidence, HasSubstr("120 s ahead of"));
    facts.clock_ahead = -600s;
    EXPECT_EQ(only(facts).severity, Severity::error);
    EXPECT_THAT(only(facts).evidence, HasSubstr("600 s behind"));
}

TEST(JudgeNetBird, ALoginServiceElsewhereIsAWarningAndOnlyAHintOnTheHostItself)
{
    auto facts = healthy();
    facts.login_service = answered(netbird::LoginDiscovery{.issuer = "https://sso.example.com/oauth2"});
    EXPECT_EQ(only(facts).id, FindingId::login_service_address);
    EXPECT_EQ(only(facts).severity, Severity::warning);
    EXPECT_THAT(only(facts).next, HasSubstr("https://sso.example.com/oauth2"));

    auto local = context();
    local.management = boost::urls::url("http://127.0.0.1:8081");
    EXPECT_EQ(judge_netbird(facts, local).front().severity, Severity::hint);
}

TEST(JudgeNetBird, AReadOnlyTokenIsAnErrorUnlessNothingIsWritten)
{
    for (const auto* role : {"auditor", "user"})
    {
        auto facts = healthy();
        facts.current_user->value->role = role;
        EXPECT_EQ(only(facts).id, FindingId::token_read_only);
        EXPECT_EQ(only(facts).severity, Severity::error);
        EXPECT_TRUE(wrong(facts, Mode::observe).empty());
    }
}

TEST(JudgeNetBird, WhoseTokenItIsMayComeFromTheListOfUsers)
{
    auto facts = healthy();
    facts.current_user = refused<netbird::User>(403, ErrorKind::forbidden);
    facts.users->value->front().is_current = true;
    EXPECT_TRUE(wrong(facts).empty());
}

TEST(JudgeNetBird, AServiceUserOfWhomNetBirdTellsNothingIsOneLine)
{
    auto facts = healthy();
    facts.current_user = refused<netbird::User>(403, ErrorKind::forbidden);
    facts.users = refused<std::vector<netbird::User>>(403, ErrorKind::forbidden);
    facts.tokens.reset();
    EXPECT_EQ(only(facts).id, FindingId::token_read_only);
    EXPECT_EQ(only(facts).severity, Severity::unknown);
}

TEST(JudgeNetBird, WarnsOfATokenThatEndsWithinTwoWeeks)
{
    auto facts = healthy();
    auto& end = facts.tokens->value->front().expires;
    end = noon + std::chrono::days(14) + 1s;
    EXPECT_TRUE(wrong(facts).empty());
    end = noon + std::chrono::days(14);
    EXPECT_EQ(only(facts).id, FindingId::token_expiring);
    EXPECT_EQ(only(facts).evidence, "the token \"sync\" expires in 14 days, on 2030-01-15");
}

AuditTime used_at(WallTime time)
{
    return {.seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()};
}

TEST(JudgeNetBird, OfSeveralTokensTheOneUsedLastCounts)
{
    auto facts = healthy();
    facts.tokens->value->front().last_used = used_at(noon);
    facts.tokens->value->push_back({"id-2", "old", noon + std::chrono::days(2), used_at(noon - 1h), {}});
    facts.tokens->value->push_back({"id-3", "unused", noon + std::chrono::days(2), std::nullopt, {}});
    EXPECT_TRUE(wrong(facts).empty());
    facts.tokens->value->push_back({"id-4", "new", noon + std::chrono::days(2), used_at(noon + 1s), {}});
    EXPECT_THAT(only(facts).evidence, HasSubstr("\"new\" expires in 2 days"));
}

TEST(JudgeNetBird, HintsAtAVersionThatDoesNotCheckIssuers)
{
    auto facts = healthy();
    for (const auto* version : {"0.77.1", "v0.65.0", "development", "1.0.0", "0.x"})
    {
        facts.version = answered(std::string(version));
        EXPECT_TRUE(wrong(facts).empty()) << version;
    }
    facts.version = answered(std::string("0.64.2"));
    EXPECT_EQ(only(facts).id, FindingId::netbird_version);
    facts.version = refused<std::string>(404, ErrorKind::bad_response);
    EXPECT_EQ(only(facts).severity, Severity::hint);
}

TEST(JudgeNetBird, WhatNetBirdSaysIsEscaped)
{
    auto facts = healthy();
    facts.tokens->value->front() = {"id", "a\x1b[2Jb", noon + 1h, used_at(noon), {}};
    facts.account->value->domain = "x\n\x1b";
    facts.users->value->front().pending_approval = true;
    facts.users->value->front().email = "\x1b]0;owned\x07";
    for (const auto& finding : judge_netbird(facts, context()))
        for (const auto* bad : {"\x1b", "\n", "\x07"})
            EXPECT_THAT(finding.evidence + finding.next, Not(HasSubstr(bad)));
}

TEST(Ending, CountsWholeDays)
{
    EXPECT_EQ(ending(noon + 1h, noon), "expires within a day, on 2030-01-01");
    EXPECT_EQ(ending(noon + std::chrono::days(1), noon), "expires in 1 day, on 2030-01-02");
    EXPECT_EQ(ending(noon + std::chrono::days(3) - 1s, noon), "expires in 2 days, on 2030-01-04");
    EXPECT_EQ(ending(noon, noon), "expired on 2030-01-01");
}

} // namespace
} // namespace idpsync::diagnose
