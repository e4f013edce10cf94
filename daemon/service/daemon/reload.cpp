#include "service/daemon/reload.hpp"

#include <algorithm>

namespace idpsync::service {

bool ReloadRequest::plain() const
{
    return same_as(ReloadRequest());
}

bool ReloadRequest::same_as(const ReloadRequest& other) const
{
    return keys == other.keys && force_preflight == other.force_preflight && write == other.write &&
           flags == other.flags && agreed_deletes == other.agreed_deletes && candidate == other.candidate;
}

void ReloadQueue::add(const std::shared_ptr<PendingReload>& pending)
{
    forget_those_who_left();
    waiting_.push_back(pending);
}

std::optional<ReloadRequest> ReloadQueue::begin()
{
    forget_those_who_left();
    if (waiting_.empty())
        return std::nullopt;
    const auto first = waiting_.front().lock();
    const auto equal = [&](const std::weak_ptr<PendingReload>& one) {
        const auto pending = one.lock();
        return pending != nullptr && pending->request.same_as(first->request);
    };
    std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(in_progress_), equal);
    std::erase_if(waiting_, equal);
    return first->request;
}

void ReloadQueue::answer(ReloadOutcome outcome)
{
    const auto shared = std::make_shared<const ReloadOutcome>(std::move(outcome));
    for (const auto& one : in_progress_)
        if (const auto pending = one.lock())
        {
            pending->outcome = shared;
            pending->answered.set();
        }
    in_progress_.clear();
}

void ReloadQueue::got_to(const reconcile::PassProgress& progress)
{
    for (const auto& one : in_progress_)
        if (const auto pending = one.lock())
            pending->progress = progress;
}

bool ReloadQueue::waiting() const
{
    return std::any_of(waiting_.begin(), waiting_.end(), [](const auto& one) { return !one.expired(); });
}

void ReloadQueue::forget_those_who_left()
{
    std::erase_if(waiting_, [](const auto& one) { return one.expired(); });
}

} // namespace idpsync::service
