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

void Attempts::reject(const Subject& subject, Situation situation, bool issuer_unreachable,
                      const std::string& why, Time now)
{
    auto& attempt = attempts_[subject];
    if (attempt.hold.situation != situation)
        attempt.refusals = 0;
    attempt.hold = {Action::wait, Reason::not_due, "NetBird refused it: " + why, std::move(situation)};
    ++attempt.refusals;
    attempt.due = now + pause_after(attempt.refusals, issuer_unreachable);
}

void Attempts::succeeded(const Subject& subject)
{
    attempts_.erase(subject);
}

void Attempts::forget_all()
{
    attempts_.clear();
}

Holds Attempts::holds(Time now) const
{
    Holds result;
    for (const auto& [subject, attempt] : attempts_)
        if (now < attempt.due)
            result.emplace(subject, attempt.hold);
    return result;
}

std::optional<Attempts::Time> Attempts::earliest_due(Time when) const
{
    std::optional<Time> earliest;
    for (const auto& [subject, attempt] : attempts_)
        if (when < attempt.due && attempt.due != Time::max())
            earliest = std::min(attempt.due, earliest.value_or(attempt.due));
    return earliest;
}

} // namespace idpsync
