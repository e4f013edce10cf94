#pragma once

// What `apply` and `reload` show while they wait: how far the pass is, and of `apply` the plan before that.

#include "cli/console.hpp"
#include "core/event.hpp"
#include "reconcile/pass_watcher.hpp"

#include <functional>
#include <string>
#include <utility>

namespace idpsync::cli {

/// On a terminal one line on standard error that is written over again, elsewhere nothing:
///
///     asking providers: 12 of 300
///     [137/300] updated pocket-id
class ProgressLine
{
public:
    /// `console` must outlive it.
    explicit ProgressLine(Console& console) : console_(console) {}
    /// Leaves no line behind.
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const reconcile::PassProgress& progress);

    /// The line goes; what comes next begins in its place.
    void clear();

private:
    Console& console_;
    bool shown_ = false;
};

/// Watches a pass of this process.
class Progress final : public reconcile::PassWatcher, public EventSink
{
public:
    /// `show_plan` is called once, before anything is written. Events of the pass go on to `log`; it and
    /// `console` must outlive it.
    Progress(Console& console, EventSink& log, std::function<void(const Plan&)> show_plan)
        : line_(console), log_(log), show_plan_(std::move(show_plan))
    {}

    void got_to(const reconcile::PassProgress& progress) override { line_.show(progress); }
    void planned(const Plan& plan) override;
    void emit(Event event) override;

    void clear() { line_.clear(); }

private:
    ProgressLine line_;
    EventSink& log_;
    std::function<void(const Plan&)> show_plan_;
};

} // namespace idpsync::cli
