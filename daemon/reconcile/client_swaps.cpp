// What a pass finds of a change of a client's one secret that was cut (registrar/secret_swap.hpp), and when
// others may begin.

#include "reconcile/client_step.hpp"
#include "registrar/secret_swap.hpp"

namespace idpsync::reconcile {

using registrar::SwapResumption;

namespace {

bool are_same(const Secret* one, const std::optional<Secret>& other)
{
    return one != nullptr && other && one->reveal() == other->reveal();
}

} // namespace

void ClientLooks::resume_swap(ClientLook& look)
{
    const auto* noted = known(look);
    const bool cut =
        noted != nullptr && (noted->swap == SecretSwap::replacing || noted->swap == SecretSwap::returning);
    if (!cut || !is_selected(look))
        return;
    const auto& key = look.desired.key;
    const auto former = work_.dependencies.ledger.former_secret(key);
    if (former.has_error())
        return work_.secrets.fail(key, former.error().text());
    const auto* shown = look.client() == nullptr ? nullptr : look.client()->secret.get();
    switch (registrar::resume({.swap = noted->swap,
                               .settled = !noted->secret_unsettled,
                               .keeps_former = former->has_value(),
                               .holds_former = are_same(work_.secrets.find(key), *former),
                               .provider_shows_former = are_same(shown, *former)}))
    {
    case SwapResumption::forget: return forget_swap(look, *former);
    case SwapResumption::take_former: return take_former_secret(look, **former);
    case SwapResumption::ended: return forget_swap(look, std::nullopt);
    case SwapResumption::none:
    case SwapResumption::send:
    case SwapResumption::prove: return;
    }
}

/// Of a client with a rotation policy: when its secret was made and ends, and whether the one before is
/// there.
void ClientLooks::see_former_secret(const ClientLook& look)
{
    if (known(look) == nullptr || look.custody != registrar::SecretCustody::one_and_former)
        return;
    auto& noted = work_.ledger.clients.at(look.desired.key);
    noted.secret_made = look.client()->secret_made;
    noted.secret_expires = look.client()->secret_ends;
    // Somebody drew another one, or removed it; or the answer was lost, and none was drawn.
    if (look.client()->former_secret == nullptr)
        noted.predecessor.clear();
}

void ClientLooks::take_former_secret(ClientLook& look, const Secret& former)
{
    const auto& key = look.desired.key;
    if (work_.may_write())
        if (const auto held = work_.dependencies.ledger.hold_secret(key, former); held.has_error())
            return work_.secrets.fail(key, held.error().text());
    use(key, former.clone());
}

/// `former`: to be held again. In this order: cut anywhere, it is forgotten by the next pass.
void ClientLooks::forget_swap(ClientLook& look, const std::optional<Secret>& former)
{
    const auto& key = look.desired.key;
    if (former)
        take_former_secret(look, *former);
    auto& noted = work_.ledger.clients.at(key);
    noted.swap = SecretSwap::none;
    noted.secret_unsettled = false;
    if (!work_.may_write())
        return;
    if (const auto dropped = work_.dependencies.ledger.drop_former_secret(key); dropped.has_error())
        return work_.secrets.fail(key, dropped.error().text());
    if (const auto saved = work_.save(); saved.has_error())
        work_.secrets.fail(key, saved.error().text());
}

/// Of a secret that the provider made. What is known is that it is not younger.
void ClientStep::note_first_sight(ClientItem& item, const ClientLook& look) const
{
    auto& made = item.entry->secret_made;
    if (item.generated && look.client() != nullptr && look.client()->secret && !made)
        made = work_.dependencies.clock.wall_now();
}

/// The daemon comes back for them.
void ClientStep::note_when_windows_open()
{
    if (work_.input.request.candidate)
        return;
    auto& moments = work_.memory.windows_open;
    moments.clear();
    const auto now = work_.dependencies.clock.wall_now();
    for (const auto& [key, look] : looks_.all())
        if (look.rotation == registrar::Rotation::waits)
            moments.push_back(work_.dependencies.clock.now() +
                              (look.desired.registration->rotate_window->next(now) - now));
}

} // namespace idpsync::reconcile
