#include "reconcile/client_step.hpp"

#include "core/attempts.hpp"
#include "core/text.hpp"
#include "net/concurrently.hpp"
#include "oidc/advice.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/writer.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = WriteOutcome;

namespace {

constexpr std::size_t clients_at_once = 8;

bool generates_secret(const DesiredProvider* provider)
{
    return provider != nullptr && provider->state == State::present && provider->registration &&
           provider->registration->generated_secret;
}

Error not_generated(const ProviderKey& key)
{
    return {ErrorKind::rejected, "the client_secret of " + key.str() + " is not generated",
            "make a new one at the provider and put it where client_secret points, or declare `registration` "
            "with `secret: generated`"};
}

} // namespace

bool changed_client(const Report& report, const ProviderKey& key)
{
    return std::ranges::any_of(report.results, [&](const ProviderResult& result) {
        return result.key == key && result.client && result.client->in_sync;
    });
}

asio::awaitable<Result<void>> ClientStep::look()
{
    const auto& request = work_.input.request;
    if (request.only_settings())
        co_return Result<void>();
    if (request.flags.rotate)
        for (const auto& key : request.named)
            if (const auto* desired = work_.input.desired.find(key); !generates_secret(desired))
                co_return not_generated(key);
    co_await looks_.look();
    for (const auto& [key, look] : looks_.all())
        if (look.desired.state == State::present)
            items_.emplace(key, decide(look));
    note_when_windows_open();
    co_return Result<void>();
}

ClientItem ClientStep::decide(const ClientLook& look) const
{
    const auto& key = look.desired.key;
    const auto& request = work_.input.request;
    const auto holds = work_.refused_before();
    const auto known = work_.ledger.clients.find(key);
    return registrar::decide_client({.desired = look.desired,
                                     .product = oidc::product_of(look.desired.values->type),
                                     .found = look.found,
                                     .needs = look.needs,
                                     .access_ends = look.access_ends,
                                     .known = known == work_.ledger.clients.end() ? nullptr : &known->second,
                                     .sends_secret = look.sends_secret,
                                     .custody = look.custody,
                                     .rotation = look.rotation,
                                     .rotation_asked = request.flags.rotate && request.named.contains(key),
                                     .former_uris = look.former_uris,
                                     .former_fate = look.former_fate,
                                     .can_be_made = !registrar::chooses_client_ids(look.desired.values->type),
                                     .hold = find_hold(holds, ClientOf{key}),
                                     .now = work_.dependencies.clock.wall_now(),
                                     .selected = request.named.empty() || request.named.contains(key),
                                     .named = request.named.contains(key),
                                     .forgive_contested = request.forgive_contested,
                                     .commands = request.commands});
}

std::map<ProviderKey, Consents> ClientStep::consents_needed() const
{
    std::map<ProviderKey, Consents> needed;
    for (const auto& [key, item] : items_)
        if (!item.needed.empty())
            needed.emplace(key, item.needed);
    return needed;
}

void ClientStep::join(Plan& plan)
{
    auto& known = plan.ledger_before_writes.clients;
    known = work_.ledger.clients;
    for (auto& item : plan.items)
    {
        if (item.renamed_from)
            if (auto moved = known.extract(*item.renamed_from))
                known.insert_or_assign(item.key, std::move(moved.mapped()));
        if (auto found = items_.extract(item.key))
        {
            item.client = std::move(found.mapped());
            note(item, known);
            if (!item.client->writes())
                use_secret(item);
        }
        else if (const auto look = looks_.all().find(item.key); look != looks_.all().end())
            item.client = removal_.decide(look->second, item);
        if (!item.client)
            continue;
        item.client->looked_at = looks_.all().at(item.key).shown_at;
        if (item.client->reason == Reason::already_gone)
            known.erase(item.key);
    }
    removal_.tell_what_stays(plan);
    std::erase_if(known, [&](const auto& one) {
        return !looks_.all().contains(one.first) && !plan.ledger_before_writes.entries.contains(one.first) &&
               work_.input.desired.find(one.first) == nullptr;
    });
}

/// What the look at it says, for the ledger. What it could not see says nothing about what is known.
void ClientStep::note(PlanItem& item, std::map<ProviderKey, LedgerClient>& known) const
{
    const auto& look = looks_.all().at(item.key);
    auto& entry = *item.client->entry;
    // Of the one secret of a client it is noted right before it leaves.
    const bool noted_elsewhere =
        look.rotation == registrar::Rotation::begins &&
        (item.client->cuts_logins || look.custody == registrar::SecretCustody::one_and_former);
    if (!noted_elsewhere)
        registrar::note_sending(entry, look.sends_secret,
                                registrar::chooses_secrets(look.desired.values->type));
    note_first_sight(*item.client, look);
    if (look.secret_arrived)
    {
        entry.secret_id = look.secret_arrived->id;
        entry.secret_made = look.secret_arrived->made;
        entry.secret_expires = look.secret_arrived->expires;
    }
    tell_secret_end(*item.client, look);
    if (item.client->reason != Reason::client_unchecked)
        known.insert_or_assign(item.key, entry);
}

