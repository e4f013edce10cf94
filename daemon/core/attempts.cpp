#include "core/attempts.hpp"

#include "core/retry_schedule.hpp"

#include <algorithm>

namespace idpsync {
namespace {

using namespace std::chrono_literals;

std::chrono::minutes pause_after(unsigned refusals, bool issuer_unreachable)
{
    return issuer_unreachable ? pause_after_silence(refusals) : 60min;
}

} // namespace

void Attempts::rejected(const PlanItem& item, bool issuer_unreachable, const std::string& why, Time now)
{
    auto& attempt = attempts_[item.key];
    Hold hold{Action::wait, Reason::not_due, "NetBird refused it: " + why,
              Hold::Situation{item.want, item.seen, item.fingerprint}};
    if (attempt.hold.situation != hold.situation)
        attempt.refusals = 0;
    attempt.hold = std::move(hold);
    ++attempt.refusals;
    attempt.due = now + pause_after(attempt.refusals, issuer_unreachable);
}

void Attempts::not_converging(const PlanItem& item, const ConnectorValues& seen, const std::string& why)
{
    attempts_[item.key] = {.hold = {Action::conflict, Reason::not_converging, why,
                                    Hold::Situation{item.want, seen, item.fingerprint}}};
}

void Attempts::succeeded(const ProviderKey& key)
{
    attempts_.erase(key);
}

void Attempts::forget_all()
{
    attempts_.clear();
}

std::map<ProviderKey, Hold> Attempts::holds(Time now) const
{
    std::map<ProviderKey, Hold> result;
    for (const auto& [key, attempt] : attempts_)
        if (now < attempt.due)
            result.emplace(key, attempt.hold);
    return result;
}

std::optional<Attempts::Time> Attempts::earliest_due(Time when) const
{
    std::optional<Time> earliest;
    for (const auto& [key, attempt] : attempts_)
        if (when < attempt.due && attempt.due != Time::max())
            earliest = std::min(attempt.due, earliest.value_or(attempt.due));
    return earliest;
}

} // namespace idpsync
