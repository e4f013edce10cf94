// What breaks a login, what mends it, and what is news: docs/reconciling.md 30.

#include "service/verification/login_health.hpp"
#include "service/verification/verified_provider.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using enum Aspect;
using enum FindingId;
using State = LoginHealth::State;

using idpsync::test::noon;
const std::set<Aspect> everything{discovery, credentials, redirect, keys, login_service};

/// What is not settled was not seen.
Look look(Finding finding, std::set<Aspect> settled)
{
    Look look{.findings = {std::move(finding)}, .settled = std::move(settled)};
    for (const auto aspect : everything)
        if (!look.settled.contains(aspect))
            look.unseen[aspect] = "not seen";
    return look;
}

Look well(std::set<Aspect> settled = everything)
{
    return look({provider_healthy, Severity::ok, "well", ""}, std::move(settled));
}

Look shows(FindingId id, Severity severity = Severity::error, std::set<Aspect> settled = everything)
{
    return look({id, severity, "seen", "fix"}, std::move(settled));
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

TEST(LoginHealth, IsReadyOnlyWhenEveryAspectWasAcceptedByWhateverLook)
{
    for (const auto missing : everything)
    {
        auto rest = everything;
        rest.erase(missing);
        LoginHealth health;
        EXPECT_EQ(take_note(health, well(rest), noon), LoginNews::nothing);
        EXPECT_EQ(health.state, State::unknown) << static_cast<int>(missing);
        EXPECT_EQ(health.unseen, "not seen");
        EXPECT_EQ(take_note(health, well({discovery, missing}), noon + 1h), LoginNews::nothing);
        EXPECT_EQ(health.state, State::ready) << "the rest was seen before";
        EXPECT_EQ(health.unseen, "");
    }
}

TEST(LoginHealth, IsNotReadyWhenNothingOfItCanBeSeen)
{
    LoginHealth health;
    take_note(health, {.beyond = "nothing can be asked"}, noon);
    EXPECT_EQ(health.state, State::unknown);
    take_note(health, {.settled = {login_service}, .beyond = "nothing can be asked"}, noon + 1h);
    EXPECT_EQ(health.state, State::ready) << "what can be asked is enough";
}

TEST(LoginHealth, IsNotReadyOnWhatWasAcceptedOfOtherValues)
{
    LoginHealth ready;
    take_note(ready, well(), noon);
    auto others = with_other_values(ready);
    EXPECT_EQ(others.state, State::unknown);
    take_note(others, well({discovery, redirect, keys, login_service}), noon + 1h);
    EXPECT_EQ(others.state, State::unknown);

    auto broken = with_other_values(broken_by(credentials_refused));
    EXPECT_EQ(broken.state, State::broken);
    take_note(broken, well({discovery, redirect, keys, login_service}), noon + 1h);
    EXPECT_EQ(broken.state, State::broken) << "nobody accepted the values of today";
    EXPECT_EQ(take_note(broken, well(), noon + 2h), LoginNews::restored);
    EXPECT_EQ(broken.state, State::ready);
}

TEST(LoginHealth, IsRestoredToUnknownWhereTheRestWasNotSeen)
{
    auto health = with_other_values(broken_by(credentials_refused));
    EXPECT_EQ(take_note(health, well({discovery, credentials}), noon + 1h), LoginNews::restored);
    EXPECT_EQ(health.state, State::unknown);
}

TEST(LoginHealth, TakesForAcceptedNothingThatALookFoundWrongBesideTheWorst)
{
    LoginHealth health;
    auto both = shows(credentials_refused);
    both.findings.push_back({redirect_refused, Severity::error, "seen", "fix"});
    take_note(health, both, noon);
    EXPECT_EQ(take_note(health, well({discovery, credentials}), noon + 1h), LoginNews::restored);
    EXPECT_EQ(health.state, State::unknown) << "of the redirect URI nobody knows";
}

TEST(LoginHealth, IsBrokenByARefusalThatSomebodyElseFound)
{
    LoginHealth health;
    take_note(health, well(), noon);
    const Finding refusal{credentials_refused, Severity::error, "seen", "fix"};
    EXPECT_EQ(take_note_of_refusal(health, refusal, noon + 1h), LoginNews::broken);
    EXPECT_EQ(health.since, noon + 1h);
    EXPECT_EQ(take_note_of_refusal(health, refusal, noon + 2h), LoginNews::nothing);
    EXPECT_EQ(take_note(health, well({discovery, redirect}), noon + 3h), LoginNews::nothing);
    EXPECT_EQ(health.state, State::broken);
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

/// What is known of client id and secret.
enum class Credentials
{
    accepted,
    refused,
    unanswered, ///< asked, and nobody said
    lasting,    ///< asked, and the provider does not tell
    untried
};

struct Seen
{
    ProviderType type = ProviderType::oidc;
    bool declared = true;
    bool there = true; ///< in NetBird, as far as is known
    bool tries = true;
    Credentials credentials = Credentials::accepted;
};

std::optional<oidc::CredentialJudgement> judgement_of(Credentials credentials)
{
    switch (credentials)
    {
    case Credentials::accepted: return oidc::CredentialJudgement{.verdict = Verdict::accepted};
    case Credentials::refused:
        return oidc::CredentialJudgement{.verdict = Verdict::refused,
                                         .finding = {credentials_refused, Severity::error, "refused", ""}};
    case Credentials::unanswered:
        return oidc::CredentialJudgement{.finding = {provider_unreachable, Severity::unknown, "503", ""}};
    case Credentials::lasting:
        return oidc::CredentialJudgement{
            .finding = {credentials_refused, Severity::unknown, "who knows", ""}};
    case Credentials::untried: break;
    }
    return std::nullopt;
}

/// At a provider that is well otherwise.
Look look_with(const Seen& seen)
{
    const auto key = ProviderKey::parse("corp").value();
    VerifiedProvider provider{
        .key = key, .id = {}, .values = {.type = seen.type}, .secret = {}, .fingerprint = {}};
    provider.secret_declared = seen.declared;
    if (seen.declared && seen.there)
        provider.secret.emplace("not-a-real-secret");
    diagnose::ProviderFacts facts{.item = {.key = key}};
    facts.item.seen.emplace();
    facts.has_secret = provider.secret.has_value();
    if (seen.type != ProviderType::microsoft)
    {
        facts.check = check_with_document();
        facts.check->credentials = judgement_of(seen.credentials);
        facts.check->redirect = {.verdict = Verdict::accepted};
        facts.check->keys = {.verdict = Verdict::accepted};
    }
    facts.probe =
        netbird::LoginProbe{.kind = netbird::LoginProbe::Kind::open, .in_force = netbird::LoginRedirect{}};
    return look_at(provider, facts, seen.tries, noon);
}

TEST(LookAt, Rule30_SeesCredentialsAsTheTableSays)
{
    struct Row
    {
        Seen seen;
        State state;
        std::string says; ///< of what was not seen
    };
    using enum Credentials;
    const std::vector<Row> table{
        {{.credentials = accepted}, State::ready, ""},
        {{.credentials = refused}, State::broken, ""},
        {{.credentials = unanswered}, State::unknown, "503"},
        {{.credentials = lasting}, State::unknown, "who knows"},
        {{.credentials = untried}, State::unknown, "could not be tried"},
        {{.there = false, .credentials = untried}, State::unknown, "may have another client_secret"},
        {{.declared = false, .credentials = untried}, State::unknown, "no client_secret is declared"},
        {{.tries = false, .credentials = untried}, State::unknown, "verify.credentials is 0"},
        {{.tries = false, .credentials = accepted}, State::ready, ""},
        {{.tries = false, .credentials = refused}, State::broken, ""},
        {{.type = ProviderType::google, .credentials = accepted}, State::ready, ""},
        {{.type = ProviderType::google, .credentials = refused}, State::broken, ""},
        {{.type = ProviderType::google, .credentials = lasting}, State::ready, ""},
        {{.type = ProviderType::google, .credentials = unanswered}, State::unknown, "503"},
        {{.type = ProviderType::google, .declared = false, .credentials = untried},
         State::unknown,
         "no client_secret is declared"},
        {{.type = ProviderType::microsoft, .credentials = untried}, State::ready, ""},
        {{.type = ProviderType::microsoft, .declared = false, .credentials = untried}, State::ready, ""},
    };
    for (std::size_t i = 0; i < table.size(); ++i)
    {
        SCOPED_TRACE(i);
        const auto& [seen, state, says] = table[i];
        LoginHealth health;
        take_note(health, look_with(seen), noon);
        EXPECT_EQ(health.state, state);
        if (state == State::unknown)
            EXPECT_NE(health.unseen.find(says), std::string::npos) << health.unseen;
        const bool cannot_be_asked = seen.type == ProviderType::microsoft ||
                                     (seen.type == ProviderType::google && seen.credentials == lasting);
        EXPECT_EQ(!health.beyond.empty(), cannot_be_asked) << health.beyond;

        // Nobody knows today of what was accepted of just these values before.
        LoginHealth before;
        take_note(before, look_with({}), noon - 24h);
        take_note(before, look_with(seen), noon);
        EXPECT_EQ(before.state, state == State::broken ? State::broken : State::ready);
        auto changed = with_other_values(before);
        EXPECT_NE(changed.state, State::ready);
    }
}

TEST(LookAt, TakesForBeyondSightARedirectUriOfWhichTheProviderSaysNothing)
{
    const auto key = ProviderKey::parse("corp").value();
    const VerifiedProvider provider{.key = key, .id = {}, .values = {}, .secret = {}, .fingerprint = {}};
    diagnose::ProviderFacts facts{.item = {.key = key}};
    facts.check = check_with_document();
    facts.check->redirect = {.finding = {redirect_refused, Severity::unknown, "does not tell", ""}};
    EXPECT_FALSE(look_at(provider, facts, true, noon).unseen.contains(redirect));
    facts.check->redirect->finding.id = provider_throttles;
    EXPECT_TRUE(look_at(provider, facts, true, noon).unseen.contains(redirect));
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
