#include "reconcile/credential_budget.hpp"

#include "reconcile/timestamp.hpp"

#include <algorithm>

namespace idpsync::reconcile {
namespace {

using namespace std::chrono_literals;
using Answer = CredentialBudget::Answer;

constexpr std::size_t demands_in_an_hour = 6;
constexpr std::chrono::seconds hour = 1h;

oidc::CredentialJudgement not_tried(const std::string& why)
{
    return {.finding = {FindingId::credentials_refused, Severity::unknown,
                        "the client's credentials were not tried: " + why, ""},
            .retry_after = {}};
}

/// Accepted, or a provider from which nothing more is to be learnt.
bool is_lasting(const CredentialEvidence& evidence)
{
    const auto id = evidence.finding.id;
    const bool tells_nothing = id == FindingId::client_public || id == FindingId::credentials_refused;
    return evidence.verdict == Verdict::accepted || (evidence.verdict == Verdict::unknown && tells_nothing);
}

} // namespace

bool is_younger(WallTime time, WallTime now, std::chrono::seconds age)
{
    return time <= now && now - time < age;
}

bool same_values(const CredentialEvidence& evidence, const CredentialTry& wanted)
{
    return evidence.issuer == wanted.issuer && evidence.client_id == wanted.client_id &&
           evidence.secret == wanted.secret;
}

CredentialBudget budget_for(const ProviderEvidence& evidence, const CredentialTry& wanted, WallTime now)
{
    if (evidence.leave_alone_until && now < *evidence.leave_alone_until)
        return {Answer::leave_alone, false};
    const bool known = evidence.credentials && same_values(*evidence.credentials, wanted);
    const auto counts_for = known && is_lasting(*evidence.credentials)
                                ? wanted.answer_counts_for
                                : std::min(wanted.answer_counts_for, hour);
    if (known && !wanted.demanded && is_younger(evidence.credentials->at, now, counts_for))
        return {Answer::remembered, false};
    const bool on_demand = wanted.demanded || !known;
    const auto demanded =
        std::ranges::count_if(evidence.demanded, [&](WallTime time) { return is_younger(time, now, hour); });
    if (on_demand && demanded >= static_cast<std::ptrdiff_t>(demands_in_an_hour))
    {
        const bool fresh = known && is_younger(evidence.credentials->at, now, hour);
        return {fresh ? Answer::remembered : Answer::exhausted, false};
    }
    return {Answer::try_now, on_demand};
}

oidc::CredentialJudgement instead_of_a_try(const CredentialBudget& budget, const ProviderEvidence& evidence)
{
    if (budget.answer == Answer::remembered)
        return {.verdict = evidence.credentials->verdict,
                .finding = evidence.credentials->finding,
                .retry_after = {}};
    if (budget.answer == Answer::exhausted)
        return not_tried("they were tried " + std::to_string(demands_in_an_hour) + " times within an hour");
    return not_tried("the provider asked to be left alone until " +
                     format_timestamp(*evidence.leave_alone_until));
}

void note_credentials(ProviderEvidence& evidence, const CredentialTry& tried,
                      const oidc::CredentialJudgement& judgement, bool on_demand, WallTime now)
{
    CredentialEvidence seen{.at = now,
                            .issuer = tried.issuer,
                            .client_id = tried.client_id,
                            .secret = tried.secret,
                            .verdict = judgement.verdict,
                            .finding = judgement.finding,
                            .accepted_at = {}};
    if (judgement.verdict == Verdict::accepted)
        seen.accepted_at = now;
    else if (evidence.credentials && same_values(*evidence.credentials, tried))
        seen.accepted_at = evidence.credentials->accepted_at;
    evidence.credentials = std::move(seen);
    std::erase_if(evidence.demanded, [&](WallTime time) { return !is_younger(time, now, hour); });
    if (on_demand)
        evidence.demanded.push_back(now);
}

void tell_of_acceptance(oidc::CredentialJudgement& judgement, const ProviderEvidence& evidence,
                        const CredentialTry& wanted)
{
    const auto& known = evidence.credentials;
    if (judgement.verdict != Verdict::refused || !known || !known->accepted_at ||
        !same_values(*known, wanted))
        return;
    judgement.finding.evidence += "; accepted until at least " + format_timestamp(*known->accepted_at) +
                                  ", so something changed at the provider since";
}

} // namespace idpsync::reconcile
