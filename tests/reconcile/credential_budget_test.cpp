// Rule 20 of docs/reconciling.md, state by state.

#include "reconcile/credential_budget.hpp"
#include "support/noon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;
using Answer = CredentialBudget::Answer;
using idpsync::test::noon;

CredentialTry try_of(const std::string& secret)
{
    return {.issuer = "https://id.example.com",
            .client_id = "netbird",
            .secret = {secret},
            .redirect_uri = "https://netbird.example.com/oauth2/callback"};
}

CredentialTry by_hand(const std::string& secret)
{
    auto wanted = try_of(secret);
    wanted.demanded = true;
    return wanted;
}

CredentialTry insisting(const std::string& secret)
{
    auto wanted = by_hand(secret);
    wanted.insists = true;
    return wanted;
}

CredentialTry due(const std::string& secret)
{
    auto wanted = try_of(secret);
    wanted.due = true;
    return wanted;
}

oidc::CredentialJudgement said(Verdict verdict)
{
    return {.verdict = verdict,
            .finding = {FindingId::provider_unreachable, Severity::unknown, "what it said", ""},
            .retry_after = {}};
}

ProviderEvidence after(Verdict verdict, std::chrono::seconds ago)
{
    ProviderEvidence evidence;
    note_credentials(evidence, try_of("a"), said(verdict), false, noon - ago);
    return evidence;
}

Answer answer(const ProviderEvidence& evidence, const CredentialTry& wanted)
{
    return budget_for(evidence, wanted, noon).answer;
}

TEST(Rule20_Table, NewValuesAreAlwaysTried)
{
    auto evidence = after(Verdict::refused, 1s);
    evidence.tries_counted_until = noon + 6min;
    for (const auto& wanted : {try_of("b"), by_hand("b"), insisting("b"), due("b")})
        EXPECT_EQ(answer(evidence, wanted), Answer::try_now);
    auto elsewhere = by_hand("a");
    elsewhere.issuer += "/other";
    EXPECT_EQ(answer(evidence, elsewhere), Answer::try_now);
    auto client = by_hand("a");
    client.client_id = "other";
    EXPECT_EQ(answer(evidence, client), Answer::try_now);
    auto redirect = by_hand("a");
    redirect.redirect_uri += "/other";
    EXPECT_EQ(answer(evidence, redirect), Answer::try_now);
}

TEST(Rule20_Table, AClientThatThisPassChangedIsAlwaysTried)
{
    auto evidence = after(Verdict::refused, 1s);
    evidence.tries_counted_until = noon + 6min;
    for (auto wanted : {try_of("a"), by_hand("a"), insisting("a"), due("a")})
    {
        EXPECT_EQ(answer(evidence, wanted), Answer::remembered);
        wanted.client_changed = true;
        EXPECT_EQ(answer(evidence, wanted), Answer::try_now);
        EXPECT_TRUE(budget_for(evidence, wanted, noon).counted);
    }
}

TEST(Rule20_Table, AcceptedServesTenMinutesByHandAndAsLongAsWantedByItself)
{
    for (const auto& wanted : {by_hand("a"), insisting("a")})
    {
        EXPECT_EQ(answer(after(Verdict::accepted, 10min - 1s), wanted), Answer::remembered);
        EXPECT_EQ(answer(after(Verdict::accepted, 10min), wanted), Answer::try_now);
    }
    auto once_a_day = try_of("a");
    once_a_day.answer_counts_for = 24h;
    EXPECT_EQ(answer(after(Verdict::accepted, 24h - 1s), once_a_day), Answer::remembered);
    EXPECT_EQ(answer(after(Verdict::accepted, 24h), once_a_day), Answer::try_now);
    EXPECT_EQ(answer(after(Verdict::accepted, 1min), due("a")), Answer::remembered);
}

TEST(Rule20_Table, RefusedServesTenMinutesByHandAndAnHourByItself)
{
    EXPECT_EQ(answer(after(Verdict::refused, 10min - 1s), by_hand("a")), Answer::remembered);
    EXPECT_EQ(answer(after(Verdict::refused, 10min), by_hand("a")), Answer::try_now);
    auto soon = try_of("a");
    soon.answer_counts_for = 10min;
    for (const auto& wanted : {try_of("a"), soon, due("a")})
    {
        EXPECT_EQ(answer(after(Verdict::refused, 1h - 1s), wanted), Answer::remembered);
        EXPECT_EQ(answer(after(Verdict::refused, 1h), wanted), Answer::try_now);
    }
}

