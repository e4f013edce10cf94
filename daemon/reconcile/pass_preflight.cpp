#include "core/preflight.hpp"
#include "core/restart.hpp"
#include "core/time_text.hpp"
#include "core/without_memory.hpp"
#include "net/concurrently.hpp"
#include "reconcile/pass.hpp"

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

std::optional<PreflightQuestion> Pass::question_about(const PlanItem& item) const
{
    const auto* declared = input_.desired.find(item.key);
    const auto secret = input_.secrets.values.find(item.key);
    const bool complete =
        declared != nullptr && item.want && item.fingerprint && secret != input_.secrets.values.end();
    if (!complete)
        return std::nullopt;
    return PreflightQuestion{.key = item.key,
                             .values = *item.want,
                             .secret = secret->second,
                             .fingerprint = *item.fingerprint,
                             .allow_http = declared->allow_http,
                             .demanded = input_.request.demanded,
                             .insists = input_.request.demanded && may_write()};
}

asio::awaitable<void> Pass::preflight()
{
    if (dependencies_.preflight == nullptr)
        co_return;
    dependencies_.preflight->begin();
    std::vector<asio::awaitable<void>> tasks;
    for (auto& item : report_.plan.items)
    {
        const auto question = question_about(item);
        // Nobody has agreed to write such a secret, whatever the provider says of it (rule 32).
        const bool adopts = input_.request.adopt && item.selected;
        const bool keeps_secret = ledger_.without_memory && !adopts && keeps_adopted_secret(item);
        if (question && !keeps_secret && (needs_preflight(item) || owes_an_answer(item, *question)))
            tasks.push_back(ask_provider(item));
    }
    const bool asks = !tasks.empty();
    to_ask_ = tasks.size();
    co_await net::run_concurrently(std::move(tasks), asked_at_once);
    // A plan of files that are not in force leaves no trace in what passes remember.
    if (!input_.request.candidate)
        for (auto& item : report_.plan.items)
            keep_in_mind(item);
    for (auto& item : report_.plan.items)
        if (item.in_sync())
            tell_refused(item);
    hold_deletes_behind_blocks(report_.plan);
    if (!input_.request.candidate)
        note_when_questions_are_due();
    co_await dependencies_.preflight->save();
    const auto* login_service = dependencies_.login == nullptr ? nullptr : dependencies_.login->known();
    if (asks && login_service != nullptr)
        report_.plan.redirect_uri = login_service->redirect_uri;
}

/// What NetBird has and nobody verified is asked about when it is due, and when somebody waits for it.
bool Pass::owes_an_answer(const PlanItem& item, const PreflightQuestion& question) const
{
    if (!item.in_sync() || !item.selected)
        return false;
    if (question.demanded && refusal_of(item))
        return true;
    const auto waiting = dependencies_.preflight->unverified(question);
    return waiting && (question.demanded || waiting->next_try <= dependencies_.clock.wall_now());
}

asio::awaitable<void> Pass::ask_provider(PlanItem& item)
{
    const auto question = question_about(item);
    auto result = co_await dependencies_.preflight->ask(*question);

    const auto* declared = input_.desired.find(item.key);
    const PreflightRules rules{.mode = declared->preflight.value_or(input_.policy.preflight),
                               .forced = input_.request.force_preflight.contains(item.key),
                               .commands = input_.request.commands};
    const auto holds = holds_now();
    const auto hold = holds.find(item.key);
    apply_preflight(item, located(std::move(result), input_.request.commands), rules,
                    hold == holds.end() ? nullptr : &hold->second);
    ++asked_;
    if (input_.request.watcher != nullptr)
        input_.request.watcher->got_to({.done = asked_, .all = to_ask_});
}

/// What is not verified is kept in mind before anything of it is written: a process that is killed between
/// the two must not be taken for one that knew.
void Pass::keep_in_mind(PlanItem& item)
{
    auto& preflight = *dependencies_.preflight;
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
    const bool is_written = item.writes() && may_write();
    const bool is_there = item.in_sync() && preflight.unverified(*question);
    const bool asked_now = item.preflight && !item.preflight->from;
    if (not_accepted && (is_written || (is_there && asked_now)))
        preflight.note_unverified(*question, *item.preflight);
    if (item.in_sync())
        tell_unverified(item);
}

