#include "service/daemon/provider_status.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

using Outcome = reconcile::ProviderResult::Outcome;

Standing standing_out_of_sync(Action action, Reason reason)
{
    switch (action)
    {
    case Action::conflict: return Standing::conflict;
    case Action::refuse:
    case Action::block: return Standing::blocked;
    case Action::hold: return Standing::held;
    case Action::wait: return reason == Reason::not_due ? Standing::failed : Standing::drifted;
    case Action::none:
    case Action::create:
    case Action::update:
    case Action::remove:
    case Action::forget: break;
    }
    return Standing::drifted;
}

Standing standing_of_plan(const PlanItem& item)
{
    if (item.in_sync())
        return item.reason == Reason::secret_unverified || item.unverified_since ? Standing::unverified
                                                                                 : Standing::in_sync;
    return standing_out_of_sync(item.action, item.reason);
}

bool wrote(const reconcile::ProviderResult& result)
{
    return result.outcome == Outcome::created || result.outcome == Outcome::updated ||
           result.outcome == Outcome::deleted;
}

std::optional<LastChange> change_by(const PlanItem& item, const reconcile::ProviderResult& result,
                                    const PassOrigin& origin, WallTime now)
{
    const bool adopted = item.adopted && result.outcome == Outcome::untouched;
    if (!wrote(result) && !adopted)
        return std::nullopt;
    LastChange change{.when = now,
                      .what = adopted ? "adopted" : std::string(to_string(result.outcome)),
                      .cause = origin.command ? Cause::command : Cause::file,
                      .who = origin.who};
    if (item.reason == Reason::drifted || item.reason == Reason::recreate || item.touched)
    {
        // Who changed NetBird is not who asked for the pass.
        change.cause = Cause::drift;
        change.who = escaped(authors_behind(item).by);
    }
    return change;
}

ProviderStatus status_of(const PlanItem& item, const reconcile::ProviderResult* result)
{
    ProviderStatus status{.key = item.key,
                          .standing = standing_of(item, result),
                          .since = {},
                          .action = item.action,
                          .reason = item.reason,
                          .problem = item.why,
                          .next = item.next,
                          .unverified_since = item.unverified_since,
                          .next_try = item.next_try,
                          .id = item.id,
                          .drift = item.drift,
                          .change = std::nullopt,
                          .error = std::nullopt};
    if (result != nullptr && result->id)
        status.id = result->id;
    if (result != nullptr && result->error)
    {
        status.problem = result->error->message;
        status.next.clear();
    }
    if (status.in_sync())
        status.drift.clear();
    if (status.standing == Standing::in_sync)
    {
        status.problem.clear();
        status.next.clear();
    }
    return status;
}

void carry_over(ProviderStatus& status, const std::vector<ProviderStatus>& before)
{
    const auto known = std::find_if(before.begin(), before.end(),
                                    [&](const ProviderStatus& one) { return one.key == status.key; });
    if (known == before.end())
        return;
    if (known->standing == status.standing)
        status.since = known->since;
    status.change = known->change;
    status.error = known->error;
}

} // namespace

std::string_view to_string(Standing standing)
{
    switch (standing)
    {
    case Standing::in_sync: return "in_sync";
    case Standing::unverified: return "unverified";
    case Standing::drifted: return "drifted";
    case Standing::conflict: return "conflict";
    case Standing::blocked: return "blocked";
    case Standing::held: return "held";
    case Standing::failed: return "failed";
    }
    return "failed";
}

std::string_view to_string(Cause cause)
{
    switch (cause)
    {
    case Cause::file: return "file";
    case Cause::drift: return "drift";
    case Cause::command: return "command";
    }
    return "file";
}

Standing standing_of(const PlanItem& item, const reconcile::ProviderResult* result)
{
    if (result == nullptr || result->outcome == Outcome::untouched)
        return standing_of_plan(item);
    if (result->in_sync)
        return item.secret == SecretFate::unverified || item.unverified_since ? Standing::unverified
                                                                              : Standing::in_sync;
    switch (result->outcome)
    {
    case Outcome::failed:
    case Outcome::unknown: return Standing::failed;
    case Outcome::not_converging: return Standing::conflict;
    case Outcome::untouched:
    case Outcome::created:
    case Outcome::updated:
    case Outcome::deleted:
    case Outcome::held: break;
    }
    return Standing::drifted;
}

std::optional<GroupSyncStatus> group_sync_status_after(const reconcile::Report& report)
{
    const auto& item = report.plan.group_sync;
    if (!item)
        return std::nullopt;
    const auto& result = report.group_sync;
    GroupSyncStatus status{.standing = Standing::in_sync,
                           .action = item->action,
                           .reason = item->reason,
                           .problem = {},
                           .next = {},
                           .drift = {}};
    if (result ? result->in_sync : item->in_sync())
        return status;
    status.drift = item->drift;
    status.standing = standing_out_of_sync(item->action, item->reason);
    status.problem = item->why;
    status.next = item->next;
    if (!result || !result->error)
        return status;
    if (result->outcome != Outcome::held)
        status.standing = result->outcome == Outcome::not_converging ? Standing::conflict : Standing::failed;
    status.problem = result->error->message;
    status.next.clear();
    return status;
}

std::optional<LastChange> settled_change(const reconcile::Report& report, const ProviderKey& key,
                                         WallTime now)
{
    const auto of_this_pass = [&](const reconcile::ProviderResult& result) {
        return result.key == key && result.outcome == Outcome::created;
    };
    if (!report.settled.contains(key) || std::ranges::any_of(report.results, of_this_pass))
        return std::nullopt;
    return LastChange{
        .when = now, .what = std::string(to_string(Outcome::created)), .cause = Cause::file, .who = {}};
}

std::vector<ProviderStatus> statuses_after(const std::vector<ProviderStatus>& before,
                                           const reconcile::Report& report, const PassOrigin& origin,
                                           WallTime now)
{
    std::vector<ProviderStatus> statuses;
    const bool written = report.results.size() == report.plan.items.size();
    for (std::size_t i = 0; i < report.plan.items.size(); ++i)
    {
        const auto& item = report.plan.items[i];
        const auto* result = written ? &report.results[i] : nullptr;
        auto status = status_of(item, result);
        status.since = now;
        carry_over(status, before);
        if (auto change = settled_change(report, item.key, now))
            status.change = std::move(change);
        if (result != nullptr)
            if (auto change = change_by(item, *result, origin, now))
                status.change = std::move(change);
        if (!status.in_sync())
            status.error = LastError{.when = now,
                                     .message = status.problem.empty() ? std::string(to_string(status.reason))
                                                                       : status.problem,
                                     .next = status.next};
        statuses.push_back(std::move(status));
    }
    return statuses;
}

} // namespace idpsync::service
