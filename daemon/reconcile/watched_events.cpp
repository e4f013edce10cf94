#include "reconcile/watched_events.hpp"

#include <utility>

namespace idpsync::reconcile {
namespace {

bool ends_a_change(EventName name)
{
    return name == EventName::created || name == EventName::updated || name == EventName::deleted ||
           name == EventName::failed;
}

} // namespace

void WatchedEvents::emit(Event event)
{
    const bool counts = watcher_ != nullptr && done_ < all_ && ends_a_change(event.name);
    PassProgress progress{.done = done_ + 1, .all = all_, .last = event.name};
    if (counts)
        progress.whose = event.provider ? event.provider->str() : std::string("group_sync");
    log_.emit(std::move(event));
    if (!counts)
        return;
    ++done_;
    watcher_->got_to(progress);
}

} // namespace idpsync::reconcile
