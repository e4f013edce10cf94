#include "service/control/status.hpp"

#include "json/read.hpp"
#include "json/write.hpp"
#include "service/control/status_shape.hpp"
#include "service/version.hpp"

#include <algorithm>

namespace idpsync::service::control {
namespace {

WallTime wall_time_of(net::SteadyTime when, net::SteadyTime now, WallTime wall_now)
{
    return wall_now + std::chrono::round<std::chrono::seconds>(when - now);
}

std::optional<Condition> condition_of(const StatusDocument& status, const ProviderKey& key)
{
    const auto* condition = status.conditions.find(key);
    return condition == nullptr ? std::nullopt : std::optional(*condition);
}

std::optional<LoginStatus> login_of(const StatusDocument& status, const ProviderKey& key)
{
    const auto found = status.state.logins.find(key);
    return found == status.state.logins.end() ? std::nullopt : std::optional(found->second);
}

void take_condition(Conditions& conditions, const ProviderKey& key, std::optional<Condition>& shown,
                    bool broken = false)
{
    if (!shown)
        return;
    if (broken || shown->id == ConditionId::login_broken)
        conditions.logins_broken.push_back(key);
    conditions.providers.emplace_back(key, std::move(*shown));
}

} // namespace

std::vector<ProviderRecord> provider_records(const StatusDocument& status)
{
    std::vector<ProviderRecord> records;
    for (const auto& provider : status.state.providers)
        records.push_back({provider, condition_of(status, provider.key), login_of(status, provider.key)});
    return records;
}

void take_providers(StatusDocument& status, std::vector<ProviderRecord>&& records)
{
    for (auto& record : records)
    {
        take_condition(status.conditions, record.key, record.shown,
                       record.login && record.login->state == LoginHealth::State::broken);
        if (record.login)
            status.state.logins.emplace(record.key, std::move(*record.login));
        status.state.providers.push_back(std::move(record));
    }
}

std::vector<UnseenRecord> unseen_records(const StatusDocument& status)
{
    std::vector<UnseenRecord> records;
    for (const auto& key : status.state.declared)
        if (!std::ranges::binary_search(status.state.providers, key, {}, &ProviderStatus::key))
            records.push_back({key, condition_of(status, key)});
    return records;
}

void take_unseen(StatusDocument& status, std::vector<UnseenRecord>&& records)
{
    for (auto& record : records)
    {
        take_condition(status.conditions, record.key, record.shown);
        status.state.declared.push_back(std::move(record.key));
    }
}

std::vector<OmittedRecord> omitted_records(const StatusDocument& status)
{
    std::vector<OmittedRecord> records;
    for (const auto& one : status.state.omitted)
        records.push_back({one.key, one.id, condition_of(status, one.key)});
    return records;
}

void take_omitted(StatusDocument& status, std::vector<OmittedRecord>&& records)
{
    for (auto& record : records)
    {
        take_condition(status.conditions, record.key, record.shown);
        status.state.omitted.push_back(
            {.key = std::move(record.key), .id = std::move(record.id), .why = {}, .next = {}});
    }
}

std::optional<GroupSyncRecord> group_sync_record(const StatusDocument& status)
{
    if (!status.state.group_sync)
        return std::nullopt;
    return GroupSyncRecord{*status.state.group_sync, status.conditions.group_sync};
}

void take_group_sync(StatusDocument& status, std::optional<GroupSyncRecord>&& record)
{
    status.conditions.group_sync = std::move(record->shown);
    status.state.group_sync = std::move(*record);
}

std::optional<FailureRecord> failure_record(const StatusDocument& status)
{
    if (!status.state.failure)
        return std::nullopt;
    return FailureRecord{*status.state.failure, status.state.failing_since};
}

void take_failure(StatusDocument& status, std::optional<FailureRecord>&& record)
{
    status.state.failing_since = record->since;
    status.state.failure = std::move(*record);
}

void complete(StatusDocument& status)
{
    auto& conditions = status.conditions;
    if (conditions.service.empty())
        conditions.service.push_back({.id = ConditionId::stale,
                                      .text = "the daemon is of an older version and does not say how it is",
                                      .next = "restart the daemon"});
    std::ranges::sort(conditions.providers, {},
                      [](const auto& one) -> const ProviderKey& { return one.first; });
    std::ranges::sort(conditions.logins_broken);
    if (status.next_pass == WallTime())
        status.next_pass = status.now;
}

StatusDocument status_document(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
{
    StatusDocument status{.program_version = std::string(version()),
                          .now = wall_now,
                          .next_pass = wall_time_of(std::max(state.next_pass, now), now, wall_now),
                          .paused_until = std::nullopt,
                          .in_sync = in_sync(state),
                          .fresh = is_fresh(state, now),
                          .state = state,
                          .conditions = conditions_of(state, now, wall_now)};
    if (state.paused_until)
        status.paused_until = wall_time_of(*state.paused_until, now, wall_now);
    return status;
}

std::string status_json(const StatusDocument& status)
{
    return json::text_of(status);
}

std::optional<StatusDocument> status_from_json(const boost::json::value& value)
{
    return json::read<StatusDocument>(value, json::leniently);
}

} // namespace idpsync::service::control
