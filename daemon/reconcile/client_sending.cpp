// What is sent to the provider of a client, and whether it arrived.

#include "core/attempts.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "reconcile/client_step.hpp"
#include "reconcile/pass_events.hpp"

#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = WriteOutcome;

namespace {

Outcome outcome_of(const ClientItem& item)
{
    return item.action == Action::create ? Outcome::created : Outcome::updated;
}

std::string reads_back_otherwise_at(const ClientItem& item)
{
    return item.product + " accepted the write, but shows other values for " +
           joined(item.changes, [](const auto& change) { return change.part; }) +
           "; it is not sent again until something changes";
}

} // namespace

asio::awaitable<void> ClientStep::write_one(PlanItem& item, ClientResult& result)
{
    auto& look = looks_.all().at(item.key);
    if (work_.input.request.deadline && work_.dependencies.clock.now() > *work_.input.request.deadline)
        work_.report.partial = true;
    else
    {
        work_.report.wrote = true;
        auto sent = co_await send(*item.client, look);
        if (sent.has_value() && look.sends_secret)
            sent = co_await send_secret(item, look);
        if (sent.has_error())
            fail(*item.client, result, sent.error());
        else
            co_await confirm(item, result, look);
    }
    use_secret(item);
}

/// A client that turns out to be there already, or to be gone, is for the next pass.
asio::awaitable<Result<void>> ClientStep::send(ClientItem& item, ClientLook& look)
{
    if (item.action == Action::create)
    {
        registrar::NewClient made{.client_id = item.client_id, .name = "NetBird", .needs = look.needs};
        const auto created = co_await look.registrar->create(std::move(made), looks_.deadline());
        if (created.has_value())
            registrar::note_own_uris(*item.entry, registrar::own_of_new(), look.needs);
        co_return created;
    }
    auto traits = registrar::wrong_traits(*look.client(), look.needs);
    if (traits.empty())
        co_return Result<void>();
    const auto written =
        co_await look.registrar->put_right(item.client_id, std::move(traits), look.needs, looks_.deadline());
    if (written.has_error())
        co_return written.error();
    registrar::note_own_uris(*item.entry, *written, look.needs);
    co_return Result<void>();
}

asio::awaitable<Result<void>> ClientStep::send_secret(PlanItem& item, ClientLook& look)
{
    const bool is_chosen_there = registrar::chooses_secrets(look.desired.values->type) ||
                                 look.custody == registrar::SecretCustody::one_and_former;
    const auto* held = work_.secrets.find(item.key);
    if (held == nullptr && !is_chosen_there)
        co_return Error{ErrorKind::storage, "its secret could not be made",
                        work_.secrets.states().at(item.key).problem};
    const auto cleared = co_await remove_lost(*item.client, look, look.lost_secrets);
    if (cleared.has_error())
        co_return cleared.error();
    const auto now = work_.dependencies.clock.wall_now();
    registrar::NewSecret wanted{
        .chosen = is_chosen_there ? Secret() : held->clone(),
        .expires = registrar::end_of_new_secret(*look.desired.registration, look.custody, now),
        .name = registrar::name_of_secret(item.client->entry->secret_mark)};
    const auto expires = wanted.expires;
    auto made =
        co_await look.registrar->add_secret(item.client->client_id, std::move(wanted), looks_.deadline());
    if (made.has_error())
        co_return made.error();
    if (held == nullptr || made->secret.reveal() != held->reveal())
    {
        const auto kept = work_.dependencies.ledger.hold_secret(item.key, made->secret);
        if (kept.has_error())
            co_return kept.error();
        looks_.use(item.key, std::move(made->secret));
    }
    look.sends_secret = false;
    auto& known = *item.client->entry;
    known.secret_unsettled = false;
    known.secret_id = std::move(made->id);
    // Of the one secret of a client, once NetBird has it.
    if (known.swap == SecretSwap::none)
        known.secret_made = now;
    known.secret_expires = made->expires ? made->expires : expires;
    if (made->ended_former)
    {
        known.predecessor.clear();
        known.swap = SecretSwap::replacing;
    }
    if (known.swap == SecretSwap::returning)
    {
        static_cast<void>(work_.dependencies.ledger.drop_former_secret(item.key));
        known.swap = SecretSwap::none;
        known.swap_failed = now;
    }
    // Whatever becomes of the rest of this pass: it is known now.
    work_.ledger.clients[item.key] = known;
    co_return Result<void>();
}

asio::awaitable<void> ClientStep::confirm(PlanItem& item, ClientResult& result, ClientLook& look)
{
    auto& client = *item.client;
    co_await looks_.look_again(look);
    client.looked_at = look.shown_at;
    const auto seen = decide(look);
    if (look.found.has_error())
    {
        result.outcome = Outcome::unknown;
        result.error = look.found.error().with_context("it was written, and cannot be read back");
        work_.dependencies.events.emit(event_of_outcome(client, result));
        co_return;
    }
    work_.memory.attempts.succeeded(ClientOf{item.key});
    note_first_sight(client, look);
    if (!seen.changes.empty())
    {
        const auto why = reads_back_otherwise_at(seen);
        work_.memory.attempts.not_converging(seen, why);
        result.outcome = Outcome::not_converging;
        result.error = Error{ErrorKind::conflict, why};
        work_.dependencies.events.emit(event_of_outcome(client, result));
        co_return;
    }
    if (look.client() != nullptr)
        registrar::forget_gone_uris(*client.entry, *look.client());
    work_.ledger.clients[item.key] =
        registrar::known_after_write(client, work_.dependencies.clock.wall_now());
    result.outcome = outcome_of(client);
    result.in_sync = true;
    work_.dependencies.events.emit(event_of_outcome(client, result));
}

} // namespace idpsync::reconcile