/// The provider chose another secret than was planned with: NetBird gets that one.
void ClientStep::take_new_secret(PlanItem& item) const
{
    item.fingerprint = work_.secrets.states().at(item.key).fingerprint;
    if (item.action != Action::none)
        return;
    item.secret = SecretFate::written;
    item.conclude(Action::update, Reason::declaration_changed);
}

/// A connector whose secret is generated goes with it, or not at all.
void ClientStep::use_secret(PlanItem& item) const
{
    const auto look = looks_.all().find(item.key);
    if (look == looks_.all().end() || !generates_secret(&look->second.desired))
        return;
    const bool there = work_.secrets.find(item.key) != nullptr && !look->second.sends_secret;
    // A client that was made just now takes no other: whatever NetBird has (rule 14) is dead.
    const bool is_the_only_one =
        item.client->action == Action::create && item.client->writes() && item.may_have_another_secret();
    if (there && (is_the_only_one || work_.secrets.states().at(item.key).fingerprint != item.fingerprint))
        take_new_secret(item);
    if (there || item.secret != SecretFate::written)
        return;
    if (item.writes())
        item.conclude(Action::block, Reason::secret_missing,
                      "its client_secret comes from " + item.client->product +
                          ", where the client is not as it must be yet",
                      "fix that first");
}

/// What is about to be sent, before it leaves: a secret may arrive although nobody hears of it.
Result<void> ClientStep::note_what_leaves()
{
    bool any = false;
    for (auto& item : work_.report.plan.items)
    {
        if (!waits_for_client(item) || replaces_one_secret(item))
            continue;
        auto& known = work_.ledger.clients[item.key];
        auto& entry = *item.client->entry;
        const bool is_chosen_there =
            registrar::chooses_secrets(looks_.all().at(item.key).desired.values->type);
        if (is_chosen_there && entry.secret_unsettled && entry.secret_mark.empty())
            entry.secret_mark = work_.dependencies.ledger.new_mark();
        known = entry;
        known.creating = item.client->action == Action::create;
        if (known.creating)
            registrar::note_own_uris(known, registrar::own_of_new(), looks_.all().at(item.key).needs);
        any = true;
    }
    return any ? work_.save() : Result<void>();
}

asio::awaitable<Result<void>> ClientStep::write()
{
    if (const auto noted = note_what_leaves(); noted.has_error())
        co_return noted.error().with_context("nothing was sent, because the ledger cannot be saved");
    std::vector<asio::awaitable<void>> tasks;
    auto& items = work_.report.plan.items;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (waits_for_client(items[i]) && !replaces_one_secret(items[i]))
            tasks.push_back(write_one(items[i], work_.report.results[i].client.emplace()));
    const bool any = !tasks.empty();
    co_await net::run_concurrently(std::move(tasks), clients_at_once);
    co_return any ? work_.save() : Result<void>();
}

asio::awaitable<void> ClientStep::remove_what_is_done_with()
{
    co_await remove_late_secrets();
    co_await remove_predecessors();
    co_await removal_.remove();
}

/// Once the login service uses its successor, and not before.
asio::awaitable<void> ClientStep::remove_predecessors()
{
    bool any = false;
    for (std::size_t i = 0; i < work_.report.plan.items.size(); ++i)
    {
        auto& item = work_.report.plan.items[i];
        const auto known = work_.ledger.clients.find(item.key);
        const bool goes = item.client && item.selected && known != work_.ledger.clients.end() &&
                          !known->second.predecessor.empty() && !known->second.secret_unsettled &&
                          known->second.predecessor != known->second.secret_id &&
                          registrar::predecessor_can_go(item, work_.ledger);
        if (!goes)
            continue;
        auto& look = looks_.all().at(item.key);
        const auto removed = co_await look.registrar->remove_secret(
            item.client->client_id, known->second.predecessor, looks_.deadline());
        work_.dependencies.events.emit(event_of_removed_secret(*item.client, removed));
        auto& removal = work_.report.results[i].secret_removal.emplace();
        if (removed.has_error())
        {
            removal.error = removed.error();
            continue;
        }
        known->second.predecessor.clear();
        item.client->entry->predecessor.clear();
        any = true;
    }
    if (!any)
        co_return;
    if (const auto saved = work_.save(); saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

void ClientStep::fail(const ClientItem& item, ClientResult& result, Error error)
{
    work_.memory.clients.erase(item.key);
    work_.report.partial = work_.report.partial || error.kind == ErrorKind::throttled;
    if (is_refusal(error.kind))
        work_.memory.attempts.rejected(item, false, error.text(), work_.dependencies.clock.now());
    result.outcome = error.kind == ErrorKind::unknown_outcome ? Outcome::unknown : Outcome::failed;
    result.error = std::move(error);
    work_.dependencies.events.emit(event_of_outcome(item, result));
}

} // namespace idpsync::reconcile