void Pass::tell_unverified(PlanItem& item)
{
    const auto question = question_about(item);
    const auto waiting = question ? dependencies_.preflight->unverified(*question) : std::nullopt;
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
std::optional<Finding> Pass::refusal_of(const PlanItem& item) const
{
    if (!item.want)
        return std::nullopt;
    auto& preflight = *dependencies_.preflight;
    auto refusal = preflight.refusal(item.key, *item.want, secret_in_netbird(item, ledger_.audit));
    // Without a secret, a provider may have said that it does not know the client.
    if (!refusal && item.secret == SecretFate::kept)
        refusal = preflight.refusal(item.key, *item.want, {});
    if (refusal)
        refusal->next = input_.request.commands.located(std::move(refusal->next));
    return refusal;
}

/// What NetBird's login service uses in its place. That NetBird must be restarted is said anyway where it is
/// known.
std::optional<Finding> Pass::login_service_refusal_of(const PlanItem& item) const
{
    if (!item.want || !item.id)
        return std::nullopt;
    auto refusal = dependencies_.preflight->login_service_refusal(item.key, *item.id, *item.want);
    const bool told_anyway = refusal && refusal->id == FindingId::login_service_outdated &&
                             concerns(restart_needed(ledger_), item.key);
    if (!refusal || told_anyway)
        return std::nullopt;
    refusal->next = input_.request.commands.located(std::move(refusal->next));
    return refusal;
}

void Pass::tell_refused(PlanItem& item)
{
    auto refusal = refusal_of(item);
    if (!refusal)
        refusal = login_service_refusal_of(item);
    if (refusal)
        item.tell_refusal(*refusal);
}

/// The daemon comes back for them.
void Pass::note_when_questions_are_due()
{
    memory_.questions_due.clear();
    const auto now = dependencies_.clock.now();
    const auto wall_now = dependencies_.clock.wall_now();
    for (const auto& item : report_.plan.items)
        if (const auto question = question_about(item); question && item.selected)
        {
            const auto waiting = dependencies_.preflight->unverified(*question);
            const auto next = is_held(item) || !waiting ? item.next_try : std::optional(waiting->next_try);
            if (next)
                memory_.questions_due.push_back(now + (*next - wall_now));
        }
}

asio::awaitable<void> Pass::note_refused_writes()
{
    if (dependencies_.checks == nullptr)
        co_return;
    auto& checks = *dependencies_.checks;
    bool any = false;
    for (std::size_t i = 0; i < report_.results.size(); ++i)
    {
        const auto& item = report_.plan.items[i];
        const auto& result = report_.results[i];
        std::optional<RefusedWrite> refused;
        if (item.want && result.error && result.error->kind == ErrorKind::rejected)
            refused = RefusedWrite{.at = dependencies_.clock.wall_now(),
                                   .name = item.want->name,
                                   .issuer = item.want->issuer,
                                   .client_id = item.want->client_id,
                                   .secret = item.fingerprint.value_or(Fingerprint()),
                                   .why = result.error->text()};
        else if (!was_written(result) || !checks.known(item.key).refused)
            continue;
        checks.note(item.key, [&](ProviderEvidence& evidence) { evidence.refused = std::move(refused); });
        any = true;
    }
    // That it could not be kept costs an explanation, and nothing else.
    if (any)
        static_cast<void>(co_await checks.save());
}

void Pass::tell_of_unverified_writes()
{
    if (dependencies_.preflight == nullptr)
        return;
    for (std::size_t i = 0; i < report_.results.size(); ++i)
        if (was_written(report_.results[i]) && report_.results[i].in_sync)
        {
            tell_unverified(report_.plan.items[i]);
            tell_refused(report_.plan.items[i]);
        }
}

} // namespace idpsync::reconcile
