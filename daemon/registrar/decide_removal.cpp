#include "registrar/decide_removal.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace idpsync::registrar {
namespace {

/// Why it stays for good; empty: it does not.
std::string whom_it_serves(const RemovalView& view, const ProviderClient& client)
{
    if (!view.used_by.empty())
        return view.used_by + " signs people in with it";
    const auto& own = view.known.own_uris;
    const auto other = std::ranges::find_if(client.redirect_uris, [&](const RegisteredUri& uri) {
        return uri.text != view.redirect_uri && std::ranges::find(own, uri.text) == own.end();
    });
    return other == client.redirect_uris.end() ? std::string()
                                               : "it has the redirect URI " + quoted(other->text) + ", too";
}

} // namespace

bool was_made_here(const LedgerClient& known)
{
    return known.origin == Origin::created || known.creating;
}

ClientItem decide_removal(const RemovalView& view)
{
    ClientItem item{.key = view.desired.key};
    item.product = view.product;
    item.client_id = view.desired.values->client_id;
    item.generated = view.desired.registration->generated_secret;
    item.where = view.desired.where;
    item.selected = view.selected;
    item.entry = view.known;
    item.access_ends = view.access_ends;
    if (view.found.has_error())
    {
        item.conclude(Action::block, Reason::client_unchecked, view.found.error().message,
                      view.found.error().next);
        return item;
    }
    if (!view.found->has_value())
    {
        item.conclude(Action::none, Reason::already_gone, "gone from " + item.product + ", as it should be");
        return item;
    }
    if (view.redirect_uri.empty())
    {
        item.conclude(Action::block, Reason::client_unchecked,
                      "NetBird's login service does not answer, so it is not known which redirect URIs of "
                      "the client are its own",
                      view.commands.command("doctor") + " says why it does not answer");
        return item;
    }
    if (const auto serves = whom_it_serves(view, **view.found); !serves.empty())
    {
        item.conclude(Action::none, Reason::in_sync);
        item.hints.push_back("the client stays at " + item.product + ": " + serves);
        return item;
    }
    item.entry->origin = Origin::created;
    item.entry->creating = false;
    if (view.hold != nullptr && view.hold->keeps_back(item))
        return item;
    if (view.connector_goes)
        item.conclude(Action::remove, Reason::declared_absent, "declared absent, and made by this program");
    else
        item.conclude(Action::wait, Reason::waits_for_writes,
                      "it is deleted once NetBird's connector is gone");
    return item;
}

} // namespace idpsync::registrar
