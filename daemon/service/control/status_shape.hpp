#pragma once

// What the document of `status` looks like; docs/control.md says what it means.

#include "json/model.hpp"
#include "service/control/condition_shape.hpp"
#include "service/control/login_shape.hpp"
#include "service/control/status.hpp"
#include "service/drift_shape.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace idpsync::service::control {

/// Version of the document.
inline constexpr int status_version = 1;

/// A provider with what stands elsewhere in the daemon's state.
struct ProviderRecord : ProviderStatus
{
    std::optional<Condition> shown; ///< in place of ProviderStatus::condition
    std::optional<LoginStatus> login;
};

struct GroupSyncRecord : GroupSyncStatus
{
    std::optional<Condition> shown;
};

/// A declared key that no pass has looked at.
struct UnseenRecord
{
    ProviderKey key;
    std::optional<Condition> shown;
};

struct OmittedRecord
{
    ProviderKey key;
    ConnectorId id;
    std::optional<Condition> shown;
};

/// Why the last pass could not do its work, and since when.
struct FailureRecord : Error
{
    std::optional<WallTime> since;
};

std::vector<ProviderRecord> provider_records(const StatusDocument& status);
void take_providers(StatusDocument& status, std::vector<ProviderRecord>&& records);

std::vector<UnseenRecord> unseen_records(const StatusDocument& status);
void take_unseen(StatusDocument& status, std::vector<UnseenRecord>&& records);

std::vector<OmittedRecord> omitted_records(const StatusDocument& status);
void take_omitted(StatusDocument& status, std::vector<OmittedRecord>&& records);

std::optional<GroupSyncRecord> group_sync_record(const StatusDocument& status);
void take_group_sync(StatusDocument& status, std::optional<GroupSyncRecord>&& record);

std::optional<FailureRecord> failure_record(const StatusDocument& status);
void take_failure(StatusDocument& status, std::optional<FailureRecord>&& record);

/// Puts in order what was read. A document without conditions, of an older program, is `stale`: what it does
/// not say is not known.
void complete(StatusDocument& status);

} // namespace idpsync::service::control

