#pragma once

// What the document of `apply` looks like; docs/plan-json.md says what it means.

#include "service/plan_shape.hpp"

namespace idpsync::service {

/// The same pass as the document of `apply`, which holds that of its plan.
struct ReportDocument : PlanDocument
{};

inline const PlanDocument& plan_of(const ReportDocument& document)
{
    return document;
}

inline PlanDocument& plan_of(ReportDocument& document)
{
    return document;
}

} // namespace idpsync::service

namespace idpsync::json {

template <>
inline constexpr auto shape<reconcile::ClientResult> =
    object("client_result", "", member("outcome", &reconcile::ClientResult::outcome),
           member("in_sync", &reconcile::ClientResult::in_sync),
           member("error", &reconcile::ClientResult::error).or_null());

template <>
struct Blank<reconcile::ClientResult>
{
    static reconcile::ClientResult make() { return {.outcome = reconcile::WriteOutcome::unknown}; }
};

template <>
inline constexpr auto shape<reconcile::SecretRemoval> =
    object("", "", member("error", &reconcile::SecretRemoval::error).or_null());

template <>
inline constexpr auto shape<reconcile::ProviderResult> = object(
    "result", "", member("key", &reconcile::ProviderResult::key).essential(),
    member("outcome", &reconcile::ProviderResult::outcome),
    member("id", &reconcile::ProviderResult::id).or_null().about("The connector's, once there is one."),
    member("in_sync", &reconcile::ProviderResult::in_sync)
        .about("What the file declares of the connector is so now."),
    member("error", &reconcile::ProviderResult::error).or_null(),
    member("client", &reconcile::ProviderResult::client)
        .or_null()
        .about("How the client at the provider came out; null: nothing had to be written there."),
    member("secret_removal", &reconcile::ProviderResult::secret_removal)
        .or_null()
        .about(
            "What became of the client_secret before the one that logins use now: error is null when it was "
            "removed; null: none had to be."));

template <>
struct Blank<reconcile::ProviderResult>
{
    static reconcile::ProviderResult make()
    {
        return {.key = Blank<ProviderKey>::make(), .outcome = reconcile::ProviderResult::Outcome::unknown};
    }
};

template <>
inline constexpr auto shape<reconcile::GroupSyncResult> =
    object("group_sync_result", "", member("outcome", &reconcile::GroupSyncResult::outcome),
           member("in_sync", &reconcile::GroupSyncResult::in_sync),
           member("error", &reconcile::GroupSyncResult::error).or_null());

template <>
struct Blank<reconcile::GroupSyncResult>
{
    static reconcile::GroupSyncResult make()
    {
        return {.outcome = reconcile::ProviderResult::Outcome::unknown};
    }
};

template <>
inline constexpr auto shape<reconcile::Duplicate> =
    object("", "", member("key", &reconcile::Duplicate::key).essential(),
           member("id", &reconcile::Duplicate::ours).about("Of ours."),
           member("other_id", &reconcile::Duplicate::other));

template <>
struct Blank<reconcile::Duplicate>
{
    static reconcile::Duplicate make() { return {Blank<ProviderKey>::make(), {}, {}}; }
};

template <>
inline constexpr auto shape<service::ReportDocument> =
    object("apply", "What a pass did.", constant("version", service::json_version).essential(),
           member("in_sync", [](const auto& document) { return document.report.in_sync(); })
               .about("Everything declared is in NetBird as declared."),
           member("wrote", of_report(&reconcile::Report::wrote)).about("At least one write was sent."),
           member("results", of_report(&reconcile::Report::results))
               .essential()
               .about("One for each of plan.providers, in its order; empty in mode observe."),
           member("group_sync", of_report(&reconcile::Report::group_sync))
               .or_null()
               .about("What became of plan.group_sync; null in mode observe, and when it is not declared."),
           member("duplicates", of_report(&reconcile::Report::duplicates))
               .essential()
               .about("Connectors that appeared beside ours with the same issuer and client_id."),
           member("confirmation_error", of_report(&reconcile::Report::confirmation_failed))
               .or_null()
               .about("Why the writes could not be confirmed."),
           member("restart_needed", of_report(&reconcile::Report::restart_needed))
               .or_null()
               .about("After the writes."),
           member("plan", [](auto& document) -> auto& { return service::plan_of(document); }).essential());

} // namespace idpsync::json
