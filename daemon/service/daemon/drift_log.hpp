#pragma once

// What is worth a line of the log when the same pass runs every few minutes: news. Pure.

#include "core/error.hpp"
#include "core/event.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// Stands between the passes and the log.
///
/// What lasts (drift, conflict, contested, not_converging, blocked, held, secret_unverified,
/// no_longer_managed, duplicate) is told when it appears, when it changes, and once more with `over=true`
/// when a finished pass does not see it any more. A write that put it right speaks for itself: created,
/// updated and deleted end what lasted for their provider, or for the account's settings, without another
/// line. pass_done is debug when nothing new came before it.
class DriftLog
{
public:
    /// The events to log in place of this one of a pass.
    std::vector<Event> of_pass(Event event);

    /// The event of a pass that failed as a whole: at its own level when it is news, else debug. A token that
    /// is refused is news each time. `retry`: when the next pass comes, in words.
    Event of_failure(const Error& error, const std::string& retry);

private:
    /// One thing that lasts.
    struct Lasting
    {
        Event event; ///< as it was told last
        bool seen = false;
    };

    std::vector<Event> standing(Event event);
    std::vector<Event> done(Event event);
    void begin();
    void forget(const Event& mended);

    std::map<std::string, Lasting> standing_;
    std::optional<Error> failure_;
    std::optional<Event> last_done_;
    bool news_ = false; ///< in this pass
};

/// The log, with a DriftLog before it.
class DriftSink final : public EventSink
{
public:
    /// Both must outlive it.
    DriftSink(DriftLog& drift, EventSink& log) : drift_(drift), log_(log) {}

    void emit(Event event) override
    {
        for (auto& one : drift_.of_pass(std::move(event)))
            log_.emit(std::move(one));
    }

private:
    DriftLog& drift_;
    EventSink& log_;
};

} // namespace idpsync::service
