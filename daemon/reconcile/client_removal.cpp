#include "reconcile/client_removal.hpp"

#include "core/attempts.hpp"
#include "core/text.hpp"
#include "oidc/advice.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/writer.hpp"
#include "registrar/decide_removal.hpp"

#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using Outcome = WriteOutcome;

namespace {

bool is_gone(const PlanItem& connector)
{
    return connector.action == Action::none || connector.action == Action::forget;
}

bool goes(const PlanItem& connector)
{
    return is_gone(connector) || (connector.action == Action::remove && connector.selected);
}

} // namespace

/// Another connector that signs people in with the client, NetBird's or one that this pass makes.
std::string ClientRemoval::user_of(const PlanItem& connector, const DesiredProvider& desired) const
{
    const auto client = loose_match_key(*desired.values);
    for (const auto& item : work_.report.plan.items)
        if (item.key != connector.key && item.want && loose_match_key(*item.want) == client)
            return item.key.str();
    for (const auto& other : work_.observed.providers)
        if (other.id != connector.id && loose_match_key(other.values) == client)
            return "NetBird's connector " + quoted(other.id.value);
    return {};
}

ClientItem ClientRemoval::decide(const ClientLook& look, const PlanItem& connector) const
{
    const auto& key = look.desired.key;
    const auto& named = work_.input.request.named;
    const auto holds = work_.refused_before();
    return registrar::decide_removal({.desired = look.desired,
                                      .product = oidc::product_of(look.desired.values->type),
                                      .found = look.found,
                                      .access_ends = look.access_ends,
                                      .redirect_uri = look.needs.redirect_uri,
                                      .known = work_.ledger.clients.at(key),
                                      .used_by = user_of(connector, look.desired),
                                      .connector_goes = goes(connector),
                                      .hold = find_hold(holds, ClientOf{key}),
                                      .selected = named.empty() || named.contains(key),
                                      .commands = work_.input.request.commands});
}

void ClientRemoval::tell_what_stays(Plan& plan) const
{
    for (auto& item : plan.items)
    {
        const auto known = work_.ledger.clients.find(item.key);
        if (item.action != Action::remove || item.client || known == work_.ledger.clients.end())
            continue;
        const auto which =
            "its client " + quoted(known->second.client_id) + " stays at " + escaped(known->second.issuer);
        item.hints.push_back(
            registrar::was_made_here(known->second)
                ? which + "; to have it deleted, too, declare `state: absent` with its `registration`"
                : which + ": this program did not make it");
    }
}

bool ClientRemoval::is_due(std::size_t index) const
{
    const auto& item = work_.report.plan.items[index];
    if (!item.client || !item.client->writes() || item.client->action != Action::remove)
        return false;
    const auto& result = work_.report.results[index];
    return is_gone(item) || (result.outcome == Outcome::deleted && result.in_sync);
}

asio::awaitable<void> ClientRemoval::remove()
{
    bool any = false;
    for (std::size_t i = 0; i < work_.report.results.size(); ++i)
    {
        if (!is_due(i))
            continue;
        if (work_.input.request.deadline && work_.dependencies.clock.now() > *work_.input.request.deadline)
        {
            work_.report.partial = true;
            break;
        }
        co_await remove_one(i);
        any = true;
    }
    if (!any)
        co_return;
    if (const auto saved = work_.save(); saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

/// The plan may rest on what was seen a while ago (PassRequest::clients_every): somebody else may use the
/// client by now, and what is deleted cannot be brought back. So it is read and decided once more.
asio::awaitable<void> ClientRemoval::remove_one(std::size_t index)
{
    auto& connector = work_.report.plan.items[index];
    auto& item = *connector.client;
    auto& look = looks_.all().at(item.key);
    co_await looks_.look_again(look);
    if (auto now = decide(look, connector); now.action != Action::remove)
    {
        if (now.reason == Reason::already_gone)
            work_.ledger.clients.erase(item.key);
        item = std::move(now);
        co_return;
    }
    auto& result = work_.report.results[index].client.emplace();
    work_.report.wrote = true;
    const auto sent = co_await look.registrar->remove(item.client_id, looks_.deadline());
    co_await looks_.look_again(look);
    if (look.found.has_value() && look.client() == nullptr)
    {
        // Whatever was heard of the request, it is gone.
        work_.memory.attempts.succeeded(ClientOf{item.key});
        work_.memory.clients.erase(item.key);
        work_.ledger.clients.erase(item.key);
        result.outcome = Outcome::deleted;
        result.in_sync = true;
        if (const auto dropped = work_.dependencies.ledger.drop_secret(item.key); dropped.has_error())
            work_.report.confirmation_failed = dropped.error();
    }
    else if (sent.has_error())
    {
        if (is_refusal(sent.error().kind))
            work_.memory.attempts.rejected(item, false, sent.error().text(), work_.dependencies.clock.now());
        result.outcome = sent.error().kind == ErrorKind::unknown_outcome ? Outcome::unknown : Outcome::failed;
        result.error = sent.error();
    }
    else
    {
        result.outcome = Outcome::unknown;
        result.error =
            look.found.has_error()
                ? look.found.error().with_context("its deletion was sent, and cannot be confirmed")
                : Error{ErrorKind::conflict, item.product + " took its deletion, and still shows it"};
    }
    work_.dependencies.events.emit(event_of_outcome(item, result));
}

} // namespace idpsync::reconcile
