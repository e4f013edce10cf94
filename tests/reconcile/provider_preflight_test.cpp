// What ProviderPreflight asks, remembers and leaves alone: docs/reconciling.md 19 and 20.

#include "reconcile/provider_preflight.hpp"
#include "reconcile/world.hpp"
#include "support/scripted_http.hpp"

#include <boost/url/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view document =
    R"({"issuer":"https://id.example.com","authorization_endpoint":"https://id.example.com/authorize",)"
    R"("token_endpoint":"https://id.example.com/token","jwks_uri":"https://id.example.com/keys",)"
    R"("userinfo_endpoint":"https://id.example.com/me"})";
constexpr std::string_view redirect_uri = "https://netbird.example.com/oauth2/callback";

class ProviderPreflightTest : public testing::Test
{
protected:
    ProviderPreflightTest() { files.put_directory("/state", 0700); }

    PreflightResult ask(bool demanded = false)
    {
        const PreflightQuestion question{
            .key = key, .values = values, .secret = secret, .fingerprint = fingerprint, .demanded = demanded};
        return test::run(io, clock, preflight.ask(question));
    }

    void answer_login_service()
    {
        netbird.answer(200, R"({"issuer":"https://netbird.example.com/oauth2",)"
                            R"("authorization_endpoint":"https://netbird.example.com/oauth2/auth"})");
    }

    void answer_document() { http.answer(200, std::string(document)); }
    void answer_credentials_accepted()
    {
        http.answer(400, R"({"error":"invalid_grant"})").answer(401, R"({"error":"invalid_client"})");
    }
    void answer_credentials_refused() { http.answer(401, R"({"error":"invalid_client"})"); }
    void answer_redirect()
    {
        http.answer(302, "", {{"location", std::string(redirect_uri) + "?error=login_required"}});
    }

    ProviderEvidence evidence() { return ChecksStore(files, clock, "/state").load().providers[key]; }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::MemoryFiles files;
    test::CountingRandom random;
    test::ScriptedHttp http{clock};
    test::ScriptedHttp netbird{clock};
    ProviderKey key = ProviderKey::parse("corp").value();
    ConnectorValues values{ProviderType::oidc, "corp", "https://id.example.com", "netbird"};
    Secret secret{"canary-secret"};
    Fingerprint fingerprint{"f1"};
    oidc::Checker checker{http, clock, random};
    netbird::LoginService login_service{netbird, clock, boost::urls::url("https://netbird.example.com"), 30s};
    ChecksStore store{files, clock, "/state"};
    ProviderInquiry inquiry{checker, store, clock};
    ProviderPreflight preflight{{inquiry, login_service, store, clock}};
};

TEST_F(ProviderPreflightTest, Rule19_AcceptsIssuerAndCredentialsInAtMostSevenRequests)
{
    answer_login_service();
    answer_document();
    answer_credentials_accepted();
    answer_redirect();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
    EXPECT_THAT(http.requests(), SizeIs(4));
    EXPECT_THAT(http.requests().at(3).url,
                HasSubstr("redirect_uri=https%3A%2F%2Fnetbird.example.com%2Foauth2%2Fcallback"));
    EXPECT_EQ(evidence().credentials->verdict, Verdict::accepted);
    EXPECT_TRUE(evidence().credentials->accepted_at);
}

TEST_F(ProviderPreflightTest, Rule19_DoesNotNeedToKnowTheRedirectUri)
{
    netbird.answer(404);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule20_TriesTheSameCredentialsOnceAnHourByItself)
{
    answer_login_service();
    answer_document();
    answer_credentials_refused();
    answer_redirect();
    EXPECT_EQ(ask().verdict, Verdict::refused);

    clock.advance(59min);
    answer_document();
    answer_redirect();
    const auto remembered = ask();
    EXPECT_EQ(remembered.verdict, Verdict::refused);
    EXPECT_TRUE(remembered.from);

    clock.advance(2min);
    answer_document();
    answer_credentials_accepted();
    answer_redirect();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule20_TriesChangedValuesAtOnce)
{
    answer_login_service();
    answer_document();
    answer_credentials_refused();
    answer_redirect();
    ASSERT_EQ(ask().verdict, Verdict::refused);
    fingerprint.hex = "f2";
    answer_document();
    answer_credentials_accepted();
    answer_redirect();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule20_TriesOnDemandSixTimesAnHour)
{
    netbird.answer(404);
    for (int i = 0; i < 6; ++i)
    {
        if (i > 0)
            netbird.answer(404);
        answer_document();
        answer_credentials_refused();
        ASSERT_FALSE(ask(true).from) << i;
    }
    netbird.answer(404);
    answer_document();
    EXPECT_TRUE(ask(true).from);
    fingerprint.hex = "f2";
    netbird.answer(404);
    answer_document();
    const auto exhausted = ask(true);
    EXPECT_EQ(exhausted.verdict, Verdict::unknown);
    EXPECT_THAT(exhausted.reason.evidence, HasSubstr("6 times"));
    clock.advance(1h);
    netbird.answer(404);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask(true).verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule19_AsksTwiceMoreWithinTenSecondsWhatMayChange)
{
    netbird.answer(404);
    http.answer(503).answer(503);
    answer_document();
    answer_credentials_accepted();
    const auto began = clock.now();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
    EXPECT_LE(clock.now() - began, 10s);
}

TEST_F(ProviderPreflightTest, Rule19_DoesNotWaitForWhatCannotChange)
{
    netbird.answer(404);
    answer_document();
    http.answer(400, R"({"error":"invalid_grant"})").answer(400, R"({"error":"invalid_grant"})");
    const auto began = clock.now();
    const auto result = ask();
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason.id, FindingId::client_public);
    EXPECT_EQ(clock.now(), began);
}