TEST(Rule20_Table, RefusedDoesNotServeWhoSaysThatItWasPutRightWhileATryIsLeft)
{
    auto evidence = after(Verdict::refused, 1s);
    EXPECT_EQ(answer(evidence, insisting("a")), Answer::try_now);
    evidence.tries_counted_until = noon + 6min;
    EXPECT_EQ(answer(evidence, insisting("a")), Answer::remembered);
}

TEST(Rule20_Table, UnknownServesNobodyWhoWaitsNorWhenItIsDue)
{
    const auto evidence = after(Verdict::unknown, 1s);
    for (const auto& wanted : {by_hand("a"), insisting("a"), due("a")})
        EXPECT_EQ(answer(evidence, wanted), Answer::try_now);
    EXPECT_EQ(answer(evidence, try_of("a")), Answer::remembered);
    EXPECT_EQ(answer(after(Verdict::unknown, 1h), try_of("a")), Answer::try_now);
}

TEST(Rule20_Table, A429IsObeyedByEverybody)
{
    auto evidence = after(Verdict::accepted, 1s);
    evidence.leave_alone_until = noon + 1s;
    for (const auto& wanted : {try_of("b"), by_hand("a"), insisting("b"), due("a")})
        EXPECT_EQ(answer(evidence, wanted), Answer::leave_alone);
    evidence.leave_alone_until = noon;
    EXPECT_EQ(answer(evidence, try_of("b")), Answer::try_now);
}

TEST(Rule20_Tries, BySixAtOnceAndThenOneAMinute)
{
    ProviderEvidence evidence = after(Verdict::unknown, 1h);
    auto now = noon;
    const auto tries = [&] {
        unsigned made = 0;
        for (; made < 100; ++made)
        {
            const auto budget = budget_for(evidence, by_hand("a"), now);
            if (budget.answer != Answer::try_now)
                break;
            note_credentials(evidence, by_hand("a"), said(Verdict::unknown), budget.counted, now);
        }
        return made;
    };
    EXPECT_EQ(tries(), 6U);
    now += 59s;
    EXPECT_EQ(tries(), 0U);
    now += 1s;
    EXPECT_EQ(tries(), 1U);
    now += 3min;
    EXPECT_EQ(tries(), 3U);
    now += 24h;
    EXPECT_EQ(tries(), 6U);
}

TEST(Rule20_Tries, AreNotLockedOutByAClockThatWasSetBack)
{
    ProviderEvidence evidence = after(Verdict::unknown, 1h);
    evidence.tries_counted_until = noon + 24h;
    EXPECT_EQ(answer(evidence, by_hand("a")), Answer::try_now);
    note_credentials(evidence, by_hand("b"), said(Verdict::unknown), true, noon);
    EXPECT_EQ(evidence.tries_counted_until, noon + 1min);
}

TEST(Rule20_Answers, AreKeptOfSeveralValuesAndTheOldestGoes)
{
    ProviderEvidence evidence;
    for (std::size_t i = 0; i < answers_kept + 2; ++i)
        note_credentials(evidence, try_of(std::to_string(i)), said(Verdict::refused), true, noon);
    EXPECT_EQ(evidence.credentials.size(), answers_kept);
    EXPECT_EQ(answer_about(evidence, try_of("1")), nullptr);
    EXPECT_NE(answer_about(evidence, try_of("2")), nullptr);
    EXPECT_EQ(answer(evidence, by_hand("2")), Answer::remembered);
}

TEST(Rule19_Schedule, ComesAfterOneTwoFiveAndThenEveryTenMinutes)
{
    const Finding silence{FindingId::provider_unreachable, Severity::unknown, "no answer", ""};
    std::optional<Unverified> kept;
    auto now = noon;
    for (const auto pause : {1min, 2min, 5min, 10min, 10min})
    {
        kept = after_silence(kept, try_of("a"), silence, std::nullopt, now);
        EXPECT_EQ(kept->next_try, now + pause);
        EXPECT_EQ(kept->since, noon);
        const auto early = after_silence(kept, try_of("a"), silence, std::nullopt, now + 30s);
        EXPECT_EQ(early.next_try, kept->next_try) << "a try by hand does not put it off";
        now += pause;
    }
    EXPECT_EQ(after_silence(kept, try_of("b"), silence, std::nullopt, now).next_try, now + 1min);
    EXPECT_EQ(after_silence(kept, try_of("b"), silence, std::nullopt, now).since, now);
    EXPECT_EQ(after_silence(kept, try_of("b"), silence, now + 20min, now).next_try, now + 20min);
}

} // namespace
} // namespace idpsync::reconcile
