#include "core/reason_words.hpp"

namespace idpsync {

std::string_view words_for(Reason reason)
{
    switch (reason)
    {
    case Reason::in_sync: return "as declared";
    case Reason::secret_unverified:
        return "as declared, but its secret may be older than the one NetBird has";
    case Reason::not_in_netbird: return "NetBird has no such connector";
    case Reason::recreate: return "its connector is gone, and the file allows a new one";
    case Reason::drifted: return "changed in NetBird since it was last written";
    case Reason::declaration_changed: return "the declaration changed";
    case Reason::declared_absent: return "declared absent";
    case Reason::pruned: return "no longer declared";
    case Reason::released: return "released: stays in NetBird, never touched again";
    case Reason::already_gone: return "gone from NetBird, as it should be";
    case Reason::intent_open: return "an earlier write has no known outcome yet";
    case Reason::settled_in_this_pass: return "an earlier create had no effect; a later pass creates it";
    case Reason::not_due: return "NetBird refused it before, and nothing has changed since";
    case Reason::waits_for_writes: return "waits until every create and update has succeeded";
    case Reason::id_not_listed: return "NetBird has no connector with the declared id";
    case Reason::id_claimed: return "another key declares the id of its connector";
    case Reason::deleted_outside: return "its connector was deleted in NetBird by someone else";
    case Reason::several_matches: return "several connectors in NetBird match it";
    case Reason::type_differs: return "its connector has another type";
    case Reason::similar_exists: return "a connector in NetBird is almost the same";
    case Reason::not_identifiable: return "it is not clear which connector is meant";
    case Reason::contested: return "someone else keeps changing it back";
    case Reason::not_converging: return "NetBird accepts the write, but then shows other values";
    case Reason::consent_missing: return "needs your consent in the file";
    case Reason::too_many_deletes: return "more deletes than reconcile.max_deletes";
    case Reason::too_many_changes: return "more changes than reconcile.max_changes";
    case Reason::no_ledger: return "without a ledger it is not known whether you want this change";
    case Reason::last_way_in: return "after the delete nobody could sign in";
    case Reason::lockout: return "might lock everybody out";
    case Reason::taken_back: return "undone with --restore-settings";
    case Reason::restored: return "as it was before the last write";
    case Reason::settings_unreadable: return "the account's settings cannot be read";
    case Reason::secret_unreadable: return "its client_secret cannot be read";
    case Reason::secret_missing: return "has no client_secret";
    case Reason::preflight_refused: return "the provider itself refuses it";
    case Reason::not_verified: return "its provider could not be asked about the new values";
    case Reason::secret_accepted: return "the provider accepts the declared client_secret";
    case Reason::not_at_provider: return "the provider has no such client";
    case Reason::secret_due: return "a new client_secret is due";
    case Reason::client_unchecked: return "what its provider has could not be checked";
    }
    return "";
}

} // namespace idpsync
