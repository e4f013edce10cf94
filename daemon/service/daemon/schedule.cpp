#include "service/daemon/schedule.hpp"

#include <algorithm>

namespace idpsync::service {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

/// A row of the table.
enum class Patience
{
    away,
    wrong,
    throttled,
    refused
};

Patience patience_for(ErrorKind kind)
{
    switch (kind)
    {
    case ErrorKind::transport:
    case ErrorKind::timed_out:
    case ErrorKind::unknown_outcome: return Patience::away;
    case ErrorKind::throttled: return Patience::throttled;
    case ErrorKind::unauthorized:
    case ErrorKind::forbidden: return Patience::refused;
    case ErrorKind::bad_config:
    case ErrorKind::rejected:
    case ErrorKind::bad_response:
    case ErrorKind::conflict:
    case ErrorKind::storage:
    case ErrorKind::stopped: break;
    }
    return Patience::wrong;
}

struct BackOff
{
    milliseconds first;
    milliseconds longest;
};

BackOff back_off_for(ErrorKind kind, milliseconds interval)
{
    const auto regular = std::min<milliseconds>(interval, 5min);
    switch (patience_for(kind))
    {
    case Patience::away: return {5s, regular};
    case Patience::wrong: return {30s, regular};
    case Patience::throttled: return {1min, 15min};
    case Patience::refused: return {1min, 30min};
    }
    return {30s, regular};
}

bool wants_repeat(ErrorKind kind)
{
    switch (kind)
    {
    case ErrorKind::transport:
    case ErrorKind::timed_out:
    case ErrorKind::unknown_outcome:
    case ErrorKind::throttled:
    case ErrorKind::bad_response:
    case ErrorKind::storage: return true;
    // Refused, and held until its own time comes (rule 16).
    case ErrorKind::unauthorized:
    case ErrorKind::forbidden:
    case ErrorKind::rejected:
    case ErrorKind::bad_config:
    case ErrorKind::conflict:
    case ErrorKind::stopped: break;
    }
    return false;
}

bool goes_on_in_the_next_pass(const PlanItem& item)
{
    return item.reason == Reason::settled_in_this_pass || item.reason == Reason::intent_open;
}

} // namespace

void Schedule::failed(ErrorKind kind)
{
    const bool same = failure_ && patience_for(*failure_) == patience_for(kind);
    failures_ = same ? failures_ + 1 : 1;
    failure_ = kind;
}

milliseconds Schedule::pause(milliseconds interval) const
{
    if (!failure_)
        return interval;
    const auto [first, longest] = back_off_for(*failure_, interval);
    auto pause = first;
    for (unsigned failure = 1; failure < failures_ && pause < longest; ++failure)
        pause *= 2;
    return std::min(pause, longest);
}

Schedule::Time Schedule::next(const Moment& moment) const
{
    const std::chrono::duration<double, std::milli> varied =
        pause(moment.interval) * (0.9 + 0.2 * moment.chance);
    const auto regular = moment.now + std::chrono::duration_cast<milliseconds>(varied);
    const auto soon = moment.now + 1s;
    if (!failure_ && moment.partial)
        return soon;
    // A write without an outcome settles at a time that is known; other failures only time may help.
    const bool due =
        moment.earliest_due && failure_.value_or(ErrorKind::unknown_outcome) == ErrorKind::unknown_outcome;
    if (!due)
        return regular;
    return std::min(regular, std::max(*moment.earliest_due, soon));
}

std::optional<ErrorKind> unfinished(const reconcile::Report& report)
{
    for (const auto& result : report.results)
        if (result.error && wants_repeat(result.error->kind))
            return result.error->kind;
    if (report.confirmation_failed)
        return report.confirmation_failed->kind;
    const auto& items = report.plan.items;
    if (report.intents_open || std::any_of(items.begin(), items.end(), goes_on_in_the_next_pass))
        return ErrorKind::unknown_outcome;
    return std::nullopt;
}

} // namespace idpsync::service
