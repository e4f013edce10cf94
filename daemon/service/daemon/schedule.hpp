#pragma once

// When the daemon looks at NetBird next. Pure: time and chance are handed in.

#include "core/error.hpp"
#include "reconcile/report.hpp"

#include <chrono>
#include <optional>

namespace idpsync::service {

/// How long it waits after a pass:
///
/// | the pass                                                        | first | then    | at most       |
/// |-----------------------------------------------------------------|-------|---------|---------------|
/// | did all it could                                                | the interval    |               |
/// | ran out of time (a deadline of a minute at least, rule 17)      | 1 s             |               |
/// | transport, timed_out, unknown_outcome: NetBird is away          | 5 s   | doubled | a regular one |
/// | bad_response, bad_config, storage, conflict, rejected, stopped  | 30 s  | doubled | a regular one |
/// | throttled                                                       | 1 min | doubled | 15 min        |
/// | unauthorized, forbidden: asking does not help, a new token does | 1 min | doubled | 30 min        |
///
/// A regular one is the interval, or 5 min when that is shorter. Every wait varies by ±10 %, so that daemons
/// that were started together do not stay together. What NetBird refused and what falls due before (rule 16)
/// brings the next pass forward, and so does a write without an outcome that settles before (rule 12), but no
/// nearer than a second, and not while passes fail for another reason than a lost answer.
class Schedule
{
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Moment
    {
        Time now;
        std::chrono::milliseconds interval;
        std::optional<Time> earliest_due; ///< of what was refused before
        double chance = 0.5;              ///< in [0, 1)
        bool partial = false;             ///< the pass ran out of time before it was through
    };

    void succeeded() { *this = Schedule(); }
    void failed(ErrorKind kind);

    /// When the next pass begins, counted from the end of the last.
    [[nodiscard]] Time next(const Moment& moment) const;

    /// Passes in a row that failed for reasons of one row of the table; 0 after a success.
    [[nodiscard]] unsigned failures() const { return failures_; }

private:
    [[nodiscard]] std::chrono::milliseconds pause(std::chrono::milliseconds interval) const;

    std::optional<ErrorKind> failure_;
    unsigned failures_ = 0;
};

/// What of a pass that ended with a report calls for an early repeat: a write that found NetBird away,
/// throttled or no disk to remember it on, or whose outcome is not known. Nothing when all was done, or when
/// what was not done has a time of its own (rule 16) or needs the operator.
std::optional<ErrorKind> unfinished(const reconcile::Report& report);

} // namespace idpsync::service
