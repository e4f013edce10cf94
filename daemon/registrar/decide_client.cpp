#include "registrar/decide_client.hpp"

#include "core/consents.hpp"
#include "core/contested.hpp"
#include "core/drift.hpp"
#include "core/expiry.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "registrar/client_changes.hpp"
#include "registrar/overturned_parts.hpp"

#include <utility>

namespace idpsync::registrar {
namespace {

/// One decision, from the view to the item.
class ClientDecision
{
public:
    explicit ClientDecision(const ClientView& view) : view_(view) {}

    ClientItem decide();

private:
    void begin();
    void compare();
    void add_secret(std::string_view seen);
    void tell_of_access();
    void tell_of_rotation();
    void tell_of_interruption();
    [[nodiscard]] std::string logins_fail_since() const;
    [[nodiscard]] std::string former_secret_works() const;
    void tell_of_logout();
    void tell_of_former_uris();
    [[nodiscard]] bool differs() const;
    void decide_write();
    [[nodiscard]] std::string why_consent() const;
    [[nodiscard]] std::string why_standalone_consent() const;
    [[nodiscard]] const ProviderClient* client() const
    {
        return view_.found.has_value() && view_.found->has_value() ? &**view_.found : nullptr;
    }

    const ClientView& view_;
    ClientItem item_{.key = view_.desired.key};
    bool was_right_ = false; ///< when it was seen last
};

ClientItem ClientDecision::decide()
{
    begin();
    if (view_.found.has_error())
    {
        const auto& error = view_.found.error();
        item_.conclude(Action::block, Reason::client_unchecked, error.message, error.next);
        return std::move(item_);
    }
    if (view_.needs.redirect_uri.empty())
    {
        item_.conclude(
            Action::block, Reason::client_unchecked,
            "NetBird's login service does not answer, so the redirect URI that the client needs is "
            "not known",
            view_.commands.command("doctor") + " says why it does not answer");
        return std::move(item_);
    }
    if (client() == nullptr && !view_.can_be_made)
    {
        item_.conclude(Action::block, Reason::not_at_provider,
                       item_.product + " has no such client, and chooses the id of a new one itself",
                       "make one by hand, as " + view_.commands.command("show registration") +
                           " says, and declare its id as client_id");
        return std::move(item_);
    }
    compare();
    tell_of_logout();
    tell_of_former_uris();
    if (item_.changes.empty())
    {
        item_.entry->seen_as = item_.target;
        item_.conclude(Action::none, Reason::in_sync);
        tell_of_rotation();
    }
    else
        decide_write();
    find_drift(item_);
    return std::move(item_);
}

void ClientDecision::begin()
{
    const auto& values = *view_.desired.values;
    item_.product = view_.product;
    item_.client_id = values.client_id;
    item_.generated = view_.desired.registration->generated_secret;
    item_.target = target_of(values.type, view_.needs);
    item_.where = view_.desired.where;
    item_.selected = view_.selected;
    item_.access_ends = view_.access_ends;
    tell_of_access();
    const bool same = view_.known != nullptr && view_.known->issuer == values.issuer &&
                      view_.known->client_id == values.client_id;
    item_.entry = same ? *view_.known : LedgerClient{.issuer = values.issuer, .client_id = values.client_id};
    const bool begins = view_.rotation == Rotation::begins && knows_one(view_.custody);
    item_.cuts_logins = begins || item_.entry->swap == SecretSwap::replacing;
    // What a create without a known outcome came to.
    if (std::exchange(item_.entry->creating, false) && client() != nullptr)
        item_.entry->origin = Origin::created;
    if (client() != nullptr)
        forget_gone_uris(*item_.entry, *client());
    else if (view_.found.has_value())
        item_.entry->own_uris.clear();
}

void ClientDecision::compare()
{
    const auto type = view_.desired.values->type;
    auto seen_wrong = client() == nullptr ? ClientTraits() : wrong_traits(*client(), view_.needs);
    const bool goes = seen_wrong.erase(ClientTrait::former_uris) != 0;
    if (client() == nullptr)
        item_.changes = changes_of_new(type, view_.needs);
    else
        for (const auto trait : seen_wrong)
            item_.changes.push_back(change_of(trait, type, *client(), view_.needs));
    was_right_ = item_.entry->seen_as == item_.target;
    const bool forgiven = !was_right_ || view_.named || view_.forgive_contested;
    const auto before = item_.entry->overturned_writes;
    count_overturned(item_, forgiven, !item_.changes.empty(), view_.now);
    if (item_.entry->overturned_writes != before)
        count_same_parts(*item_.entry, item_.changes);
    // Nobody changed anything there: NetBird's address did.
    if (goes)
        item_.changes.push_back(change_of(ClientTrait::former_uris, type, *client(), view_.needs));
    if (view_.sends_secret)
        add_secret(client() == nullptr ? ""
                   : view_.custody == SecretCustody::one_hidden || item_.cuts_logins
                       ? "another one, which ends at once"
                       : "");
}

void ClientDecision::add_secret(std::string_view seen)
{
    item_.changes.push_back({.part = std::string(client_secret_part),
                             .seen = std::string(seen),
                             .wanted = item_.entry->swap == SecretSwap::returning
                                           ? "the one before it, which NetBird has"
                                           : "one that is made here"});
}

void ClientDecision::tell_of_access()
{
    if (item_.access_ends && due_notice(expiry_notices, *item_.access_ends, view_.now))
        item_.hints.push_back(
            "what " +
            (view_.secret_setting.empty() ? registration_secret_path(view_.desired) : view_.secret_setting) +
            " holds expires at " + format_timestamp(*item_.access_ends) + ": make a new one at " +
            item_.product + ", and put it there");
}

/// Where the provider knows one secret of a client.
void ClientDecision::tell_of_interruption()
{
    const auto& window = view_.desired.registration->rotate_window;
    const auto why = item_.product +
                     " knows one client_secret of a client: with a new one logins fail until NetBird "
                     "was restarted";
    const auto next = "when that suits you, run " +
                      view_.commands.command("rotate", item_.key.str() + " --now") +
                      ", then restart NetBird's management server";
    const auto at = window ? "; rotate_window opens at " + format_timestamp(window->next(view_.now))
                           : "; registration.rotate_window says when it may be done by itself";
    if (view_.rotation_asked)
        return item_.conclude(Action::refuse, Reason::secret_due, why, next + at);
    item_.hints.push_back("a new client_secret is due; " + why + "; " + next + at);
}

void ClientDecision::tell_of_rotation()
{
    if (view_.rotation == Rotation::interrupts)
        return tell_of_interruption();
    if (view_.rotation == Rotation::waits)
        item_.hints.push_back("a new client_secret is due; it is made when rotate_window opens, at " +
                              format_timestamp(view_.desired.registration->rotate_window->next(view_.now)));
    if (view_.rotation != Rotation::under_way)
        return;
    const bool cut = item_.entry->swap != SecretSwap::none;
    const auto why = cut ? logins_fail_since() : former_secret_works();
    if (view_.rotation_asked)
        return item_.conclude(Action::wait, Reason::secret_due, why,
                              "restart NetBird's management server first");
    item_.hints.push_back(cut ? why + "; restart NetBird's management server" : why);
}

std::string ClientDecision::logins_fail_since() const
{
    const bool dated = item_.entry->swap == SecretSwap::restarting && item_.entry->secret_made;
    return "logins through it fail" + (dated ? " since " + format_timestamp(*item_.entry->secret_made) : "") +
           ": NetBird's login service still uses the client_secret before the new one";
}

std::string ClientDecision::former_secret_works() const
{
    const auto ends = client() == nullptr ? std::nullopt : client()->former_ends;
    if (ends && *ends <= view_.now)
        return "the client_secret before this one ended at " + format_timestamp(*ends) +
               ": logins through it fail until NetBird's management server was restarted";
    return "the client_secret before this one still works" +
           (ends ? " until " + format_timestamp(*ends) + ": restart NetBird's management server before; it"
                 : std::string("; it")) +
           " is removed once NetBird's login service uses the new one";
}

void ClientDecision::tell_of_logout()
{
    if (client() == nullptr || !logout_uri_is_taken(*client(), view_.needs.logout_uri))
        return;
    item_.hints.push_back("its one logout URL is " + quoted(client()->logout_uris->front().text) +
                          ", which stays; NetBird's would be " + quoted(view_.needs.logout_uri));
}

void ClientDecision::tell_of_former_uris()
{
    if (client() == nullptr || view_.former_uris.empty() || view_.former_fate == FormerFate::go)
        return;
    item_.hints.push_back("what was registered for a former address of NetBird stays (" +
                          joined(view_.former_uris, [](const auto& uri) { return escaped(uri); }) +
                          "): " + std::string(why_former_uris_stay(view_.former_fate)));
}

/// A secret alone is no drift, and what is left of a former address neither.
bool ClientDecision::differs() const
{
    const auto& part = item_.changes.front().part;
    return part != client_secret_part && part != to_string(ClientTrait::former_uris);
}

std::string ClientDecision::why_standalone_consent() const
{
    const auto wrong = wrong_traits(*client(), view_.needs);
    std::string why;
    if (wrong.contains(ClientTrait::public_client))
        append_part(why, "whoever knows the client's id could begin a login with it: it would be public",
                    "; ");
    if (wrong.contains(ClientTrait::subject_mode))
        append_part(why, "whoever has signed in by this client gets another `sub`, and is a new user", "; ");
    return why;
}

/// What others may rely on is changed only with the operator's word.
std::string ClientDecision::why_consent() const
{
    if (client() == nullptr)
        return {};
    std::string why;
    if (view_.needs.standalone)
        return why_standalone_consent();
    if (!client()->confidential)
        append_part(why, "who uses the client without a secret can sign in no more", "; ");
    const bool all_groups_arrive = client()->all_groups != AllGroups::out;
    if (view_.needs.groups && all_groups_arrive && !was_right_)
        append_part(why,
                    "NetBird gets all groups of a user from it, and would get the application's entitlements "
                    "alone",
                    "; ");
    const bool ends_another = view_.sends_secret && view_.custody == SecretCustody::one_hidden &&
                              item_.entry->swap == SecretSwap::none;
    // Who asks for a rotation has been told.
    if (ends_another && view_.rotation == Rotation::none && item_.entry->origin != Origin::created)
        append_part(why,
                    "this " + std::string(view_.product) +
                        " knows one secret of a client: a new one ends the one that is in use at once",
                    "; ");
    return why;
}

void ClientDecision::decide_write()
{
    // Whom to let in nobody says.
    const bool lets_nobody_in = client() != nullptr && !view_.needs.allowed_groups &&
                                wrong_traits(*client(), view_.needs).contains(ClientTrait::admission);
    if (lets_nobody_in)
        return item_.conclude(Action::refuse, Reason::consent_missing,
                              "the client lets nobody sign in: it is restricted, and no group is allowed",
                              "write registration.allowed_groups, or let everybody in at " + item_.product);
    if (view_.needs.groups && client() != nullptr && client()->all_groups == AllGroups::entangled)
        return item_.conclude(Action::refuse, Reason::consent_missing,
                              "a scope mapping adds to the `groups` that " + item_.product +
                                  "'s own for the scope profile brings, and cannot stand in place of it",
                              "let its expression return name and preferred_username, too, or take it out of "
                              "the provider");
    const auto why = why_consent();
    if (!why.empty())
        item_.needed.add(Consent::client_change);
    if (!why.empty() && !view_.desired.allow.has(Consent::client_change))
    {
        item_.missing = item_.needed;
        return item_.conclude(Action::refuse, Reason::consent_missing, why,
                              "consent with `allow: [" + consent_list(item_.missing) + "]`");
    }
    if (is_contested(item_))
        return conclude_contested(item_, view_.commands);
    if (view_.hold != nullptr && view_.hold->keeps_back(item_))
        return;
    if (item_.cuts_logins)
        item_.hints.push_back("logins through it fail from this change until NetBird's management server was "
                              "restarted: restart it right after");
    if (client() == nullptr)
        return item_.conclude(Action::create, Reason::not_at_provider);
    if (was_right_ && differs())
        return item_.conclude(Action::update, Reason::drifted,
                              "changed at " + item_.product + " since it was as it must be");
    if (differs())
        return item_.conclude(Action::update, Reason::declaration_changed, "not as it must be yet");
    item_.conclude(Action::update,
                   view_.rotation == Rotation::begins ? Reason::secret_due : Reason::declaration_changed);
}

} // namespace

ClientItem decide_client(const ClientView& view)
{
    return ClientDecision(view).decide();
}

ClientTraits wrong_traits(const ProviderClient& client, const ClientNeeds& needs)
{
    ClientTraits wrong;
    for (const auto& [trait, fit] : fits(client, needs))
        if (fit == Fit::bad)
            wrong.insert(trait);
    return wrong;
}

LedgerClient known_after_write(const ClientItem& item, WallTime now)
{
    auto known = *item.entry;
    if (item.action == Action::create)
        known.origin = Origin::created;
    known.written_at = now;
    known.seen_as = item.target;
    return known;
}

} // namespace idpsync::registrar
