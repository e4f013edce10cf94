#include "reconcile/preflight_step.hpp"

#include "core/preflight.hpp"
#include "core/restart.hpp"
#include "core/time_text.hpp"
#include "core/without_memory.hpp"
#include "net/concurrently.hpp"
#include "reconcile/client_step.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;

namespace {

PreflightResult located(PreflightResult result, const NextCommand& commands)
{
    result.reason.next = commands.located(std::move(result.reason.next));
    for (auto& remark : result.remarks)
        remark.next = commands.located(std::move(remark.next));
    return result;
}

/// So many providers are asked at once: a question has a deadline, which begins when it is asked.
constexpr std::size_t asked_at_once = 32;

bool was_written(const ProviderResult& result)
{
    return result.outcome == ProviderResult::Outcome::created ||
           result.outcome == ProviderResult::Outcome::updated;
}

std::string next_try_words(WallTime next_try)
{
    return "the provider is asked again at " + format_timestamp(next_try) +
           ", by the daemon or by another apply";
}

bool is_held(const PlanItem& item)
{
    return item.action == Action::hold;
}

/// Of the secret that NetBird has; empty: that is not known.
///
/// | the secret is                                  | NetBird has                                |
/// |------------------------------------------------|--------------------------------------------|
/// | declared, and in sync                          | the declared one                           |
/// | declared, and held back or touched by others   | not known                                  |
/// | not declared, and the ledger wrote one         | that one, unless others touched it since   |
/// | not declared, and never written from here      | not known                                  |
Fingerprint secret_in_netbird(const PlanItem& item, const AuditState& audit)
{
    if (item.may_have_another_secret())
        return {};
    if (item.secret != SecretFate::kept)
        return item.fingerprint.value_or(Fingerprint());
    const bool touched = item.id && !audit.user.empty() && audit.touches.contains(*item.id);
    const bool known = item.entry && item.entry->secret && !touched;
    return known ? *item.entry->secret : Fingerprint();
}

} // namespace

std::optional<PreflightQuestion> PreflightStep::question_about(const PlanItem& item) const
{
    const auto* declared = work_.input.desired.find(item.key);
    const auto* secret = work_.secrets.find(item.key);
    const bool complete = declared != nullptr && item.want && item.fingerprint && secret != nullptr;
    if (!complete)
        return std::nullopt;
    return PreflightQuestion{.key = item.key,
                             .values = *item.want,
                             .secret = *secret,
                             .fingerprint = *item.fingerprint,
                             .checks = declared->checks,
                             .demanded = work_.input.request.demanded,
                             .insists = work_.input.request.demanded && work_.may_write(),
                             .client_changed = changed_client(work_.report, item.key),
                             .is_new = has_new_secret(item)};
}

bool PreflightStep::has_new_secret(const PlanItem& item) const
{
    const auto known = work_.ledger.clients.find(item.key);
    return item.client && item.client->generated && known != work_.ledger.clients.end() &&
           known->second.issuer == item.want->issuer && known->second.client_id == item.want->client_id &&
           registrar::may_still_settle(item.want->type, known->second, work_.dependencies.clock.wall_now());
}

asio::awaitable<void> PreflightStep::ask()
{
    if (work_.dependencies.preflight == nullptr)
        co_return;
    work_.dependencies.preflight->begin();
    co_await ask_those(false);
}

asio::awaitable<void> PreflightStep::ask_behind_clients()
{
    if (postponed_)
        co_await ask_those(true);
}

