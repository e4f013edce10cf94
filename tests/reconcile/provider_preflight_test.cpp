// What ProviderPreflight asks, remembers and leaves alone: docs/reconciling.md 19 and 20.

#include "core/redaction.hpp"
#include "reconcile/provider_preflight.hpp"
#include "reconcile/world.hpp"
#include "support/matchers.hpp"
#include "support/scripted_http.hpp"

#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;

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
    /// By basic, and then by post.
    void answer_credentials_refused()
    {
        http.answer(401, R"({"error":"invalid_client"})").answer(401, R"({"error":"invalid_client"})");
    }
    void answer_redirect()
    {
        http.answer(302, "", {{"location", std::string(redirect_uri) + "?error=login_required"}});
    }

    ProviderEvidence evidence() { return ChecksStore(files, clock, "/state").known(key); }

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
    EXPECT_EQ(evidence().credentials.front().verdict, Verdict::accepted);
    EXPECT_TRUE(evidence().credentials.front().accepted_at);
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

TEST_F(ProviderPreflightTest, Rule20_WhatWasSaidServesForTenMinutes)
{
    netbird.answer(404).answer(404).answer(404);
    answer_document();
    answer_credentials_refused();
    ASSERT_FALSE(ask(true).from);
    const auto asked_at = clock.wall_now();
    clock.advance(9min);
    answer_document();
    EXPECT_EQ(ask(true).from, asked_at);
    clock.advance(1min);
    answer_document();
    answer_credentials_refused();
    EXPECT_FALSE(ask(true).from);
}

TEST_F(ProviderPreflightTest, Rule20_NewValuesFindATryAfterAnyNumber)
{
    for (int i = 0; i < 20; ++i)
    {
        fingerprint.hex = "f" + std::to_string(i);
        netbird.answer(404);
        answer_document();
        answer_credentials_refused();
        ASSERT_EQ(ask(true).verdict, Verdict::refused) << i;
    }
    fingerprint.hex = "right";
    netbird.answer(404);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask(true).verdict, Verdict::accepted);
}

