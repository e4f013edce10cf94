#pragma once

// May this plan be carried out? docs/reconciling.md 7, 8 and 10.

#include "core/decide.hpp"
#include "core/plan.hpp"

#include <optional>
#include <string>

namespace idpsync {

/// `GET /api/accounts`, as far as decisions need it.
struct AccountFacts
{
    std::string id;
    std::optional<bool> embedded_idp_enabled; ///< absent on some old servers
    std::optional<bool> local_auth_disabled;  ///< absent on some old servers: local login is on
};

/// What was read beside the list, because the plan needs it.
struct Facts
{
    std::optional<AccountFacts> account; ///< nothing: not read, or unreadable
    std::string account_problem;         ///< why it is unreadable; empty when it was read or not asked for
    std::optional<bool> login_service_answers; ///< `/oauth2` discovery answers 200; nothing: not asked
};

/// Which facts a list and a plan make necessary; each costs one request.
struct FactsNeeded
{
    bool account = false;
};

/// The account is needed when the list may not be believed (it is empty, or holds none of the ledger's ids),
/// when a delete is planned, and when something becomes ours while the ledger does not know its account yet.
FactsNeeded facts_needed(const ObservedState& observed, const Ledger& ledger, const Plan* plan);

/// True when the list is empty or holds none of the ids that a non-empty ledger knows: then it counts only
/// with more evidence (believe()).
bool list_is_doubtful(const ObservedState& observed, const Ledger& ledger);

/// Rule 8: is this list to be believed, and is it the same server? The error (bad_response for a list that
/// is not believed, conflict for another server) says what to do.
Result<void> believe(const ObservedState& observed, const Ledger& ledger, const Facts& facts,
                     const NextCommand& commands = {});

/// Rules 7 and 10 on a whole plan: deletes that are too many, or would close the last way in, become
/// refusals; everything else stays.
Plan guard(Plan plan, const ObservedState& observed, const Facts& facts, const Policy& policy);

/// Rule 10 once more, on what NetBird says right before one delete: nothing when it may go ahead.
std::optional<std::string> objection_to_delete(const PlanItem& item, const ObservedState& observed,
                                               const Facts& facts);

/// What an open create intent comes to, given a list read after the wait of rule 12.
struct Settlement
{
    enum class Kind
    {
        created, ///< exactly one match that was not there before: ours
        several, ///< more than one: conflict
        nothing, ///< none: cleared; a later pass may create anew
    };

    Kind kind;
    std::vector<ConnectorId> ids;
};

Settlement settle_create(const Intent& intent, const ObservedState& observed);

} // namespace idpsync