asio::awaitable<void> PreflightStep::ask_those(bool behind_clients)
{
    std::vector<asio::awaitable<void>> tasks;
    for (auto& item : work_.report.plan.items)
    {
        if (waits_for_client(item) != behind_clients || (behind_clients && replaces_one_secret(item)))
            continue;
        const auto question = question_about(item);
        // Nobody has agreed to write such a secret, whatever the provider says of it (rule 32).
        const bool adopts = work_.input.request.flags.adopt && item.selected;
        const bool keeps_secret = work_.ledger.without_memory && !adopts && keeps_adopted_secret(item);
        if (question && !keeps_secret && (needs_preflight(item) || owes_an_answer(item, *question)))
            tasks.push_back(ask_provider(item));
    }
    const bool asks = !tasks.empty();
    to_ask_ = tasks.size();
    co_await net::run_concurrently(std::move(tasks), asked_at_once);
    // A plan of files that are not in force leaves no trace in what passes remember.
    for (auto& item : work_.report.plan.items)
    {
        // What was known before its client is written may not hold behind it.
        const bool later = !behind_clients && waits_for_client(item) && work_.may_write();
        postponed_ = postponed_ || later;
        if (later)
            continue;
        if (!work_.input.request.candidate)
            keep_in_mind(item);
        if (item.in_sync())
            tell_refused(item);
    }
    hold_deletes_behind_blocks(work_.report.plan);
    if (!work_.input.request.candidate)
        note_when_questions_are_due();
    co_await work_.dependencies.preflight->save();
    const auto* login_service =
        work_.dependencies.login == nullptr ? nullptr : work_.dependencies.login->known();
    if (asks && login_service != nullptr)
        work_.report.plan.redirect_uri = login_service->redirect_uri;
}

asio::awaitable<void> PreflightStep::prove(PlanItem& item)
{
    if (work_.dependencies.preflight == nullptr || !question_about(item))
        co_return;
    co_await ask_provider(item);
    keep_in_mind(item);
    note_when_questions_are_due();
    co_await work_.dependencies.preflight->save();
}

/// What NetBird has and nobody verified is asked about when it is due, and when somebody waits for it.
bool PreflightStep::owes_an_answer(const PlanItem& item, const PreflightQuestion& question) const
{
    if (!item.in_sync() || !item.selected)
        return false;
    const bool may_be_right_now = question.demanded || waits_for_client(item);
    if (may_be_right_now && refusal_of(item))
        return true;
    const auto waiting = work_.dependencies.preflight->unverified(question);
    return waiting && (question.demanded || waiting->next_try <= work_.dependencies.clock.wall_now());
}

asio::awaitable<void> PreflightStep::ask_provider(PlanItem& item)
{
    const auto question = question_about(item);
    auto result = co_await work_.dependencies.preflight->ask(*question);

    const auto* declared = work_.input.desired.find(item.key);
    const PreflightRules rules{.mode = declared->preflight.value_or(work_.input.policy.preflight),
                               .forced = work_.input.request.force_preflight.contains(item.key),
                               .commands = work_.input.request.commands};
    const auto holds = work_.refused_before();
    apply_preflight(item, located(std::move(result), work_.input.request.commands), rules,
                    find_hold(holds, item.key));
    ++asked_;
    if (work_.input.request.watcher != nullptr)
        work_.input.request.watcher->got_to({.done = asked_, .all = to_ask_});
}

/// What is not verified is kept in mind before anything of it is written: a process that is killed between
/// the two must not be taken for one that knew.
void PreflightStep::keep_in_mind(PlanItem& item)
{
    auto& preflight = *work_.dependencies.preflight;
    if (!is_held(item) && item.selected)
        preflight.let_go(item.key);
    const auto question = question_about(item);
    if (!question)
        return;
    const bool not_accepted = item.preflight && item.preflight->verdict != Verdict::accepted;
    if (is_held(item))
    {
        const auto waiting = preflight.hold_back(*question, *item.preflight);
        item.next_try = waiting.next_try;
        item.next = next_try_words(waiting.next_try);
    }
    const bool is_written = item.writes() && work_.may_write();
    const bool is_there = item.in_sync() && preflight.unverified(*question);
    const bool asked_now = item.preflight && !item.preflight->from;
    if (not_accepted && (is_written || (is_there && asked_now)))
        preflight.note_unverified(*question, *item.preflight);
    if (item.in_sync())
        tell_unverified(item);
}

