#include "reconcile/rotation_step.hpp"

#include "reconcile/pass_events.hpp"
#include "registrar/secret_swap.hpp"

#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using registrar::SwapStep;

namespace {

/// NetBird will take the new secret, as far as can be known before.
bool connector_is_ready(const PlanItem& item)
{
    return item.writes() && item.action == Action::update && item.secret == SecretFate::written;
}

Error unproven(const PlanItem& item)
{
    return {ErrorKind::rejected, item.why.empty() ? "NetBird's connector cannot be written now" : item.why};
}

} // namespace

asio::awaitable<void> RotationStep::carry_out()
{
    for (std::size_t i = 0; i < work_.report.plan.items.size(); ++i)
        co_await carry_out_one(i);
}

asio::awaitable<void> RotationStep::carry_out_one(std::size_t index)
{
    auto& item = work_.report.plan.items[index];
    if (replaces_one_secret(item))
    {
        const bool given = co_await give_to_provider(index);
        if (given)
        {
            co_await preflight_.prove(item);
            co_await go_on(index);
        }
        else
            clients_.use_secret(item);
    }
    else if (is_at_provider(item))
        co_await go_on(index);
}

/// An earlier pass brought it there, and was cut.
bool RotationStep::is_at_provider(const PlanItem& item) const
{
    const auto known = work_.ledger.clients.find(item.key);
    return item.client && item.selected && item.client->selected && item.client->cuts_logins &&
           item.client->reason != Reason::client_unchecked && known != work_.ledger.clients.end() &&
           known->second.swap == SecretSwap::replacing && !known->second.secret_unsettled;
}

/// False: the result says why not.
asio::awaitable<bool> RotationStep::give_to_provider(std::size_t index)
{
    auto& item = work_.report.plan.items[index];
    auto& client = *item.client;
    if (work_.input.request.deadline && work_.dependencies.clock.now() > *work_.input.request.deadline)
    {
        work_.report.partial = true;
        co_return false;
    }
    auto& look = clients_.look_at(item.key);
    const bool begins = look.rotation == registrar::Rotation::begins;
    if (begins && !connector_is_ready(item))
    {
        client.conclude(Action::wait, Reason::secret_due,
                        "a new client_secret is due, and NetBird's connector cannot take it now",
                        "fix that first");
        co_return false;
    }
    auto& result = work_.report.results[index].client.emplace();
    auto sent = begins ? begin(item) : Result<void>();
    work_.report.wrote = true;
    if (sent.has_value())
        sent = co_await clients_.send(client, look);
    const auto wanted = work_.secrets.states().at(item.key).fingerprint;
    if (sent.has_value() && look.sends_secret)
        sent = co_await clients_.send_secret(item, look);
    if (sent.has_error())
    {
        if (begins && registrar::was_certainly_not_taken(sent.error()))
            call_off(item);
        clients_.fail(client, result, sent.error());
        co_return false;
    }
    item.fingerprint = work_.secrets.states().at(item.key).fingerprint;
    // It chose another one itself, as it would if the former one was sent (Pocket ID up to 2.11).
    if (item.fingerprint != wanted)
        static_cast<void>(work_.dependencies.ledger.drop_former_secret(item.key));
    result.outcome = WriteOutcome::updated;
    result.in_sync = true;
    co_return true;
}

/// On the disk before anything leaves: registrar/secret_swap.hpp says what a pass makes of each moment.
Result<void> RotationStep::begin(PlanItem& item)
{
    auto& store = work_.dependencies.ledger;
    const auto* former = work_.secrets.find(item.key);
    note(item, SecretSwap::replacing, true);
    if (const auto saved = work_.save(); saved.has_error())
        return saved;
    if (former != nullptr)
        if (const auto kept = store.keep_former_secret(item.key, *former); kept.has_error())
            return kept;
    auto made = store.make_held_secret(item.key);
    if (made.has_error())
        return made.error();
    clients_.use(item.key, std::move(*made));
    return {};
}

/// Nothing was changed at the provider: the former secret stays.
void RotationStep::call_off(PlanItem& item)
{
    auto& store = work_.dependencies.ledger;
    auto former = store.former_secret(item.key);
    if (former.has_value() && former->has_value() && store.hold_secret(item.key, **former).has_value())
        clients_.use(item.key, std::move(**former));
    static_cast<void>(store.drop_former_secret(item.key));
    note(item, SecretSwap::none, false);
    save();
}

asio::awaitable<void> RotationStep::go_on(std::size_t index)
{
    auto& item = work_.report.plan.items[index];
    const auto step = registrar::after_proof(item, can_go_back(item));
    if (step == SwapStep::go_back)
        co_await go_back(index, unproven(item));
    else if (step == SwapStep::go_on && item.action != Action::none)
        co_await give_to_netbird(index);
}

