// What breaks a login, what mends it, and what is news: docs/reconciling.md 30.

#include "service/verification/login_health.hpp"
#include "service/verification/verified_provider.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using enum Aspect;
using enum FindingId;
using State = LoginHealth::State;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1} + 12h};
const std::set<Aspect> everything{discovery, credentials, redirect, keys, login_service};

Look well(std::set<Aspect> settled = everything)
{
    return {.findings = {{provider_healthy, Severity::ok, "well", ""}}, .settled = std::move(settled)};
}

Look shows(FindingId id, Severity severity = Severity::error, std::set<Aspect> settled = everything)
{
    return {.findings = {{id, severity, "seen", "mend"}}, .settled = std::move(settled)};
}

LoginHealth broken_by(FindingId id)
{
    LoginHealth health;
    take_note(health, shows(id), noon);
    take_note(health, shows(id), noon);
    EXPECT_EQ(health.state, State::broken);
    return health;
}

TEST(LoginHealth, IsReadyAfterALookThatFindsNothing)
{
    LoginHealth health;
    EXPECT_EQ(take_note(health, well(), noon), LoginNews::nothing);
    EXPECT_EQ(health.state, State::ready);
}

TEST(LoginHealth, BreaksAtOnceByARefusal)
{
    for (const auto id : {credentials_refused, client_disabled, redirect_refused, issuer_mismatch,
                          keys_unusable, code_flow_off, pkce_required, login_service_outdated})
    {
        LoginHealth health;
        EXPECT_EQ(take_note(health, shows(id), noon), LoginNews::broken) << to_string(id);
        EXPECT_EQ(health.since, noon);
        EXPECT_EQ(take_note(health, shows(id), noon + 1h), LoginNews::nothing) << to_string(id);
        EXPECT_EQ(health.since, noon);
    }
}

TEST(LoginHealth, BreaksByWhatMayPassOnlyWhenTwoLooksInARowSeeIt)
{
    for (const auto id : {provider_unreachable, host_unknown, certificate_expired, discovery_missing,
                          keys_unreachable, connector_not_opened, unreachable_from_netbird})
    {
        LoginHealth health;
        take_note(health, well(), noon - 1h);
        EXPECT_EQ(take_note(health, shows(id), noon), LoginNews::nothing) << to_string(id);
        EXPECT_EQ(health.state, State::ready);
        EXPECT_EQ(take_note(health, well(), noon + 1min), LoginNews::nothing);
        EXPECT_EQ(take_note(health, shows(id), noon + 2min), LoginNews::nothing) << "it began anew";
        EXPECT_EQ(take_note(health, shows(id), noon + 3min), LoginNews::broken) << to_string(id);
        EXPECT_EQ(health.since, noon + 2min) << "when it was seen first";
    }
}

TEST(LoginHealth, IsNotChangedByWhatNobodyKnows)
{
    const auto nobody_knows = shows(provider_throttles, Severity::unknown, {});
    LoginHealth ready;
    take_note(ready, well(), noon);
    EXPECT_EQ(take_note(ready, nobody_knows, noon + 1h), LoginNews::nothing);
    EXPECT_EQ(ready.state, State::ready);

    auto broken = broken_by(credentials_refused);
    EXPECT_EQ(take_note(broken, nobody_knows, noon + 1h), LoginNews::nothing);
    EXPECT_EQ(take_note(broken, shows(credentials_refused, Severity::unknown, {discovery, redirect, keys}),
                        noon + 2h),
              LoginNews::nothing)
        << "the provider answers, but nobody knows about the credentials";
    EXPECT_EQ(broken.state, State::broken);
    EXPECT_EQ(broken.finding->id, credentials_refused);
}

TEST(LoginHealth, IsRestoredOnceThatWhichWasBrokenIsKnownToBeWell)
{
    auto health = broken_by(redirect_refused);
    EXPECT_EQ(take_note(health, well({discovery, credentials, keys}), noon + 1h), LoginNews::nothing);
    EXPECT_EQ(take_note(health, well(), noon + 2h), LoginNews::restored);
    EXPECT_EQ(health.state, State::ready);
    EXPECT_FALSE(health.finding);
    EXPECT_EQ(take_note(health, well(), noon + 3h), LoginNews::nothing);
}

TEST(LoginHealth, TellsOfAnotherCauseAndKeepsWhenItBegan)
{
    auto health = broken_by(redirect_refused);
    EXPECT_EQ(take_note(health, shows(credentials_refused), noon + 1h), LoginNews::broken);
    EXPECT_EQ(health.finding->id, credentials_refused);
    EXPECT_EQ(health.since, noon);
}

