#pragma once

// What a pass decided about one thing, and why: the same for a connector, the client at its provider and the
// account's settings.

#include "core/desired.hpp"
#include "core/drift.hpp"
#include "core/enumerators.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(
    Action,
    none,     ///< as declared
    create,   ///< POST
    update,   ///< PUT
    remove,   ///< DELETE
    forget,   ///< no request: the ledger lets go of it (released, or its connector is gone as it should be)
    wait,     ///< nothing in this pass; a later one goes on (an open intent, a refusal that is not due again)
    conflict, ///< two things claim to be one, or one is not what it was: the operator decides
    refuse,   ///< a guard holds it back until the file consents
    block,    ///< cannot be written now: its secret is missing or unreadable
    hold      ///< would change what logins use, and nobody could verify the new values: asked again later
)

std::string_view to_string(Action action);

/// Why an item is what it is. The names are stable: they appear in `plan --json`.
BOOST_DEFINE_ENUM_CLASS(
    Reason, in_sync,
    secret_unverified,   ///< in sync but for a secret that nothing shows to be the newer one (rule 14)
    not_in_netbird,      ///< create: nothing of the kind is listed
    recreate,            ///< create with `allow: [recreate]`: its old connector is gone
    drifted,             ///< update: NetBird differs from what was declared and written before
    declaration_changed, ///< update: the file says something new
    declared_absent, pruned, released,
    already_gone,         ///< forget: absent or undeclared, and not listed any more
    intent_open,          ///< wait: an earlier write has no known outcome yet
    settled_in_this_pass, ///< wait: an earlier create left nothing behind; a later pass creates it
    not_due,              ///< wait: NetBird refused it before, and nothing changed since
    waits_for_writes,     ///< wait: a delete waits until every create and update has succeeded
    id_not_listed,        ///< conflict: the file's `id` is not in NetBird
    id_claimed,           ///< conflict: the ledger's id is declared by another key's `id`
    deleted_outside,      ///< conflict: the connector we know was deleted by someone else
    several_matches, type_differs,
    similar_exists,   ///< conflict: creating would make a twin of a listed connector
    not_identifiable, ///< conflict: an absent or released entry does not say which connector it means
    contested,        ///< conflict: someone else keeps changing it back
    not_converging,   ///< conflict: NetBird accepts the write and reads back something else
    consent_missing,  ///< refuse: see PlanItem::missing
    too_many_deletes,
    too_many_changes,    ///< refuse: more than reconcile.max_changes, and nobody agreed (rule 33)
    no_ledger,           ///< refuse: without a ledger nothing shows that this change is meant (rule 32)
    last_way_in,         ///< refuse: the delete would leave nobody a way to sign in
    lockout,             ///< refuse: nothing shows that the groups that may log in let anybody in
    taken_back,          ///< refuse: the operator took this declaration back with --restore-settings
    restored,            ///< update: the settings that were kept before our last write come back
    settings_unreadable, ///< block: the account's settings cannot be read, or nothing was kept of them
    secret_unreadable,
    secret_missing,    ///< block: a create, or a new issuer or client id, needs a client_secret
    preflight_refused, ///< block: the provider itself refuses the new values (rule 19)
    secret_accepted,   ///< update: the provider accepts the secret that was held back (rule 14)
    not_verified,      ///< hold: the provider could not be asked about the new values (rule 19)
    // of the client at a provider (rule 35)
    not_at_provider,  ///< create: the provider has no such client
    client_unchecked, ///< block: what its provider has could not be seen whole
    secret_due        ///< update: a new client secret is due, or was asked for (rule 36)
)

/// What an item would do but for a limit that holds back the whole plan (rule 33).
struct BeforeLimit
{
    Action action = Action::none;
    Reason reason = Reason::in_sync;
    std::string why; ///< as in PlanItem
};

/// What a pass decided about one thing that the files declare, and what there is to say about it.
struct Decision
{
    Action action = Action::none;
    Reason reason = Reason::in_sync;
    std::string why;          ///< one sentence for the operator; escaped; empty when `reason` says it all
    std::string next;         ///< the next step, one line; escaped; empty when there is none
    std::vector<Drift> drift; ///< in what NetBird is not as it was written, and by whom
    std::vector<std::string> hints; ///< a consent that is not needed, and the like
    SourceLocation where;           ///< of the declaration; no file for an undeclared key
    bool selected = true;           ///< false: the command named only others; nothing is written for it
    std::optional<BeforeLimit> before_limit; ///< too_many_changes: what it would do

    /// Sets action and reason, and what there is to say about them.
    void conclude(Action what, Reason because, std::string explanation = {}, std::string next_step = {});

    [[nodiscard]] bool troubled() const; ///< conflict, refuse, block or hold
};

} // namespace idpsync
