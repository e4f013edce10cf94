#include "service/daemon/provider_status.hpp"

#include "core/group_sync.hpp"
#include "core/prune.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

using Outcome = reconcile::ProviderResult::Outcome;

ConditionId condition_before(const PlanItem& item)
{
    return condition_of_connector(item);
}

template <class Item>
ConditionId condition_before(const Item& item)
{
    return condition_of(item);
}

/// The plan's, or what its write came to.
template <class Item, class ItsResult>
ConditionId condition_after_write(const Item& item, const ItsResult& result, ConditionId once_in_sync)
{
    if (result.in_sync)
        return once_in_sync;
    if (result.outcome == Outcome::untouched)
        return condition_before(item);
    switch (result.outcome)
    {
    case Outcome::failed: return ConditionId::failed;
    case Outcome::not_converging: return ConditionId::not_converging;
    case Outcome::held: return ConditionId::pending;
    // Sent, and nothing was read back that says what came of it.
    case Outcome::unknown:
    case Outcome::created:
    case Outcome::updated:
    case Outcome::deleted:
    case Outcome::untouched: break;
    }
    return ConditionId::open;
}

/// After --restore-settings what is declared counts as taken back at once, as every later plan says.
GroupSyncStatus taken_back(const NextCommand& commands)
{
    const auto words = taken_back_words(commands);
    return {.state = sync_state_of(ConditionId::refused),
            .condition = ConditionId::refused,
            .action = Action::refuse,
            .reason = Reason::taken_back,
            .problem = words.why,
            .next = words.next,
            .drift = {}};
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

ConditionId condition_of_client(const PlanItem& item, const reconcile::ProviderResult* result)
{
    if (!item.client)
        return ConditionId::in_sync;
    return result == nullptr || !result->client
               ? condition_of(*item.client)
               : condition_after_write(*item.client, *result->client, ConditionId::in_sync);
}

ConditionId condition_of_its_connector(const PlanItem& item, const reconcile::ProviderResult* result)
{
    const auto once_in_sync = item.login_refused               ? ConditionId::login_broken
                              : item.may_have_another_secret() ? ConditionId::secret_unverified
                                                               : ConditionId::in_sync;
    return result == nullptr ? condition_of_connector(item)
                             : condition_after_write(item, *result, once_in_sync);
}

/// The client at the provider is what is wrong, or more so than the connector.
void tell_of_client(ProviderStatus& status, const ClientItem& client, const reconcile::ClientResult* result)
{
    const auto where = "at " + client.product + ": ";
    status.action = client.action;
    status.reason = client.reason;
    status.problem = where + (client.why.empty() ? std::string(words_for(client.reason)) : client.why);
    status.next = client.next;
    status.drift = client.drift;
    if (result == nullptr || !result->error)
        return;
    status.problem = where + result->error->text();
    status.next.clear();
}

std::optional<WallTime> rotating_since(const PlanItem& item)
{
    const auto* known = item.client && item.client->entry ? &*item.client->entry : nullptr;
    return known != nullptr && !known->predecessor.empty() ? known->secret_made : std::nullopt;
}

std::optional<WallTime> logins_fail_since(const PlanItem& item)
{
    const auto* known = item.client && item.client->entry ? &*item.client->entry : nullptr;
    const bool fail = known != nullptr && known->swap == SecretSwap::restarting;
    return fail ? known->secret_made : std::nullopt;
}

/// What the provider did not show is neither so nor otherwise.
std::optional<ClientStatus> client_status_of(const PlanItem& item, const reconcile::ProviderResult* result)
{
    if (!item.client)
        return std::nullopt;
    ClientStatus status{.in_sync = {}, .looked_at = item.client->looked_at};
    const auto as_declared = row_of(condition_of_client(item, result)).as_declared;
    if (status.looked_at && as_declared != AsDeclared::unknown)
        status.in_sync = as_declared == AsDeclared::yes;
    return status;
}

ProviderStatus status_of(const PlanItem& item, const reconcile::ProviderResult* result)
{
    const auto condition = condition_after(item, result);
    ProviderStatus status{.key = item.key,
                          .state = sync_state_of(item, result),
                          .condition = condition,
                          .since = {},
                          .action = item.action,
                          .reason = item.reason,
                          .problem = item.why,
                          .next = item.next,
                          .unverified_since = item.unverified_since,
                          .next_try = item.next_try,
                          .rotating_since = rotating_since(item),
                          .logins_fail_since = logins_fail_since(item),
                          .client = client_status_of(item, result),
                          .id = item.id,
                          .drift = item.drift,
                          .change = std::nullopt,
                          .error = std::nullopt};
    if (result != nullptr && result->id)
        status.id = result->id;
    if (result != nullptr && result->error)
    {
        status.problem = result->error->text();
        status.next.clear();
    }
    if (condition_of_client(item, result) > condition_of_its_connector(item, result))
        tell_of_client(status, *item.client,
                       result != nullptr && result->client ? &*result->client : nullptr);
    if (condition == ConditionId::not_converging)
        status.reason = Reason::not_converging;
    if (condition == ConditionId::open && status.problem.empty())
        status.problem = "it was written, and what NetBird made of it could not be read back";
    if (status.in_sync())
        status.drift.clear();
    if (status.state == SyncState::in_sync)
    {
        status.problem.clear();
        status.next.clear();
    }
    return status;
}

/// `former`: its key before, when it was renamed.
void carry_over(ProviderStatus& status, const std::vector<ProviderStatus>& before,
                const std::optional<ProviderKey>& former)
{
    const auto& key = former ? *former : status.key;
    const auto known =
        std::find_if(before.begin(), before.end(), [&](const ProviderStatus& one) { return one.key == key; });
    if (known == before.end())
        return;
    if (known->state == status.state)
        status.since = known->since;
    status.change = known->change;
    status.error = known->error;
    status.secret_removed = known->secret_removed;
}

} // namespace