TEST_F(ProviderPreflightTest, LeavesAThrottlingProviderAloneAsLongAsItAsks)
{
    netbird.answer(404).answer(404).answer(404);
    http.answer(429, "", {{"retry-after", "300"}});
    EXPECT_EQ(ask().verdict, Verdict::unknown);
    clock.advance(299s);
    EXPECT_EQ(ask(true).verdict, Verdict::unknown);
    EXPECT_THAT(http.requests(), SizeIs(1));
    clock.advance(2s);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule19_OwesAnAnswerWithinTheHourForWhatWasWrittenUnverified)
{
    const PreflightQuestion question{
        .key = key, .values = values, .secret = secret, .fingerprint = fingerprint};
    EXPECT_FALSE(preflight.owes_an_answer(question));
    test::run(io, clock, preflight.written_unverified(question));
    EXPECT_FALSE(preflight.owes_an_answer(question));
    clock.advance(56min);
    EXPECT_TRUE(preflight.owes_an_answer(question));
    netbird.answer(404);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
    EXPECT_FALSE(preflight.owes_an_answer(question));
}

TEST_F(ProviderPreflightTest, KeepsNoSecretInItsFile)
{
    netbird.answer(404);
    answer_document();
    http.answer(401, R"({"error":"invalid_client","error_description":"canary-secret is wrong"})");
    EXPECT_THAT(ask().reason.evidence, Not(HasSubstr("canary")));
    EXPECT_THAT(files.text("/state/checks.json").value(), Not(HasSubstr("canary")));
}

