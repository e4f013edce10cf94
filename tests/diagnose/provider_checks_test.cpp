// What is judged of a provider beside what it answers.

#include "diagnose/provider_checks.hpp"
#include "support/noon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::diagnose {
namespace {

using std::chrono::days;

using idpsync::test::noon;

Finding about_expiry(WallTime end)
{
    const auto findings =
        judge_provider({.item = {.key = ProviderKey::parse("corp").value()}, .secret_expires = end}, noon);
    for (const auto& finding : findings)
        if (finding.id == FindingId::client_secret_expiring)
            return finding;
    return {};
}

TEST(JudgeProvider, WarnsThirtyDaysBeforeTheSecretEndsByTheFile)
{
    EXPECT_EQ(about_expiry(noon + days(31)).severity, Severity::ok);
    EXPECT_EQ(about_expiry(noon + days(30)).severity, Severity::warning);
    EXPECT_EQ(about_expiry(noon + days(3)).evidence,
              "by client_secret_expires the client secret expires in 3 days, on 2030-01-04");
    EXPECT_THAT(about_expiry(noon - days(1)).evidence, testing::HasSubstr("expired on 2029-12-31"));
    EXPECT_THAT(about_expiry(noon).next, testing::HasSubstr("client_secret_expires"));
}

TEST(JudgeProvider, TakesTheEndThatTheProviderShowsForTheOneInTheFile)
{
    const auto evidence_of = [](std::size_t candidates) {
        const auto findings = judge_provider({.item = {.key = ProviderKey::parse("corp").value()},
                                              .secret_expires = noon + days(100),
                                              .secret_end = registrar::SecretEnd{noon + days(3), candidates}},
                                             noon);
        for (const auto& finding : findings)
            if (finding.id == FindingId::client_secret_expiring && finding.severity == Severity::warning)
                return finding.evidence;
        return std::string();
    };
    EXPECT_EQ(evidence_of(1), "by the provider's own API the client secret expires in 3 days, on 2030-01-04");
    EXPECT_THAT(evidence_of(2), testing::HasSubstr("one of 2 that begin alike"));
}

/// A provider that NetBird has as it is declared, and whose connector is open.
ProviderFacts open_and_in_sync()
{
    ProviderFacts facts{.item = {.key = ProviderKey::parse("corp").value()}, .listed = true};
    facts.item.want = facts.item.seen = ConnectorValues{
        .type = ProviderType::oidc, .name = "Corp", .issuer = "https://id.example.com", .client_id = "c"};
    facts.probe = netbird::LoginProbe{.kind = netbird::LoginProbe::Kind::open,
                                      .in_force = netbird::LoginRedirect{.client_id = "c"}};
    return facts;
}

Finding about(const ProviderFacts& facts, FindingId id)
{
    for (const auto& finding : judge_provider(facts, noon))
        if (finding.id == id)
            return finding;
    ADD_FAILURE() << to_string(id);
    return {};
}

TEST(JudgeProvider, LeadsWhereTheEndOfTheTokenIsSeen)
{
    const auto findings =
        judge_provider({.item = {.key = ProviderKey::parse("corp").value()},
                        .access_ends = Result<std::optional<WallTime>>(
                            Error{ErrorKind::rejected, "the API shows no end", "look it up there"})},
                       noon);
    const auto found = std::ranges::find(findings, FindingId::registration_expiring, &Finding::id);
    ASSERT_NE(found, findings.end());
    EXPECT_TRUE(is_trouble(*found));
    EXPECT_EQ(found->evidence, "when the token of registration expires is not known: the API shows no end");
    EXPECT_EQ(found->next, "look it up there");
}

TEST(JudgeProvider, Rule24_KnowsWhatTheLedgerKnowsOfARestart)
{
    auto facts = open_and_in_sync();
    facts.restart_needed = true;
    const auto finding = about(facts, FindingId::login_service_outdated);
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_THAT(finding.next, testing::HasSubstr("restart NetBird"));
    facts.probe.reset();
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::error);
}

TEST(JudgeProvider, Rule24_CallsASecretInUseOnlyWhenThatIsKnown)
{
    auto facts = open_and_in_sync();
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::unknown);
    auto& entry = facts.item.entry.emplace();
    entry.secret = Fingerprint{"of today"};
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::unknown);
    entry.login.in_force = LoginValues{.secret = Fingerprint{"of before"}};
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::unknown);
    entry.login.in_force->secret = Fingerprint{"of today"};
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::ok);
    facts.item.touched.emplace();
    EXPECT_EQ(about(facts, FindingId::login_service_outdated).severity, Severity::unknown);
}

TEST(JudgeProvider, DoesNotCallASecretThatIsNotWrittenDeclared)
{
    auto facts = open_and_in_sync();
    EXPECT_EQ(about(facts, FindingId::connector_differs).severity, Severity::ok);
    facts.item.conclude(Action::none, Reason::secret_unverified, "nothing shows that it is newer");
    EXPECT_EQ(about(facts, FindingId::connector_differs).severity, Severity::unknown);
    facts.item.conclude(Action::update, Reason::declaration_changed);
    EXPECT_EQ(about(facts, FindingId::connector_differs).severity, Severity::warning);
    facts.item.conclude(Action::block, Reason::secret_unreadable, "cannot read it", "make it readable");
    const auto blocked = about(facts, FindingId::connector_differs);
    EXPECT_EQ(blocked.evidence, "cannot read it");
    EXPECT_EQ(blocked.next, "make it readable");
}

/// A provider that is declared and that NetBird does not have.
ProviderFacts missing()
{
    ProviderFacts facts{.item = {.key = ProviderKey::parse("corp").value()}, .listed = true};
    facts.item.want = ConnectorValues{ProviderType::oidc, "Corp", "https://id.example.com", "netbird"};
    return facts;
}

TEST(JudgeProvider, SaysWhatTheLastWriteWasRefusedForInsteadOfToWriteItAgain)
{
    auto facts = missing();
    EXPECT_EQ(judge_provider(facts, noon).front().id, FindingId::connector_missing);
    facts.refused =
        reconcile::RefusedWrite{.at = noon, .why = "422 \"identity provider issuer is unreachable\""};
    const auto findings = judge_provider(facts, noon);
    EXPECT_EQ(findings.front().id, FindingId::write_refused);
    EXPECT_THAT(findings.front().evidence, testing::HasSubstr("at 2030-01-01T12:00:00Z: 422"));
    EXPECT_THAT(findings.front().next, testing::StartsWith("fix what NetBird reports"));
    for (const auto& finding : findings)
        if (finding.id == FindingId::connector_missing)
            EXPECT_EQ(finding.severity, Severity::hint);
}

} // namespace
} // namespace idpsync::diagnose
