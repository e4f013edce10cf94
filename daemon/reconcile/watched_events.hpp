#pragma once

#include "core/event.hpp"
#include "reconcile/pass_watcher.hpp"

#include <cstddef>

namespace idpsync::reconcile {

/// The events of one pass on their way to the log, of which its watcher hears each change.
class WatchedEvents final : public EventSink
{
public:
    /// Both must outlive it. `watcher`: nothing, nobody waits for the pass.
    WatchedEvents(EventSink& log, PassWatcher* watcher) : log_(log), watcher_(watcher) {}

    /// The pass begins to write. Nothing that ends before counts.
    void expect(std::size_t changes) { all_ = changes; }

    void emit(Event event) override;

private:
    EventSink& log_;
    PassWatcher* watcher_;
    std::size_t all_ = 0;
    std::size_t done_ = 0;
};

} // namespace idpsync::reconcile