SyncState sync_state_of(ConditionId condition)
{
    switch (condition)
    {
    case ConditionId::in_sync: return SyncState::in_sync;
    case ConditionId::login_broken:
    case ConditionId::secret_unverified: return SyncState::unverified;
    case ConditionId::pending: return SyncState::pending;
    case ConditionId::drifted: return SyncState::drifted;
    case ConditionId::blocked:
    case ConditionId::refused: return SyncState::blocked;
    case ConditionId::held: return SyncState::held;
    case ConditionId::not_converging:
    case ConditionId::contested:
    case ConditionId::deleted_outside:
    case ConditionId::conflict: return SyncState::conflict;
    default: return SyncState::failed;
    }
}

ConditionId condition_after(const PlanItem& item, const reconcile::ProviderResult* result)
{
    return std::max(condition_of_its_connector(item, result), condition_of_client(item, result));
}

SyncState sync_state_of(const PlanItem& item, const reconcile::ProviderResult* result)
{
    const auto state = sync_state_of(condition_after(item, result));
    return state == SyncState::in_sync && item.unverified_since ? SyncState::unverified : state;
}

std::optional<GroupSyncStatus> group_sync_status_after(const reconcile::Report& report,
                                                       const NextCommand& commands)
{
    const auto& item = report.plan.group_sync;
    if (!item)
        return std::nullopt;
    const auto& result = report.group_sync;
    const auto condition =
        result ? condition_after_write(*item, *result, ConditionId::in_sync) : condition_of(*item);
    if (condition == ConditionId::in_sync && item->reason == Reason::restored)
    {
        if (!item->entry || !item->entry->taken_back)
            return std::nullopt; // not declared
        if (item->entry->taken_back->over(*item->want) != *item->want)
            return taken_back(commands);
    }
    GroupSyncStatus status{.state = sync_state_of(condition),
                           .condition = condition,
                           .action = item->action,
                           .reason = item->reason,
                           .problem = {},
                           .next = {},
                           .drift = {}};
    if (condition == ConditionId::in_sync)
        return status;
    status.drift = item->drift;
    status.problem = item->why;
    status.next = item->next;
    if (!result || !result->error)
        return status;
    status.problem = result->error->text();
    status.next.clear();
    return status;
}

std::vector<OmittedProvider> omitted_providers(const Plan& plan)
{
    std::vector<OmittedProvider> omitted;
    for (const auto& one : plan.unmanaged)
        if (one.omitted)
        {
            auto words = words_for_omitted(one);
            omitted.push_back({.key = *one.omitted,
                               .id = one.provider.id,
                               .why = std::move(words.why),
                               .next = std::move(words.next)});
        }
    return omitted;
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

void recall(std::vector<ProviderStatus>& providers, const std::map<ProviderKey, LastChange>& changes)
{
    for (auto& provider : providers)
    {
        const auto known = changes.find(provider.key);
        if (provider.change || known == changes.end())
            continue;
        provider.change = known->second;
        if (provider.in_sync())
            provider.since = std::min(provider.since, known->second.when);
    }
}

std::vector<ProviderStatus> statuses_after(const std::vector<ProviderStatus>& before,
                                           const reconcile::Report& report, const PassOrigin& origin,
                                           WallTime now)
{
    std::vector<ProviderStatus> statuses;
    for (const auto& [item, result] : report.items())
    {
        auto status = status_of(item, result);
        // What nobody declares and is gone now is no provider any more.
        if (!item.declared && status.in_sync())
            continue;
        status.since = now;
        carry_over(status, before, item.renamed_from);
        if (result != nullptr && result->secret_removal && !result->secret_removal->error)
            status.secret_removed = now;
        if (auto change = settled_change(report, item.key, now))
            status.change = std::move(change);
        if (result != nullptr)
            if (auto change = change_by(item, *result, origin, now))
                status.change = std::move(change);
        if (!status.in_sync())
            status.error = LastError{.when = now,
                                     .message = status.problem.empty() ? std::string(words_for(status.reason))
                                                                       : status.problem,
                                     .next = status.next};
        statuses.push_back(std::move(status));
    }
    return statuses;
}

} // namespace idpsync::service
