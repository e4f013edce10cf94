#include "reconcile/credential_budget.hpp"

#include "core/retry_schedule.hpp"
#include "core/time_text.hpp"

#include <algorithm>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;
using Answer = CredentialBudget::Answer;

constexpr std::chrono::seconds hour = 1h;
constexpr std::chrono::seconds one_try = 1min;
constexpr std::chrono::seconds tries_at_once = 6 * one_try;

/// Tries by hand fill a bucket that empties by one a minute; this is when it will be empty.
WallTime counted_until(const ProviderEvidence& evidence, WallTime now)
{
    const auto until = evidence.tries_counted_until.value_or(now);
    const bool clock_was_set_back = until > now + tries_at_once;
    return clock_was_set_back ? now : std::max(until, now);
}

bool has_a_try(const ProviderEvidence& evidence, WallTime now)
{
    return counted_until(evidence, now) + one_try <= now + tries_at_once;
}

/// A provider from which nothing more is to be learnt.
bool is_lasting(const CredentialEvidence& evidence)
{
    const auto id = evidence.finding.id;
    return evidence.verdict == Verdict::unknown &&
           (id == FindingId::client_public || id == FindingId::credentials_refused);
}

/// Where either does not know the redirect URI, the other three decide.
bool same_values(const CredentialEvidence& evidence, const CredentialTry& wanted)
{
    const bool same_redirect = evidence.redirect_uri == wanted.redirect_uri ||
                               evidence.redirect_uri.empty() || wanted.redirect_uri.empty();
    return same_redirect && evidence.issuer == wanted.issuer && evidence.client_id == wanted.client_id &&
           evidence.secret == wanted.secret;
}

bool tries_by_itself(const CredentialEvidence& last, const CredentialTry& wanted, WallTime now)
{
    if (wanted.due && last.verdict == Verdict::unknown)
        return true;
    const bool accepted = last.verdict == Verdict::accepted;
    const auto counts_for = accepted           ? wanted.answer_counts_for
                            : is_lasting(last) ? std::max(wanted.answer_counts_for, hour)
                                               : hour;
    return !is_younger(last.at, now, counts_for);
}

bool tries_by_hand(const CredentialEvidence& last, const CredentialTry& wanted, WallTime now)
{
    const bool serves = last.verdict != Verdict::unknown && is_younger(last.at, now, answers_serve_for);
    const bool may_be_over = wanted.insists && last.verdict == Verdict::refused;
    return !serves || may_be_over || wanted.afresh;
}

} // namespace

bool is_younger(WallTime time, WallTime now, std::chrono::seconds age)
{
    return time <= now && now - time < age;
}

bool same_values(const Unverified& values, const CredentialTry& wanted)
{
    return values.issuer == wanted.issuer && values.client_id == wanted.client_id &&
           values.secret == wanted.secret;
}

const CredentialEvidence* answer_about(const ProviderEvidence& evidence, const CredentialTry& wanted)
{
    const auto found = std::ranges::find_if(
        evidence.credentials, [&](const CredentialEvidence& one) { return same_values(one, wanted); });
    return found == evidence.credentials.end() ? nullptr : &*found;
}

CredentialBudget budget_for(const ProviderEvidence& evidence, const CredentialTry& wanted, WallTime now)
{
    if (evidence.leave_alone_until && now < *evidence.leave_alone_until)
        return {Answer::leave_alone, false};
    const auto* last = answer_about(evidence, wanted);
    if (last == nullptr || wanted.client_changed)
        return {Answer::try_now, true};
    if (!wanted.demanded)
        return {tries_by_itself(*last, wanted, now) ? Answer::try_now : Answer::remembered, false};
    const bool tries = tries_by_hand(*last, wanted, now) && has_a_try(evidence, now);
    return {tries ? Answer::try_now : Answer::remembered, tries};
}

void note_credentials(ProviderEvidence& evidence, const CredentialTry& tried,
                      const oidc::CredentialJudgement& judgement, bool counted, WallTime now)
{
    CredentialEvidence seen{.at = now,
                            .issuer = tried.issuer,
                            .client_id = tried.client_id,
                            .secret = tried.secret,
                            .redirect_uri = tried.redirect_uri,
                            .verdict = judgement.verdict,
                            .finding = judgement.finding,
                            .accepted_at = {}};
    const auto* before = answer_about(evidence, tried);
    if (judgement.verdict == Verdict::accepted)
        seen.accepted_at = now;
    else if (before != nullptr)
        seen.accepted_at = before->accepted_at;
    auto& all = evidence.credentials;
    std::erase_if(all, [&](const CredentialEvidence& one) { return same_values(one, tried); });
    all.insert(all.begin(), std::move(seen));
    if (all.size() > answers_kept)
        all.resize(answers_kept);
    if (counted)
        evidence.tries_counted_until = std::min(counted_until(evidence, now) + one_try, now + tries_at_once);
}

Unverified after_silence(const std::optional<Unverified>& known, const CredentialTry& asked,
                         const Finding& finding, std::optional<WallTime> leave_alone_until, WallTime now)
{
    auto values = known && same_values(*known, asked) ? *known
                                                      : Unverified{.since = now,
                                                                   .issuer = asked.issuer,
                                                                   .client_id = asked.client_id,
                                                                   .secret = asked.secret,
                                                                   .next_try = now,
                                                                   .finding = {}};
    values.at = now;
    values.finding = finding;
    // A clock that was set back must not put it off.
    const bool was_due = values.next_try <= now || values.next_try > now + hour;
    if (was_due)
        values.next_try = now + pause_after_silence(++values.tries);
    if (leave_alone_until)
        values.next_try = std::max(values.next_try, *leave_alone_until);
    return values;
}

void tell_of_acceptance(oidc::CredentialJudgement& judgement, const ProviderEvidence& evidence,
                        const CredentialTry& wanted)
{
    const auto* known = answer_about(evidence, wanted);
    if (judgement.verdict != Verdict::refused || known == nullptr || !known->accepted_at)
        return;
    judgement.finding.evidence += "; accepted until at least " + format_timestamp(*known->accepted_at) +
                                  ", so something changed at the provider since";
}

} // namespace idpsync::reconcile
