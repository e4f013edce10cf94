#include "cli/render/plan_words.hpp"

#include "core/text.hpp"

namespace idpsync::cli {

std::string_view words_for(Reason reason)
{
    switch (reason)
    {
    case Reason::in_sync: return "as declared";
    case Reason::secret_unverified: return "as declared, but for a secret that nothing shows to be newer";
    case Reason::not_in_netbird: return "NetBird has none like it";
    case Reason::recreate: return "its connector is gone, and the file consents to a new one";
    case Reason::drifted: return "changed in NetBird since it was last written";
    case Reason::declaration_changed: return "the declaration changed";
    case Reason::declared_absent: return "declared absent";
    case Reason::pruned: return "no longer declared";
    case Reason::released: return "released: stays in NetBird, never touched again";
    case Reason::already_gone: return "gone from NetBird, as it should be";
    case Reason::intent_open: return "an earlier write has no known outcome yet";
    case Reason::settled_in_this_pass:
        return "an earlier create left nothing behind; a later pass creates it";
    case Reason::not_due: return "NetBird refused it before, and nothing has changed since";
    case Reason::waits_for_writes: return "waits until every create and update has succeeded";
    case Reason::id_not_listed: return "NetBird has no connector with the declared id";
    case Reason::id_claimed: return "another key declares the id of its connector";
    case Reason::deleted_outside: return "its connector was deleted in NetBird by someone else";
    case Reason::several_matches: return "several connectors in NetBird match it";
    case Reason::type_differs: return "its connector has another type";
    case Reason::similar_exists: return "a connector in NetBird is almost the same";
    case Reason::not_identifiable: return "nothing says which connector is meant";
    case Reason::contested: return "someone else keeps changing it back";
    case Reason::not_converging: return "NetBird accepts the write and reads back something else";
    case Reason::consent_missing: return "needs a consent in the file";
    case Reason::too_many_deletes: return "more deletes than reconcile.max_deletes";
    case Reason::last_way_in: return "the delete would leave nobody a way to sign in";
    case Reason::lockout: return "might lock everybody out";
    case Reason::taken_back: return "taken back with --restore-settings";
    case Reason::restored: return "as it was before the last write";
    case Reason::settings_unreadable: return "the account's settings cannot be read";
    case Reason::secret_unreadable: return "its client_secret cannot be read";
    case Reason::secret_missing: return "has no client_secret";
    case Reason::preflight_refused: return "the provider itself refuses it";
    case Reason::not_verified: return "its provider could not be asked about the new values";
    case Reason::secret_accepted: return "the provider accepts the declared client_secret";
    }
    return "";
}

Sign sign_of(Action action)
{
    switch (action)
    {
    case Action::create: return {"+", Colour::green};
    case Action::update: return {"~", Colour::yellow};
    case Action::remove: return {"-", Colour::red};
    case Action::conflict:
    case Action::refuse:
    case Action::block: return {"!", Colour::red};
    case Action::hold: return {"!", Colour::yellow};
    case Action::wait: return {"?", Colour::cyan};
    case Action::none:
    case Action::forget: break;
    }
    return {"=", Colour::plain};
}

bool left_alone(const PlanItem& item)
{
    return !item.selected && !item.in_sync() && !item.troubled();
}

std::string_view action_word(const PlanItem& item)
{
    return item.action == Action::none && item.adopted ? "adopt" : action_word(item.action);
}

std::string_view action_word(Action action)
{
    switch (action)
    {
    case Action::none: return "in sync";
    case Action::conflict: return "conflict";
    case Action::refuse: return "refused";
    case Action::block: return "blocked";
    case Action::hold: return "held";
    default: return to_string(action);
    }
}

std::string reason_words(const PlanItem& item)
{
    std::string out = item.why.empty() ? std::string(words_for(item.reason)) : item.why;
    if (left_alone(item))
        out += "; not named, left alone";
    if (item.adopted && item.action != Action::remove)
        out += "; an existing connector becomes managed";
    if (item.renamed_from)
        out += "; renamed from " + item.renamed_from->str();
    if (item.made_by_hand)
        out += "; made by hand, never managed here";
    return out;
}

std::string authors_words(const std::vector<Drift>& drift)
{
    if (drift.empty() || !drift.front().authors.known())
        return {};
    const auto& [by, at, others] = drift.front().authors;
    return (drift.front().kind == Drift::Kind::missing ? "deleted by " : "changed by ") + escaped(by) +
           " at " + escaped(at) + (others.empty() ? "" : ", also by " + escaped(others));
}

std::string_view secret_words(const PlanItem& item)
{
    switch (item.secret)
    {
    case SecretFate::not_applicable: return "";
    case SecretFate::unchanged: return "(unchanged)";
    case SecretFate::written: return item.action == Action::create ? "(as declared)" : "(changed)";
    case SecretFate::kept: return "(kept in NetBird)";
    case SecretFate::unverified: return "(unverified)";
    case SecretFate::unreadable: return "(unreadable)";
    }
    return "";
}

} // namespace idpsync::cli