asio::awaitable<void> RotationStep::give_to_netbird(std::size_t index)
{
    auto& item = work_.report.plan.items[index];
    auto& results = work_.report.results;
    if (!item.writes())
        item.conclude(Action::update, Reason::declaration_changed);
    co_await writing_.write_ahead(index);
    const auto error = results[index].error;
    if (registrar::after_write(error, can_go_back(item)) == SwapStep::go_back)
        co_return co_await go_back(index, *error);
    if (replaces_one_secret(item))
        co_await clients_.confirm(item, *results[index].client, clients_.look_at(item.key));
}

asio::awaitable<void> RotationStep::go_back(std::size_t index, const Error& why)
{
    auto& item = work_.report.plan.items[index];
    auto& result = work_.report.results[index];
    if (!result.client)
        result.client.emplace();
    work_.report.wrote = true;
    const auto back = co_await put_back(item);
    auto told = back.has_value() ? why : back.error();
    const auto& product = item.client->product;
    told.message =
        back.has_value()
            ? "the new client_secret was taken back, and logins use the one before it again: " + why.message
            : "the new client_secret is at " + product + " and not in NetBird (" + why.message +
                  "), and the one before it could not be put back yet: " + back.error().message;
    clients_.fail(*item.client, *result.client, std::move(told));
    result.in_sync = false;
    work_.memory.clients.erase(item.key);
}

asio::awaitable<Result<void>> RotationStep::put_back(PlanItem& item)
{
    auto& store = work_.dependencies.ledger;
    auto former = store.former_secret(item.key);
    if (former.has_error())
        co_return former.error();
    note(item, SecretSwap::returning, true);
    if (const auto saved = work_.save(); saved.has_error())
        co_return saved.error();
    if (const auto held = store.hold_secret(item.key, **former); held.has_error())
        co_return held.error();
    clients_.use(item.key, std::move(**former));
    const auto sent = co_await clients_.send_secret(item, clients_.look_at(item.key));
    if (sent.has_error())
        co_return sent.error();
    static_cast<void>(store.drop_former_secret(item.key));
    save();
    co_return Result<void>();
}

/// A former secret is kept as long as it can be put back.
bool RotationStep::can_go_back(const PlanItem& item)
{
    const auto former = work_.dependencies.ledger.former_secret(item.key);
    return former.has_value() && former->has_value();
}

void RotationStep::note(PlanItem& item, SecretSwap swap, bool unsettled)
{
    auto& entry = *item.client->entry;
    auto& known = work_.ledger.clients.try_emplace(item.key, entry).first->second;
    known.swap = entry.swap = swap;
    known.secret_unsettled = entry.secret_unsettled = unsettled;
}

/// The former secret first: a pass that is cut in between finds NetBird in sync, and ends up here again.
void RotationStep::note_in_netbird(PlanItem& item)
{
    static_cast<void>(work_.dependencies.ledger.drop_former_secret(item.key));
    note(item, SecretSwap::restarting, false);
    auto& known = work_.ledger.clients.at(item.key);
    known.secret_made = item.client->entry->secret_made = work_.dependencies.clock.wall_now();
    save();
}

asio::awaitable<void> RotationStep::finish()
{
    for (std::size_t i = 0; i < work_.report.plan.items.size(); ++i)
    {
        auto& item = work_.report.plan.items[i];
        const auto known = work_.ledger.clients.find(item.key);
        if (!item.client || !item.client->entry || known == work_.ledger.clients.end())
            continue;
        const auto* entry = work_.ledger.find(item.key);
        const bool has_it = work_.report.results[i].in_sync && entry != nullptr && item.fingerprint &&
                            entry->secret == item.fingerprint && !known->second.secret_unsettled;
        if (has_it && known->second.swap == SecretSwap::replacing)
            note_in_netbird(item);
        if (known->second.swap == SecretSwap::restarting && registrar::predecessor_can_go(item, work_.ledger))
            co_await prove_in_use(item);
    }
}

/// NetBird was restarted: a login through it gets to the provider, which has accepted this secret.
asio::awaitable<void> RotationStep::prove_in_use(PlanItem& item)
{
    const auto id = work_.ledger.find(item.key)->id;
    const auto probe = co_await work_.dependencies.login->probe(id);
    if (probe.has_error() || !probe->in_force)
    {
        item.client->hints.push_back(
            "NetBird was restarted, and a login through it was not seen to work yet" +
            (probe.has_value() && !probe->why.empty() ? ": " + probe->why : ""));
        co_return;
    }
    note(item, SecretSwap::none, false);
    save();
    work_.dependencies.events.emit(event_of_secret_in_use(*item.client));
}

void RotationStep::save()
{
    if (const auto saved = work_.save(); saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

} // namespace idpsync::reconcile
