#include "reconcile/settle_step.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;

namespace {

std::string in_words(const std::vector<ConnectorId>& ids)
{
    return joined(ids, [](const auto& id) { return quoted(id.value); });
}

} // namespace

asio::awaitable<Result<void>> SettleStep::before_planning()
{
    if (!work_.may_write())
        co_return Result<void>{};
    const bool open = !work_.ledger.intents.empty();
    drop_intents_answered_by_the_file();
    by_list();
    co_await settings_.settle();
    if (const auto until = settles_before_planning())
    {
        announce_settling(*until);
        co_await work_.dependencies.clock.wait_until(*until);
        const auto looked = co_await observer_.look();
        if (looked.has_error())
            co_return looked.error();
        by_list();
    }
    co_return open ? work_.save() : Result<void>{};
}

/// A key whose `id` is listed says itself which connector it means: there is nothing left to find out.
void SettleStep::drop_intents_answered_by_the_file()
{
    std::erase_if(work_.ledger.intents, [&](const Intent& intent) {
        const auto* provider = work_.input.desired.find(intent.key);
        const bool named =
            provider != nullptr && provider->id && work_.observed.find(*provider->id) != nullptr;
        return intent.verb == Verb::create && named;
    });
}

/// When everything that this pass waits for has settled; nothing: it waits for nothing. A create that is
/// under way keeps every pass waiting, because whatever is planned meanwhile might create it once more. What
/// else is under way concerns one connector: a pass that nobody waits for goes on with the others.
std::optional<net::SteadyTime> SettleStep::settles_before_planning() const
{
    std::optional<net::SteadyTime> until;
    for (const auto& write : work_.writes_under_way())
    {
        const bool arrived = write.subject == Subject(GroupSync()) && settings_.have_arrived();
        if (!arrived && (write.verb == Verb::create || work_.input.request.settles))
            until = std::max(write.settles_at, until.value_or(write.settles_at));
    }
    return until;
}

void SettleStep::announce_settling(net::SteadyTime until)
{
    const auto now = work_.dependencies.clock.now();
    const auto wait = [&](net::SteadyTime when) {
        return std::chrono::ceil<std::chrono::seconds>(
            std::max(net::SteadyTime::duration::zero(), std::min(when, until) - now));
    };
    for (const auto& write : work_.writes_under_way())
        work_.dependencies.events.emit(event_of_settling(write.subject, write.verb, wait(write.settles_at)));
}

/// After the writes: what a later list tells is waited for, if there is time for it and anybody to tell.
asio::awaitable<Result<void>> SettleStep::after_writes()
{
    auto until = net::SteadyTime::min();
    bool creates = false;
    for (const auto& intent : work_.ledger.intents)
    {
        const bool create = intent.verb == Verb::create;
        if (!work_.may_still_arrive(intent) || !a_list_tells(intent) ||
            !(create || work_.input.request.settles))
            continue;
        creates = creates || create;
        until = std::max(until, work_.memory.abandoned.settles_at(target_of(intent)));
    }
    if (until == net::SteadyTime::min())
        co_return Result<void>{};
    if (work_.input.request.deadline && until > *work_.input.request.deadline)
    {
        work_.report.partial = work_.report.partial || creates;
        co_return Result<void>{};
    }
    announce_settling(until);
    co_await work_.dependencies.clock.wait_until(until);
    const auto looked = co_await observer_.look();
    if (looked.has_error())
        co_return looked.error();
    by_list();
    co_return Result<void>{};
}

void SettleStep::by_list()
{
    const auto is_over = [this](const Intent& intent) { return !work_.may_still_arrive(intent); };
    for (const auto& settled :
         settle_writes(work_.ledger, work_.observed, is_over, work_.dependencies.clock.wall_now()))
        take_note_of(settled);
}

void SettleStep::take_note_of(const SettledWrite& settled)
{
    using Outcome = SettledWrite::Outcome;
    const auto& intent = settled.intent;
    const bool create = intent.verb == Verb::create;
    work_.dependencies.events.emit(event_of_settled(settled));
    work_.memory.abandoned.forget(target_of(intent));
    if (settled.outcome == Outcome::nothing)
        work_.memory.was_not_carried_out(intent.key, work_.dependencies.clock.now());
    work_.memory.answered_5xx.erase(intent.key);
    if (create && settled.outcome == Outcome::carried_out)
        work_.memory.settled.insert_or_assign(intent.key, settled.ids.front());
    if (create && settled.outcome == Outcome::nothing)
        work_.holds.insert_or_assign(
            intent.key, Hold{.reason = Reason::settled_in_this_pass,
                             .why = "an earlier create had no effect; the next pass creates it"});
    if (settled.outcome == Outcome::several)
        work_.holds.insert_or_assign(
            intent.key, Hold{.action = Action::conflict,
                             .reason = Reason::several_matches,
                             .why = "an earlier create got no answer, and several connectors match it now: " +
                                    in_words(settled.ids) + "; say which one is meant with `id: …`"});
}

/// What the plan must leave alone.
std::set<ConnectorId> SettleStep::unsettled() const
{
    std::set<ConnectorId> ids;
    for (const auto& intent : work_.ledger.intents)
        if (intent.id && work_.may_still_arrive(intent))
            ids.insert(*intent.id);
    return ids;
}

/// The next pass has something to find out then.
void SettleStep::note_next()
{
    work_.memory.next_settling.reset();
    auto& next = work_.memory.next_settling;
    for (const auto& write : work_.writes_under_way())
        if (write.settles_at > work_.dependencies.clock.now())
            next = std::min(write.settles_at, next.value_or(write.settles_at));
}

} // namespace idpsync::reconcile