TEST(ChecksCodec, GivesBackWhatItWrote)
{
    Checks checks;
    const WallTime at{1'700'000'000s};
    auto& one = checks.providers[ProviderKey::parse("corp").value()];
    one.credentials =
        CredentialEvidence{at,
                           "https://id.example.com",
                           "netbird",
                           {"f1"},
                           Verdict::refused,
                           {FindingId::credentials_refused, Severity::error, "401 \"x\"", "mend it"},
                           at - 5min};
    one.demanded = {at, at + 1s};
    one.leave_alone_until = at + 1h;
    one.unverified = UnverifiedWrite{at, "https://id.example.com", "netbird", {"f1"}};
    one.login = LoginEvidence{at, {"okta-1"}, "netbird", true, false, "groups", {"a", "b"}};
    EXPECT_EQ(decode_checks(encode_checks(checks)).value(), checks);
    EXPECT_EQ(decode_checks(encode_checks({})).value(), Checks{});
}

TEST(ChecksCodec, RefusesWhatItDoesNotUnderstand)
{
    for (const auto* text : {"", "[]", "{}", R"({"version":2,"providers":{}})", R"({"version":1})",
                             R"({"version":1,"providers":{"a":7}})",
                             R"({"version":1,"providers":{"a":{"demanded":["yesterday"]}}})"})
        EXPECT_TRUE(decode_checks(text).has_error()) << text;
}

TEST_F(ProviderPreflightTest,
       Rule28_AChecksFileThatCannotBeReadCountsAsEmptyAndOneThatCannotBeWrittenIsKeptInMind)
{
    files.put("/state/checks.json", "junk");
    EXPECT_EQ(ChecksStore(files, clock, "/state").load(), Checks{});
    files.lock_elsewhere("/state/checks.lock");
    const std::function<void(Checks&)> change = [&](Checks& checks) {
        checks.providers[key].demanded = {WallTime{}};
    };
    const auto updated = test::run(io, clock, store.update(change));
    ASSERT_TRUE(updated.has_error());
    EXPECT_EQ(updated.error().kind, ErrorKind::conflict);
    EXPECT_THAT(store.load().providers.at(key).demanded, SizeIs(1));
}

TEST_F(ProviderPreflightTest, Rule28_WhatTwoProcessesLearnBesideEachOtherIsKept)
{
    const std::function<void(Checks&)> ours = [&](Checks& checks) {
        checks.providers[key].demanded = {WallTime{}};
    };
    const LoginEvidence login{WallTime{5s}, {"okta-1"}, "netbird", true, false, "groups", {"a"}};
    const std::function<void(Checks&)> theirs = [&](Checks& checks) { checks.providers[key].login = login; };
    files.lock_elsewhere("/state/checks.lock");
    ASSERT_TRUE(test::run(io, clock, store.update(ours)).has_error());
    files.unlock_elsewhere("/state/checks.lock");
    ChecksStore other(files, clock, "/state");
    ASSERT_TRUE(test::run(io, clock, other.update(theirs)));

    EXPECT_EQ(store.load().providers.at(key).login, login);
    const std::function<void(Checks&)> nothing = [](Checks&) {};
    ASSERT_TRUE(test::run(io, clock, store.update(nothing)));
    const auto kept = decode_checks(files.text("/state/checks.json").value()).value().providers.at(key);
    EXPECT_EQ(kept.login, login);
    EXPECT_THAT(kept.demanded, SizeIs(1));
}

TEST(MergedChecks, TakesTheLaterOfTwoPiecesOfEvidence)
{
    const auto corp = ProviderKey::parse("corp").value();
    const auto seen_at = [&](std::chrono::seconds at) {
        Checks checks;
        checks.providers[corp].unverified =
            UnverifiedWrite{WallTime{at}, "https://id.example.com", "x", {"f1"}};
        return checks;
    };
    EXPECT_EQ(merged(seen_at(1s), seen_at(2s), seen_at(3s)), seen_at(3s));
    EXPECT_EQ(merged(seen_at(1s), seen_at(3s), seen_at(2s)), seen_at(3s));
    EXPECT_EQ(merged(seen_at(1s), seen_at(1s), seen_at(2s)), seen_at(2s));
    auto settled = seen_at(1s);
    settled.providers[corp].unverified.reset();
    EXPECT_EQ(merged(seen_at(1s), settled, seen_at(1s)), settled);
}

} // namespace
} // namespace idpsync::reconcile