TEST_F(ProviderPreflightTest, Rule20_NamesTheRedirectUriThatWasTried)
{
    answer_login_service();
    answer_document();
    answer_credentials_accepted();
    answer_redirect();
    ASSERT_EQ(ask().verdict, Verdict::accepted);
    EXPECT_EQ(evidence().credentials.front().redirect_uri, redirect_uri);
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

TEST_F(ProviderPreflightTest, Rule19_KeepsInMindWhatWasWrittenUnverifiedUntilSomebodyFindsItAccepted)
{
    const PreflightQuestion question{
        .key = key, .values = values, .secret = secret, .fingerprint = fingerprint};
    const PreflightResult silence{
        .reason = {FindingId::provider_unreachable, Severity::unknown, "no answer", ""}};
    EXPECT_FALSE(preflight.unverified(question));
    preflight.note_unverified(question, silence);
    const auto waiting = preflight.unverified(question);
    ASSERT_TRUE(waiting);
    EXPECT_EQ(waiting->since, clock.wall_now());
    EXPECT_EQ(waiting->next_try, clock.wall_now() + 1min);
    EXPECT_EQ(ask().reason.evidence, "no answer") << "nothing is asked before it is due";
    EXPECT_THAT(http.requests(), SizeIs(0));

    clock.advance(1min);
    netbird.answer(404);
    answer_document();
    answer_credentials_accepted();
    EXPECT_EQ(ask().verdict, Verdict::accepted);
    EXPECT_FALSE(preflight.unverified(question));
    EXPECT_FALSE(evidence().unverified);
}

TEST_F(ProviderPreflightTest, Rule19_DoesNotWaitForWhatCannotBeAskedAtAll)
{
    values.type = ProviderType::microsoft;
    values.issuer.clear();
    const PreflightQuestion question{
        .key = key, .values = values, .secret = secret, .fingerprint = fingerprint};
    preflight.note_unverified(question, {});
    EXPECT_FALSE(preflight.unverified(question));
}

TEST_F(ProviderPreflightTest, Rule20_ReadsAnUnchangedFileOncePerRound)
{
    files.put("/state/checks.json", encode_checks({}));
    preflight.begin();
    files.calls.clear();
    const PreflightQuestion question{
        .key = key, .values = values, .secret = secret, .fingerprint = fingerprint};
    for (int i = 0; i < 300; ++i)
        EXPECT_FALSE(preflight.unverified(question));
    EXPECT_EQ(std::ranges::count(files.calls, "read /state/checks.json"), 1);
}

TEST_F(ProviderPreflightTest, KeepsNoSecretInItsFile)
{
    netbird.answer(404);
    answer_document();
    http.answer(401, R"({"error":"invalid_client","error_description":"canary-secret is wrong"})");
    http.answer(401, R"({"error":"invalid_client","error_description":"canary-secret is wrong"})");
    living_secrets().learn("canary-secret"); // as whoever reads it does
    EXPECT_THAT(redacted(ask().reason.evidence), Not(HasSubstr("canary")));
    EXPECT_THAT(files.text("/state/checks.json").value(), Not(HasSubstr("canary")));
}

TEST(ChecksCodec, GivesBackWhatItWrote)
{
    Checks checks;
    const WallTime at{1'700'000'000s};
    auto& one = checks.providers[ProviderKey::parse("corp").value()];
    one.credentials = {{at,
                        "https://id.example.com",
                        "netbird",
                        {"f1"},
                        "https://netbird.example.com/oauth2/callback",
                        Verdict::refused,
                        {FindingId::credentials_refused, Severity::error, "401 \"x\"", "fix it"},
                        at - 5min},
                       {at - 1h, "https://id.example.com", "netbird", {"f2"}, "", Verdict::accepted, {}, {}}};
    one.tries_counted_until = at + 1s;
    one.leave_alone_until = at + 1h;
    one.unverified = Unverified{at,
                                at - 2min,
                                "https://id.example.com",
                                "netbird",
                                {"f1"},
                                2,
                                at + 2min,
                                {FindingId::provider_unreachable, Severity::unknown, "no answer", ""}};
    one.held = one.unverified;
    one.held->secret.hex = "f2";
    one.login = LoginEvidence{at, {"okta-1"}, "netbird", true, false, "groups", {"a", "b"}};
    EXPECT_EQ(decode_checks(encode_checks(checks)).value(), checks);
    EXPECT_EQ(decode_checks(encode_checks({})).value(), Checks{});
}

TEST(ChecksCodec, RefusesWhatItDoesNotUnderstand)
{
    for (const auto* text : {"", "[]", "{}", R"({"version":2,"providers":{}})", R"({"version":1})",
                             R"({"version":1,"providers":{"a":7}})",
                             R"({"version":1,"providers":{"a":{"tries_counted_until":"yesterday"}}})",
                             R"({"version":1,"providers":{"a":{"credentials":{}}}})",
                             R"({"version":1,"providers":{"a":{"held":{"tries":-1}}}})"})
        EXPECT_TRUE(decode_checks(text).has_error()) << text;
}

TEST_F(ProviderPreflightTest,
       Rule28_AChecksFileThatCannotBeReadCountsAsEmptyAndOneThatCannotBeWrittenIsKeptInMind)
{
    files.put("/state/checks.json", "junk");
    EXPECT_EQ(ChecksStore(files, clock, "/state").load(), Checks{});
    files.lock_elsewhere("/state/checks.lock");
    const ChecksStore::Change change = [](ProviderEvidence& known) { known.leave_alone_until = WallTime{}; };
    const auto updated = test::run(io, clock, store.update(key, change));
    ASSERT_TRUE(updated.has_error());
    EXPECT_EQ(updated.error().kind, ErrorKind::conflict);
    EXPECT_TRUE(store.load().providers.at(key).leave_alone_until);
}

TEST_F(ProviderPreflightTest, Rule28_WhatTwoProcessesLearnBesideEachOtherIsKept)
{
    const ChecksStore::Change ours = [](ProviderEvidence& known) { known.leave_alone_until = WallTime{}; };
    const LoginEvidence login{WallTime{5s}, {"okta-1"}, "netbird", true, false, "groups", {"a"}};
    const ChecksStore::Change theirs = [&](ProviderEvidence& known) { known.login = login; };
    files.lock_elsewhere("/state/checks.lock");
    ASSERT_TRUE(test::run(io, clock, store.update(key, ours)).has_error());
    files.unlock_elsewhere("/state/checks.lock");
    ChecksStore other(files, clock, "/state");
    ASSERT_TRUE(test::run(io, clock, other.update(key, theirs)));

    EXPECT_EQ(store.load().providers.at(key).login, login);
    ASSERT_TRUE(test::run(io, clock, store.save()));
    const auto kept = decode_checks(files.text("/state/checks.json").value()).value().providers.at(key);
    EXPECT_EQ(kept.login, login);
    EXPECT_TRUE(kept.leave_alone_until);
}

TEST(MergedChecks, TakesTheLaterOfTwoPiecesOfEvidence)
{
    const auto corp = ProviderKey::parse("corp").value();
    const auto seen_at = [&](std::chrono::seconds at) {
        Checks checks;
        checks.providers[corp].unverified = Unverified{
            .at = WallTime{at}, .issuer = "https://id.example.com", .client_id = "x", .secret = {"f1"}};
        return checks;
    };
    EXPECT_EQ(merged(seen_at(1s), seen_at(2s), seen_at(3s)), seen_at(3s));
    EXPECT_EQ(merged(seen_at(1s), seen_at(3s), seen_at(2s)), seen_at(3s));
    EXPECT_EQ(merged(seen_at(1s), seen_at(1s), seen_at(2s)), seen_at(2s));
    auto settled = seen_at(1s);
    settled.providers[corp].unverified.reset();
    EXPECT_EQ(merged(seen_at(1s), settled, seen_at(1s)), settled);
}

TEST(MergedChecks, KeepsTheLaterAnswerAboutEachSetOfValues)
{
    const auto corp = ProviderKey::parse("corp").value();
    const auto answered = [&](std::vector<std::pair<std::string, std::chrono::seconds>> answers) {
        Checks checks;
        checks.providers[corp] = {};
        for (const auto& [secret, at] : answers)
            checks.providers[corp].credentials.push_back(
                {.at = WallTime{at}, .secret = {secret}, .finding = {}});
        return checks;
    };
    EXPECT_EQ(merged(answered({}), answered({{"a", 5s}}), answered({{"b", 7s}, {"a", 3s}})),
              answered({{"b", 7s}, {"a", 5s}}));
    EXPECT_EQ(merged(answered({{"a", 3s}}), answered({{"a", 4s}}), answered({{"a", 6s}})),
              answered({{"a", 6s}}));
}

} // namespace
} // namespace idpsync::reconcile
