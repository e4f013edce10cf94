#include "reconcile/abandoned.hpp"

namespace idpsync::reconcile {

void Abandoned::note(const Intent& intent, net::SteadyTime now)
{
    if (intent.id)
        writes_.insert_or_assign(*intent.id, now);
    else
        creates_.insert_or_assign(intent.key, now);
}

void Abandoned::forget(const Intent& intent)
{
    if (intent.id)
        writes_.erase(*intent.id);
    else
        creates_.erase(intent.key);
}

net::SteadyTime Abandoned::settles_at(const Intent& intent) const
{
    auto given_up = started_;
    if (!intent.id)
    {
        if (const auto found = creates_.find(intent.key); found != creates_.end())
            given_up = found->second;
    }
    else if (const auto found = writes_.find(*intent.id); found != writes_.end())
        given_up = found->second;
    return given_up + settle_after_;
}

} // namespace idpsync::reconcile
