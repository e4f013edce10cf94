#pragma once

// How each provider, the account's settings and the whole service are: one condition for each. Whatever shows
// or counts (`status`, `plan`, `doctor`, exit codes, the last line, systemd's status, /readyz, metrics) draws
// on it, so that nothing is green in one place and not in another. The table of docs/reconciling.md 31 is
// held to condition_rows() by a test. Pure.

#include "core/enumerators.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(Health, well,
                        attention, ///< well, and worth a word
                        unknown,   ///< nobody has seen whether it is well
                        not_well)

/// The names are a public interface: JSON documents and docs/reconciling.md have them.
BOOST_DEFINE_ENUM_CLASS(
    ConditionId,
    // of a provider or of group sync
    in_sync,
    no_longer_managed,   ///< its declaration is gone, its connector is there
    secret_unverified,   ///< in sync but for a secret that nothing shows to be the newer one (rule 14)
    unverified,          ///< written, and its provider has not confirmed the values yet
    unverified_for_long, ///< the same for more than an hour
    unknown,             ///< not looked at yet, or not for three intervals
    pending,             ///< the files say something that is not written yet
    open,                ///< a write without a known outcome
    restart_needed,      ///< logins use what NetBird had before
    drifted,             ///< NetBird was changed
    login_broken,        ///< as declared, and users cannot sign in
    held,                ///< a change that could not be verified is held back
    rejected,            ///< NetBird refused the write; it is tried again later
    failed,              ///< the write failed
    blocked,             ///< cannot be written: its secret, or its provider says no
    refused,             ///< a guard waits for a consent
    not_converging,      ///< NetBird takes the write and reads back something else
    contested,           ///< somebody else keeps changing it back
    deleted_outside, conflict,

    // of the service
    running, paused,
    observing,           ///< `mode: observe`
    starting,            ///< no pass has done its work yet
    stale,               ///< none has for three intervals
    files_pending,       ///< the files are not what is in force
    restart_outstanding, ///< NetBird is to be restarted
    unfinished,          ///< the last pass left work undone
    pass_failed,
    token_not_renewed, ///< the daemon is to renew it, and could not
    token_expired, token_refused, token_unreadable, netbird_unreachable,
    nothing_declared, ///< the files declare nothing any more, and connectors are known
    files_wrong)

/// Whether NetBird has what is declared, as idpsync_provider_in_sync says.
enum class AsDeclared
{
    no,
    yes,
    unknown, ///< it is not exported
};

std::string_view to_string(AsDeclared declared);

/// What idpsync_login_ready may say of a provider in a condition.
enum class LoginReady
{
    as_seen, ///< what the looks of rule 30 found
    never,   ///< 0
    unknown, ///< nothing: it is not exported
};

std::string_view to_string(LoginReady ready);

/// What every place says of one condition.
struct ConditionRow
{
    ConditionId id;
    bool of_service = false; ///< else of a provider or of group sync
    Health health = Health::well;
    std::string_view word;                        ///< what `status` calls it
    int plan_exit = 0;                            ///< of a provider: what `plan` exits with
    AsDeclared as_declared = AsDeclared::unknown; ///< of a provider
    LoginReady login = LoginReady::as_seen;
    bool ready = true; ///< of the service: what /readyz says

    /// What `status` exits with.
    [[nodiscard]] int status_exit() const { return health <= Health::attention ? 0 : 2; }
};

/// One for each condition, in the order of the enumeration: the later, the more urgent.
std::span<const ConditionRow> condition_rows();
const ConditionRow& row_of(ConditionId id);

/// How something is, in words.
struct Condition
{
    ConditionId id = ConditionId::in_sync;
    std::string text; ///< why; one line, escaped; empty when the word says it all
    std::string next; ///< the next step; escaped; empty when there is none
    std::string brief =
        {}; ///< `text` in a few words, for a line that holds several; empty: `text` is as short

    [[nodiscard]] const ConditionRow& row() const { return row_of(id); }
    [[nodiscard]] Health health() const { return row().health; }
    [[nodiscard]] bool fine() const { return health() <= Health::attention; }

    bool operator==(const Condition&) const = default;
};

/// What a pass would make of it, before anything is written. `restart_needed`: NetBird must be restarted
/// before logins through it use what was written.
/// Of its two ends the more urgent one.
ConditionId condition_of(const PlanItem& item, bool restart_needed = false);
ConditionId condition_of_connector(const PlanItem& item, bool restart_needed = false);
ConditionId condition_of(const ClientItem& item);
ConditionId condition_of(const GroupSyncItem& item);

/// What is known of a provider beside what the last pass that could look made of it.
struct ProviderView
{
    Condition seen;        ///< as that pass left it
    bool stale = false;    ///< that was three intervals ago, or never
    std::string seen_when; ///< in words: "17m ago"; empty: never
    bool restart_needed = false;
    std::optional<Condition> login; ///< of login_broken: why, and what to do
    /// Written, and not confirmed by its provider: since when in words, and whether for over an hour.
    std::optional<std::string> unverified;
    bool unverified_for_long = false;
    NextCommand commands{}; ///< as the reader is to type them
};

/// | seen                        | beside it                         | condition                        |
/// |-----------------------------|-----------------------------------|----------------------------------|
/// | not well                    | whatever                          | as seen                          |
/// | fine                        | logins are broken                 | login_broken                     |
/// | fine                        | NetBird is to be restarted for it | restart_needed                   |
/// | fine                        | not seen for long                 | unknown                          |
/// | fine                        | written and not confirmed         | unverified, unverified_for_long  |
/// | fine                        | nothing                           | as seen                          |
Condition condition_of(const ProviderView& view);

/// The conditions of everything.
struct Conditions
{
    std::vector<Condition> service; ///< all that hold, the most urgent first; never empty
    std::vector<std::pair<ProviderKey, Condition>> providers; ///< by key
    std::vector<ProviderKey> logins_broken; ///< of providers, whatever else is wrong with them
    std::optional<Condition> group_sync;    ///< nothing: not declared

    [[nodiscard]] const Condition* find(const ProviderKey& key) const;

    /// The worst of all.
    [[nodiscard]] Health whole() const;
    /// `status` exits 0.
    [[nodiscard]] bool fine() const { return whole() <= Health::attention; }
    /// What may be said of logins through a provider.
    [[nodiscard]] LoginReady login_of(const ProviderKey& key) const;
    /// The first that makes the service not ready; nothing: it is.
    [[nodiscard]] const Condition* unready() const;

    bool operator==(const Conditions&) const = default;
};

/// Everything in one short line, for the last line of `status` and for systemd: "2 of 2 providers in sync",
/// or "not well: NetBird has not answered for 5m; corp refused; next: …", with the next step of what is most
/// urgent. It says "in sync" only when all of it is fine.
std::string verdict(const Conditions& conditions);

} // namespace idpsync
