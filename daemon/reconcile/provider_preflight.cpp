#include "reconcile/provider_preflight.hpp"

#include "reconcile/timestamp.hpp"

#include <algorithm>
#include <array>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto remembered_for = 1h;
constexpr std::size_t demands_in_an_hour = 6;

/// A little more than NetBird gives an issuer.
constexpr auto time_for_a_check = 12s;

/// Unknown is asked again after these, as long as the first question is younger than `repeats_end`.
constexpr std::array<std::chrono::seconds, 2> pauses{1s, 3s};
constexpr auto repeats_end = 10s;

bool same_values(const CredentialEvidence& evidence, const PreflightQuestion& question)
{
    return evidence.issuer == oidc::issuer_of(question.values) &&
           evidence.client_id == question.values.client_id && evidence.secret == question.fingerprint;
}

bool younger(WallTime time, WallTime now, std::chrono::seconds age)
{
    return time <= now && now - time < age;
}

oidc::CredentialJudgement not_tried(const std::string& why)
{
    return {.finding = {FindingId::credentials_refused, Severity::unknown,
                        "the client's credentials were not tried: " + why, ""},
            .retry_after = {}};
}

/// What stands for the try that is not made.
oidc::CredentialJudgement instead_of_a_try(const CredentialBudget& budget, const ProviderEvidence& evidence)
{
    using Answer = CredentialBudget::Answer;
    if (budget.answer == Answer::remembered)
        return {.verdict = evidence.credentials->verdict,
                .finding = evidence.credentials->finding,
                .retry_after = {}};
    if (budget.answer == Answer::exhausted)
        return not_tried("they were tried " + std::to_string(demands_in_an_hour) + " times within an hour");
    return not_tried("the provider asked to be left alone until " +
                     format_timestamp(*evidence.leave_alone_until));
}

ProviderEvidence evidence_of(ChecksStore& checks, const ProviderKey& key)
{
    auto all = checks.load();
    return all.providers.contains(key) ? all.providers.at(key) : ProviderEvidence{};
}

} // namespace

CredentialBudget budget_for(const ProviderEvidence& evidence, const PreflightQuestion& question, WallTime now)
{
    using Answer = CredentialBudget::Answer;
    if (evidence.leave_alone_until && now < *evidence.leave_alone_until)
        return {Answer::leave_alone, false};
    const bool known = evidence.credentials && same_values(*evidence.credentials, question);
    const bool fresh = known && younger(evidence.credentials->at, now, remembered_for);
    if (fresh && !question.demanded)
        return {Answer::remembered, false};
    const bool on_demand = question.demanded || !known;
    const auto demanded = std::ranges::count_if(
        evidence.demanded, [&](WallTime time) { return younger(time, now, remembered_for); });
    if (on_demand && demanded >= static_cast<std::ptrdiff_t>(demands_in_an_hour))
        return {fresh ? Answer::remembered : Answer::exhausted, false};
    return {Answer::try_now, on_demand};
}

void note_credentials(ProviderEvidence& evidence, const PreflightQuestion& question,
                      const oidc::CredentialJudgement& judgement, bool on_demand, WallTime now)
{
    CredentialEvidence seen{.at = now,
                            .issuer = oidc::issuer_of(question.values),
                            .client_id = question.values.client_id,
                            .secret = question.fingerprint,
                            .verdict = judgement.verdict,
                            .finding = judgement.finding,
                            .accepted_at = {}};
    if (judgement.verdict == Verdict::accepted)
        seen.accepted_at = now;
    else if (evidence.credentials && same_values(*evidence.credentials, question))
        seen.accepted_at = evidence.credentials->accepted_at;
    evidence.credentials = std::move(seen);
    std::erase_if(evidence.demanded, [&](WallTime time) { return !younger(time, now, remembered_for); });
    if (on_demand)
        evidence.demanded.push_back(now);
}

