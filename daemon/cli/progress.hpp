#pragma once

// What `apply` shows while it works: the plan, then how far it is.

#include "cli/console.hpp"
#include "core/event.hpp"
#include "reconcile/pass_watcher.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace idpsync::cli {

/// On a terminal one line on standard error that is written over again, elsewhere nothing:
///
///     asking providers: 12 of 300
///     [137/300] updated pocket-id
class Progress final : public reconcile::PassWatcher, public EventSink
{
public:
    /// `show_plan` is called once, before anything is written. Events of the pass go on to `log`; it and
    /// `console` must outlive it.
    Progress(Console& console, EventSink& log, std::function<void(const Plan&)> show_plan)
        : console_(console), log_(log), show_plan_(std::move(show_plan))
    {}
    /// Leaves no line behind.
    ~Progress() override { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void asked(std::size_t done, std::size_t all) override;
    void planned(const Plan& plan) override;
    void emit(Event event) override;

    /// The line goes; what comes next begins in its place.
    void clear();

private:
    void show(const std::string& line);

    Console& console_;
    EventSink& log_;
    std::function<void(const Plan&)> show_plan_;
    std::size_t all_ = 0;
    std::size_t done_ = 0;
    bool shown_ = false;
};

} // namespace idpsync::cli
