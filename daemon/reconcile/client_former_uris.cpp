// What is left at a provider of a former address of NetBird: docs/reconciling.md 38.

#include "reconcile/client_looks.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;

/// NetBird keeps in a connector the redirect URI that it was made with. Only through one that a probe has
/// opened already: a probe would open it.
asio::awaitable<void> ClientLooks::see_former_uris(ClientLook& look)
{
    const auto* own = known(look);
    if (look.client() == nullptr || own == nullptr)
        co_return;
    look.former_uris = registrar::former_uris(*look.client(), *own, look.needs);
    if (look.former_uris.empty())
        co_return;
    const auto& values = *look.desired.values;
    const auto* entry = work_.ledger.find(look.desired.key);
    registrar::FormerView view{.known = *own, .needs = look.needs, .callback = {}};
    view.shared = std::ranges::any_of(work_.observed.providers, [&](const auto& other) {
        return (entry == nullptr || other.id != entry->id) &&
               loose_match_key(other.values) == loose_match_key(values);
    });
    if (entry != nullptr && entry->login.seen)
    {
        const auto probe = co_await work_.dependencies.login->probe(entry->id);
        if (probe.has_value() && probe->in_force && probe->in_force->client_id == values.client_id)
            view.callback = probe->in_force->redirect_uri;
    }
    look.former_fate = registrar::fate_of_former_uris(view);
    if (look.former_fate == registrar::FormerFate::go)
        look.needs.former_uris = look.former_uris;
}

} // namespace idpsync::reconcile