asio::awaitable<PreflightResult> ProviderPreflight::ask(const PreflightQuestion& question)
{
    const auto discovered = co_await dependencies_.login_service.discovery();
    const oidc::Registration registration{.type = question.values.type,
                                          .issuer = oidc::issuer_of(question.values),
                                          .client_id = question.values.client_id,
                                          .redirect_uri = discovered.has_value() ? discovered->redirect_uri
                                                                                 : std::string(),
                                          .allow_http = question.allow_http};
    const auto evidence = evidence_of(dependencies_.checks, question.key);
    const auto budget = budget_for(evidence, question, dependencies_.clock.wall_now());
    const bool tries = budget.answer == CredentialBudget::Answer::try_now;
    if (budget.answer == CredentialBudget::Answer::leave_alone)
        co_return PreflightResult{.reason = instead_of_a_try(budget, evidence).finding, .remarks = {}};

    auto seen = co_await check(registration, tries ? &question.secret : nullptr);
    if (!tries && seen.discovery.verdict == Verdict::accepted)
        seen.credentials = instead_of_a_try(budget, evidence);
    auto result = seen.preflight();
    result.repeated = budget.answer == CredentialBudget::Answer::remembered && seen.credentials &&
                      result.reason == seen.credentials->finding;
    co_await remember(question, seen, budget, result.verdict);
    co_return result;
}

asio::awaitable<oidc::ProviderCheck> ProviderPreflight::check(const oidc::Registration& registration,
                                                              const Secret* secret)
{
    const auto began = dependencies_.clock.now();
    const oidc::Extent extent{.secret = secret};
    auto seen = co_await dependencies_.checker.check(registration, extent, began + time_for_a_check);
    for (const auto pause : pauses)
    {
        const auto again = dependencies_.clock.now() + pause;
        if (seen.preflight().verdict != Verdict::unknown || !seen.may_change() ||
            again >= began + repeats_end)
            break;
        co_await dependencies_.clock.wait_until(again);
        seen = co_await dependencies_.checker.check(registration, extent, again + time_for_a_check);
    }
    co_return seen;
}

asio::awaitable<void> ProviderPreflight::remember(const PreflightQuestion& question,
                                                  const oidc::ProviderCheck& seen,
                                                  const CredentialBudget& budget, Verdict verdict)
{
    const auto now = dependencies_.clock.wall_now();
    const bool tried = budget.answer == CredentialBudget::Answer::try_now && seen.credentials;
    // Where it cannot be written, this process remembers all the same.
    const std::function<void(Checks&)> change = [&](Checks& checks) {
        const bool known = checks.providers.contains(question.key);
        if (!known && !tried && !seen.leave_alone)
            return;
        auto& evidence = checks.providers[question.key];
        if (tried)
            note_credentials(evidence, question, *seen.credentials, budget.on_demand, now);
        if (seen.leave_alone)
            evidence.leave_alone_until = now + *seen.leave_alone;
        else if (evidence.leave_alone_until && *evidence.leave_alone_until <= now)
            evidence.leave_alone_until.reset();
        if (verdict != Verdict::unknown)
            evidence.unverified.reset();
        else if (evidence.unverified)
            evidence.unverified->at = now;
    };
    const auto saved = co_await dependencies_.checks.update(change);
    static_cast<void>(saved);
}

bool ProviderPreflight::owes_an_answer(const PreflightQuestion& question)
{
    const auto& unverified = evidence_of(dependencies_.checks, question.key).unverified;
    const bool same = unverified && unverified->issuer == oidc::issuer_of(question.values) &&
                      unverified->client_id == question.values.client_id &&
                      unverified->secret == question.fingerprint;
    return same && !younger(unverified->at, dependencies_.clock.wall_now(), remembered_for - 5min);
}

asio::awaitable<void> ProviderPreflight::written_unverified(const PreflightQuestion& question)
{
    const UnverifiedWrite write{dependencies_.clock.wall_now(), oidc::issuer_of(question.values),
                                question.values.client_id, question.fingerprint};
    const std::function<void(Checks&)> change = [&](Checks& checks) {
        checks.providers[question.key].unverified = write;
    };
    const auto saved = co_await dependencies_.checks.update(change);
    static_cast<void>(saved);
}

} // namespace idpsync::reconcile