TEST(LoginHealth, IsNotBrokenByWarnings)
{
    LoginHealth health;
    EXPECT_EQ(take_note(health, shows(certificate_expiring, Severity::warning), noon), LoginNews::nothing);
    EXPECT_EQ(health.state, State::ready);
}

oidc::ProviderCheck check_of(FindingId id, Severity severity)
{
    oidc::ProviderCheck check;
    check.discovery.findings.push_back({id, severity, "seen", "mend"});
    return check;
}

/// As a provider with its token endpoint on another host states it.
oidc::ProviderCheck check_with_document()
{
    oidc::ProviderCheck check;
    check.discovery.verdict = Verdict::accepted;
    check.discovery.document.emplace();
    check.discovery.document->issuer = "https://id.example.com";
    check.discovery.document->token_endpoint = "https://token.example.com:8443/token";
    check.certificates = {{"id.example.com", noon + 100h}};
    return check;
}

TEST(IssuerIsUp, IsUnknownWhereOnlyNetBirdCanTell)
{
    EXPECT_EQ(issuer_is_up(check_of(certificate_untrusted, Severity::error)), std::nullopt);
    EXPECT_EQ(issuer_is_up(check_of(provider_unreachable, Severity::error)), false);
    EXPECT_EQ(issuer_is_up(check_of(issuer_mismatch, Severity::error)), true);
    EXPECT_EQ(issuer_is_up(check_with_document()), true);
}

TEST(CertificatesAfter, KeepsThoseThatWereNotReachedAndAreStillNamed)
{
    const std::map<std::string, WallTime> known{
        {"id.example.com", noon}, {"token.example.com:8443", noon + 10h}, {"former.example.com", noon + 20h}};
    const std::map<std::string, WallTime> after{{"id.example.com", noon + 100h},
                                                {"token.example.com:8443", noon + 10h}};
    EXPECT_EQ(certificates_after(known, check_with_document()), after);
    EXPECT_EQ(certificates_after(known, check_of(provider_unreachable, Severity::error)), known);
}

TEST(LookAt, SettlesCredentialsUnlessASecretThatIsDeclaredWasNotTried)
{
    const auto settled = [](bool declared, bool secret, bool tried) {
        const auto key = ProviderKey::parse("corp").value();
        VerifiedProvider provider{.key = key, .id = {}, .values = {}, .secret = {}, .fingerprint = {}};
        provider.secret_declared = declared;
        if (secret)
            provider.secret.emplace("not-a-real-secret");
        diagnose::ProviderFacts facts{.item = {.key = key}};
        facts.has_secret = tried;
        facts.check = check_with_document();
        return look_at(provider, facts, noon).settled.contains(credentials);
    };
    EXPECT_TRUE(settled(false, false, false)) << "none is declared";
    EXPECT_TRUE(settled(true, true, false)) << "tries are off";
    EXPECT_FALSE(settled(true, false, false)) << "it is held back";
    EXPECT_FALSE(settled(true, true, true)) << "there was no answer";
}

TEST(CredentialsCountFor, AnHourAtLeast)
{
    EXPECT_EQ(credentials_count_for({5min, 1h}, 0), 1h);
    EXPECT_EQ(credentials_count_for({1h, 1h}, 0.5), 1h);
    EXPECT_EQ(credentials_count_for({1h, 20h}, 0), 18h);
}

TEST(TimeBetweenLooks, IsTheShorterOneAndNoneWhenBothAreOff)
{
    EXPECT_EQ(time_between_looks({1h, 24h}), 1h);
    EXPECT_EQ(time_between_looks({0ms, 24h}), 24h);
    EXPECT_EQ(time_between_looks({10min, 0ms}), 10min);
    EXPECT_EQ(time_between_looks({48h, 24h}), 24h);
    EXPECT_EQ(time_between_looks({0ms, 0ms}), std::nullopt);
}

TEST(NextLook, VariesByATenthAndComesSoonerForASuspicion)
{
    const net::SteadyTime now{100h};
    LoginHealth health;
    EXPECT_EQ(next_look(health, 1h, now, 0.5), now + 1h);
    EXPECT_EQ(next_look(health, 1h, now, 0), now + 54min);
    health.suspected = provider_unreachable;
    EXPECT_EQ(next_look(health, 1h, now, 0.5), now + 1min);
    EXPECT_EQ(next_look(broken_by(redirect_refused), 1h, now, 0.5), now + 5min);
    EXPECT_EQ(next_look(broken_by(redirect_refused), 2min, now, 0.5), now + 2min);
}

} // namespace
} // namespace idpsync::service