void PreflightStep::tell_unverified(PlanItem& item)
{
    const auto question = question_about(item);
    const auto waiting = question ? work_.dependencies.preflight->unverified(*question) : std::nullopt;
    if (!waiting)
        return;
    item.unverified_since = waiting->since;
    item.next_try = waiting->next_try;
    if (!item.why.empty() || !item.in_sync())
        return;
    item.why = "as declared, but the provider has not accepted these values: " + waiting->why;
    item.next = next_try_words(waiting->next_try);
}

/// Of what NetBird has.
std::optional<Finding> PreflightStep::refusal_of(const PlanItem& item) const
{
    if (!item.want)
        return std::nullopt;
    auto& preflight = *work_.dependencies.preflight;
    auto refusal = preflight.refusal(item.key, *item.want, secret_in_netbird(item, work_.ledger.audit));
    // Without a secret, a provider may have said that it does not know the client.
    if (!refusal && item.secret == SecretFate::kept)
        refusal = preflight.refusal(item.key, *item.want, {});
    if (refusal)
        refusal->next = work_.input.request.commands.located(std::move(refusal->next));
    return refusal;
}

/// What NetBird's login service uses in its place. That NetBird must be restarted is said anyway where it is
/// known.
std::optional<Finding> PreflightStep::login_service_refusal_of(const PlanItem& item) const
{
    if (!item.want || !item.id)
        return std::nullopt;
    auto refusal = work_.dependencies.preflight->login_service_refusal(item.key, *item.id, *item.want);
    const bool told_anyway = refusal && refusal->id == FindingId::login_service_outdated &&
                             concerns(restart_needed(work_.ledger), item.key);
    if (!refusal || told_anyway)
        return std::nullopt;
    refusal->next = work_.input.request.commands.located(std::move(refusal->next));
    return refusal;
}

void PreflightStep::tell_refused(PlanItem& item)
{
    auto refusal = refusal_of(item);
    if (!refusal)
        refusal = login_service_refusal_of(item);
    if (refusal)
        item.tell_refusal(*refusal);
}

/// The daemon comes back for them.
void PreflightStep::note_when_questions_are_due()
{
    work_.memory.questions_due.clear();
    const auto now = work_.dependencies.clock.now();
    const auto wall_now = work_.dependencies.clock.wall_now();
    for (const auto& item : work_.report.plan.items)
        if (const auto question = question_about(item); question && item.selected)
        {
            const auto waiting = work_.dependencies.preflight->unverified(*question);
            const auto next = is_held(item) || !waiting ? item.next_try : std::optional(waiting->next_try);
            if (next)
                work_.memory.questions_due.push_back(now + (*next - wall_now));
        }
}

asio::awaitable<void> PreflightStep::note_refused_writes()
{
    if (work_.dependencies.checks == nullptr)
        co_return;
    auto& checks = *work_.dependencies.checks;
    bool any = false;
    for (const auto& [item, result] : work_.report.items())
    {
        std::optional<RefusedWrite> refused;
        if (item.want && result->error && result->error->kind == ErrorKind::rejected)
            refused = RefusedWrite{.at = work_.dependencies.clock.wall_now(),
                                   .name = item.want->name,
                                   .issuer = item.want->issuer,
                                   .client_id = item.want->client_id,
                                   .secret = item.fingerprint.value_or(Fingerprint()),
                                   .why = result->error->text()};
        else if (!was_written(*result) || !checks.known(item.key).refused)
            continue;
        checks.note(item.key, [&](ProviderEvidence& evidence) { evidence.refused = std::move(refused); });
        any = true;
    }
    // That it could not be kept costs an explanation, and nothing else.
    if (any)
        static_cast<void>(co_await checks.save());
}

void PreflightStep::tell_of_unverified_writes()
{
    if (work_.dependencies.preflight == nullptr)
        return;
    for (std::size_t i = 0; i < work_.report.results.size(); ++i)
        if (was_written(work_.report.results[i]) && work_.report.results[i].in_sync)
        {
            tell_unverified(work_.report.plan.items[i]);
            tell_refused(work_.report.plan.items[i]);
        }
}

} // namespace idpsync::reconcile