namespace idpsync::json {

template <>
inline constexpr auto shape<service::LastChange> =
    object("", "", member("when", &service::LastChange::when), member("what", &service::LastChange::what),
           member("cause", &service::LastChange::cause),
           member("who", &service::LastChange::who)
               .or_null()
               .about("Who asked for it, or who had changed NetBird."));

template <>
inline constexpr auto shape<service::LastError> =
    object("", "", member("when", &service::LastError::when), member("message", &service::LastError::message),
           member("next", &service::LastError::next).or_null());

template <>
inline constexpr auto shape<service::ClientStatus> =
    object("", "",
           member("in_sync", &service::ClientStatus::in_sync)
               .or_null()
               .about("It is as it must be; null: nobody knows."),
           member("looked_at", &service::ClientStatus::looked_at)
               .or_null()
               .about("The provider showed it then; null: it did not."));

template <>
inline constexpr auto shape<service::WaitingChange> =
    object("", "", member("id", &service::WaitingChange::id), member("since", &service::WaitingChange::since),
           member("summary", &service::WaitingChange::summary).or_null().about("What they would do."),
           member("problem", &service::WaitingChange::problem).or_null().about("Why that is not known."));

template <>
inline constexpr auto shape<service::control::FailureRecord> =
    object("", "", member("kind", &Error::kind), error_text,
           member("since", &service::control::FailureRecord::since).or_null());

template <>
struct Blank<service::control::FailureRecord>
{
    static service::control::FailureRecord make() { return {Blank<Error>::make(), {}}; }
};

template <>
inline constexpr auto shape<service::control::ProviderRecord> =
    object("provider", "", member("key", &service::ProviderStatus::key).essential(),
           member("state", &service::ProviderStatus::state)
               .about("For programs that read it already; new ones read condition."),
           member("condition", &service::control::ProviderRecord::shown).or_null(),
           member("since", &service::ProviderStatus::since).about("When the daemon first saw it so."),
           member("action", &service::ProviderStatus::action),
           member("reason", &service::ProviderStatus::reason),
           member("problem", &service::ProviderStatus::problem).or_null().about("Why it is not in sync."),
           member("next", &service::ProviderStatus::next).or_null(),
           member("unverified_since", &service::ProviderStatus::unverified_since).or_null(),
           member("next_try", &service::ProviderStatus::next_try).or_null(),
           member("rotating_since", &service::ProviderStatus::rotating_since)
               .or_null()
               .about("A new client_secret was made then, and the one before it works, too."),
           member("logins_fail_since", &service::ProviderStatus::logins_fail_since)
               .or_null()
               .about("The one client_secret of its client was replaced then; logins fail until NetBird is "
                      "restarted."),
           member("secret_removed", &service::ProviderStatus::secret_removed)
               .or_null()
               .about("The client_secret before the one in use was removed at its provider then."),
           member("client", &service::ProviderStatus::client)
               .or_null()
               .about("The client at the provider; null without a `registration`."),
           member("id", &service::ProviderStatus::id).or_null(), drift_member,
           member("last_change", &service::ProviderStatus::change).or_null(),
           member("last_error", &service::ProviderStatus::error).or_null().about("Stays when it is over."),
           member("login", &service::control::ProviderRecord::login).or_null().about("Whether logins work."));

template <>
struct Blank<service::control::ProviderRecord>
{
    static service::control::ProviderRecord make()
    {
        return {{.key = Blank<ProviderKey>::make(), .state = service::SyncState::failed}, {}, {}};
    }
};

template <>
inline constexpr auto shape<service::control::GroupSyncRecord> =
    object("", "", member("state", &service::GroupSyncStatus::state),
           member("condition", &service::control::GroupSyncRecord::shown).or_null(),
           member("action", &service::GroupSyncStatus::action),
           member("reason", &service::GroupSyncStatus::reason),
           member("problem", &service::GroupSyncStatus::problem).or_null(),
           member("next", &service::GroupSyncStatus::next).or_null(), drift_member);

template <>
struct Blank<service::control::GroupSyncRecord>
{
    static service::control::GroupSyncRecord make() { return {{.state = service::SyncState::failed}, {}}; }
};

template <>
inline constexpr auto shape<service::control::UnseenRecord> =
    object("", "", member("key", &service::control::UnseenRecord::key).essential(),
           member("condition", &service::control::UnseenRecord::shown).or_null());

template <>
struct Blank<service::control::UnseenRecord>
{
    static service::control::UnseenRecord make() { return {Blank<ProviderKey>::make(), {}}; }
};

template <>
inline constexpr auto shape<service::control::OmittedRecord> =
    object("", "", member("key", &service::control::OmittedRecord::key).essential(),
           member("id", &service::control::OmittedRecord::id),
           member("condition", &service::control::OmittedRecord::shown).or_null());

template <>
struct Blank<service::control::OmittedRecord>
{
    static service::control::OmittedRecord make() { return {Blank<ProviderKey>::make(), {}, {}}; }
};

template <>
inline constexpr auto shape<service::TokenRenewalStatus> = object(
    "", "",
    property(
        "within_ms", [](const auto& renewal) { return std::int64_t{renewal.within.count()}; },
        [](auto& renewal, std::int64_t&& read) { renewal.within = std::chrono::milliseconds(read); })
        .about("So long before its end; 0: never."),
    member("problem", &service::TokenRenewalStatus::problem).or_null().about("Why it was not, or cannot be."),
    member("next", &service::TokenRenewalStatus::next).or_null(),
    member("failed", &service::TokenRenewalStatus::failed).about("It was not renewed, or cannot be."));

/// `config`: what is in force. The rest of the state stands beside it.
template <>
inline constexpr auto shape<service::DaemonState> = object(
    "", "", member("hash", &service::DaemonState::config_hash).about("Of what is in force."),
    member("file", &service::DaemonState::config_file).or_null(),
    member("revision", [](auto& state) -> auto& { return state.config_revision.name; })
        .or_null()
        .about("The commit that it is from; null: not known."),
    member("revision_problem", [](auto& state) -> auto& { return state.config_revision.problem; })
        .or_null()
        .about("Why that is not known, although there is a repository or IDPSYNC_REVISION."),
    member("files_differ", &service::DaemonState::files_differ).about("The files say something else by now."),
    member("waiting", &service::DaemonState::waiting)
        .or_null()
        .about("They changed, and wait until somebody takes them."),
    member("error", &service::DaemonState::config_rejected)
        .or_null()
        .about("The first thing that is wrong with them."));

template <class Part>
constexpr auto of_state(Part service::DaemonState::* part)
{
    return [part](auto& status) -> auto& { return status.state.*part; };
}

template <>
inline constexpr auto shape<service::control::StatusDocument> = object(
    "status", "How the daemon is. Times are UTC, by its clock.",
    constant("version", service::control::status_version).essential(),
    member("program_version", &service::control::StatusDocument::program_version),
    member("now", &service::control::StatusDocument::now).essential(),
    member("started", of_state(&service::DaemonState::started)).or_null(),
    member("well", [](const auto& status) { return status.conditions.fine(); }).about("`status` exits 0."),
    member("condition", [](const auto& status) { return status.conditions.service.front(); })
        .about("The most urgent of the service."),
    member("conditions", [](auto& status) -> auto& { return status.conditions.service; })
        .about("All that hold of the service, the most urgent first."),
    member("verdict", [](const auto& status) { return verdict(status.conditions); })
        .about("The last line of `status`."),
    member("in_sync", &service::control::StatusDocument::in_sync)
        .about("Everything declared was as declared at the last check, and the files are good."),
    member("fresh", &service::control::StatusDocument::fresh)
        .about("The last pass that left everything in sync is younger than three intervals."),
    member("management_url", of_state(&service::DaemonState::management_url)),
    member("redirect_uri", of_state(&service::DaemonState::redirect_uri))
        .or_null()
        .about("NetBird's, to be registered at each provider; null while no provider was asked about it."),
    member("mode", of_state(&service::DaemonState::mode)),
    member("paused_until", &service::control::StatusDocument::paused_until)
        .or_null()
        .about("Until then nothing is written."),
    member("config", [](auto& status) -> auto& { return status.state; }),
    property(
        "interval_ms", [](const auto& status) { return std::int64_t{status.state.interval.count()}; },
        [](auto& status, std::int64_t&& read) { status.state.interval = std::chrono::milliseconds(read); }),
    member("passes", of_state(&service::DaemonState::passes)).about("How many ended."),
    member("pass_under_way", of_state(&service::DaemonState::pass_under_way)),
    member("last_pass", of_state(&service::DaemonState::last_pass)).or_null().about("When one ended last."),
    member("last_success", of_state(&service::DaemonState::last_success))
        .or_null()
        .about("When one last left everything in sync."),
    member("next_pass", &service::control::StatusDocument::next_pass).about("At the latest."),
    property("failure", service::control::failure_record, service::control::take_failure)
        .or_null()
        .about("Why the last pass could not do its work."),
    member("restart_needed", of_state(&service::DaemonState::restart_needed)).or_null(),
    member("unmanaged", of_state(&service::DaemonState::unmanaged)).about("Connectors that no key claims."),
    member("token_expires", of_state(&service::DaemonState::token_expires))
        .or_null()
        .about("When the access token for NetBird expires, once NetBird has shown it."),
    member("token_renewal", of_state(&service::DaemonState::token_renewal))
        .about("Whether the daemon renews it by itself."),
    member("audit_refused", of_state(&service::DaemonState::audit_refused))
        .or_null()
        .about("Why the token may not read NetBird's audit log; null: it may."),
    property("providers", service::control::provider_records, service::control::take_providers),
    property("not_looked_at", service::control::unseen_records, service::control::take_unseen)
        .about("Declared keys of which no pass has made anything yet."),
    property("no_longer_managed", service::control::omitted_records, service::control::take_omitted)
        .about("Keys whose declaration is gone and whose connector stays."),
    property("group_sync", service::control::group_sync_record, service::control::take_group_sync)
        .or_null()
        .about("The account's settings, null where they are not declared."));

template <>
struct Completed<service::control::StatusDocument>
{
    static std::string problem(service::control::StatusDocument& status)
    {
        complete(status);
        return {};
    }
};

} // namespace idpsync::json
