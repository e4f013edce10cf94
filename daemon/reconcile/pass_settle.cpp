// What earlier writes came to whose answer was lost: docs/reconciling.md 12. settle.hpp decides.

#include "core/text.hpp"
#include "reconcile/pass.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;

namespace {

std::string in_words(const std::vector<ConnectorId>& ids)
{
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "" : ", ") + quoted(id.value);
    return text;
}

} // namespace

asio::awaitable<Result<void>> Pass::settle()
{
    if (!may_write())
        co_return Result<void>{};
    const bool open = !ledger_.intents.empty();
    drop_intents_answered_by_the_file();
    settle_by_list();
    co_await settle_settings();
    if (const auto until = settles_before_planning())
    {
        announce_settling(*until);
        co_await dependencies_.clock.wait_until(*until);
        const auto looked = co_await look();
        if (looked.has_error())
            co_return looked.error();
        settle_by_list();
    }
    co_return open ? save() : Result<void>{};
}

/// A key whose `id` is listed says itself which connector it means: there is nothing left to find out.
void Pass::drop_intents_answered_by_the_file()
{
    std::erase_if(ledger_.intents, [&](const Intent& intent) {
        const auto* provider = input_.desired.find(intent.key);
        const bool named = provider != nullptr && provider->id && observed_.find(*provider->id) != nullptr;
        return intent.verb == Verb::create && named;
    });
}

bool Pass::may_still_arrive(const Intent& intent) const
{
    return memory_.abandoned.settles_at(intent) > list_asked_;
}

bool Pass::settings_may_still_arrive() const
{
    const bool open = ledger_.group_sync && ledger_.group_sync->intent;
    return (open || memory_.abandoned.settings_noted()) &&
           memory_.abandoned.settings_settle_at() > list_asked_;
}

/// Settings that read back as they were sent have arrived.
asio::awaitable<void> Pass::settle_settings()
{
    if (!concerns_group_sync() || !settings_may_still_arrive() || !ledger_.group_sync)
        co_return;
    co_await read_account();
    if (settings_->has_value() && ledger_.group_sync->intent == (*settings_)->groups)
        memory_.abandoned.forget_settings();
}

/// When everything that this pass waits for has settled; nothing: it waits for nothing. A create that is
/// under way keeps every pass waiting, because whatever is planned meanwhile might create it once more. What
/// else is under way concerns one connector: a pass that nobody waits for goes on with the others.
std::optional<net::SteadyTime> Pass::settles_before_planning() const
{
    std::optional<net::SteadyTime> until;
    const auto wait_for = [&](net::SteadyTime when) { until = std::max(when, until.value_or(when)); };
    for (const auto& intent : ledger_.intents)
        if (may_still_arrive(intent) && (intent.verb == Verb::create || input_.request.settles))
            wait_for(memory_.abandoned.settles_at(intent));
    const bool settings = concerns_group_sync() && input_.request.settles && settings_may_still_arrive();
    const bool arrived = ledger_.group_sync && settings_ && settings_->has_value() &&
                         ledger_.group_sync->intent == (*settings_)->groups;
    if (settings && !arrived)
        wait_for(memory_.abandoned.settings_settle_at());
    return until;
}

void Pass::announce_settling(net::SteadyTime until)
{
    const auto now = dependencies_.clock.now();
    const auto wait = [&](net::SteadyTime when) {
        return std::chrono::ceil<std::chrono::seconds>(
            std::max(net::SteadyTime::duration::zero(), std::min(when, until) - now));
    };
    for (const auto& intent : ledger_.intents)
        if (may_still_arrive(intent))
            dependencies_.events.emit(event_of_settling(intent, wait(memory_.abandoned.settles_at(intent))));
    if (concerns_group_sync() && settings_may_still_arrive())
        dependencies_.events.emit(event_of_settling_settings(wait(memory_.abandoned.settings_settle_at())));
}

/// After the writes: what a later list tells is waited for, if there is time for it and anybody to tell.
asio::awaitable<Result<void>> Pass::settle_after_writes()
{
    auto until = net::SteadyTime::min();
    bool creates = false;
    for (const auto& intent : ledger_.intents)
    {
        const bool create = intent.verb == Verb::create;
        if (!may_still_arrive(intent) || !a_list_tells(intent) || !(create || input_.request.settles))
            continue;
        creates = creates || create;
        until = std::max(until, memory_.abandoned.settles_at(intent));
    }
    if (until == net::SteadyTime::min())
        co_return Result<void>{};
    if (input_.request.deadline && until > *input_.request.deadline)
    {
        report_.partial = report_.partial || creates;
        co_return Result<void>{};
    }
    announce_settling(until);
    co_await dependencies_.clock.wait_until(until);
    const auto looked = co_await look();
    if (looked.has_error())
        co_return looked.error();
    settle_by_list();
    co_return Result<void>{};
}

void Pass::settle_by_list()
{
    const auto is_over = [this](const Intent& intent) { return !may_still_arrive(intent); };
    for (const auto& settled : settle_writes(ledger_, observed_, is_over, dependencies_.clock.wall_now()))
        take_note_of(settled);
}

void Pass::take_note_of(const SettledWrite& settled)
{
    using Outcome = SettledWrite::Outcome;
    const auto& intent = settled.intent;
    const bool create = intent.verb == Verb::create;
    dependencies_.events.emit(event_of_settled(settled));
    memory_.abandoned.forget(intent);
    if (settled.outcome == Outcome::nothing)
        memory_.was_not_carried_out(intent.key, dependencies_.clock.now());
    memory_.answered_5xx.erase(intent.key);
    if (create && settled.outcome == Outcome::carried_out)
        memory_.settled.insert_or_assign(intent.key, settled.ids.front());
    if (create && settled.outcome == Outcome::nothing)
        holds_.insert_or_assign(
            intent.key, Hold{.reason = Reason::settled_in_this_pass,
                             .why = "an earlier create left nothing behind; the next pass creates it"});
    if (settled.outcome == Outcome::several)
        holds_.insert_or_assign(
            intent.key,
            Hold{.action = Action::conflict,
                 .reason = Reason::several_matches,
                 .why = "an earlier create lost its answer, and several connectors match it now: " +
                        in_words(settled.ids) + "; say which one is meant with `id: …`"});
}

/// What the plan must leave alone.
std::set<ConnectorId> Pass::unsettled() const
{
    std::set<ConnectorId> ids;
    for (const auto& intent : ledger_.intents)
        if (intent.id && may_still_arrive(intent))
            ids.insert(*intent.id);
    return ids;
}

/// The next pass has something to find out then.
void Pass::note_next_settling()
{
    memory_.next_settling.reset();
    const auto now = dependencies_.clock.now();
    const auto note = [&](net::SteadyTime when) {
        if (when > now)
            memory_.next_settling = std::min(when, memory_.next_settling.value_or(when));
    };
    for (const auto& intent : ledger_.intents)
        note(memory_.abandoned.settles_at(intent));
    if (concerns_group_sync() && settings_may_still_arrive())
        note(memory_.abandoned.settings_settle_at());
}

} // namespace idpsync::reconcile
