#pragma once

// Time that a test turns by hand, or that turns itself.
//
// By hand: code under test waits in `clock.wait_until(…)`; the test calls `advance(…)` and lets the
// io_context run, and everybody who is due goes on, in the order of their times (equal times: first come,
// first served).
//
// By itself: `run(io, clock)` lets the io_context work until nothing is ready, jumps to the earliest waiter,
// and so on until nobody waits any more: hours pass in milliseconds, in the same order every time.
//
//     boost::asio::io_context io;
//     ManualClock clock;
//     const auto outcome = run(io, clock, reconciler.run_once());
//
// A jump happens whenever nothing is ready. What another thread or the kernel is about to deliver does not
// count as ready, unless `patience` is given: so long, in real time, the io_context then waits for it before
// each jump. Simulations whose network is in memory need none.

#include "net/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace idpsync::test {

class ManualClock final : public net::Clock
{
public:
    /// Steady time starts one day after its epoch, so that a test can name moments before the start.
    explicit ManualClock(WallTime wall_start = WallTime{
                             std::chrono::sys_days{std::chrono::year{2030} / std::chrono::January / 1}});
    ~ManualClock() override;

    [[nodiscard]] net::SteadyTime now() const override;
    [[nodiscard]] WallTime wall_now() const override;
    boost::asio::awaitable<void> wait_until(net::SteadyTime when) override;

    /// Time goes on; the waiters that are due resume when the io_context runs next.
    void advance(std::chrono::nanoseconds duration);

    /// Moves the wall clock alone, as an operator or NTP does.
    void step_wall(std::chrono::seconds difference);

    /// Jumps to the earliest waiter (not back: one that is due already just resumes). False: nobody waits.
    bool advance_to_next();

    [[nodiscard]] std::size_t waiting() const;
    /// The earliest moment somebody waits for.
    [[nodiscard]] std::optional<net::SteadyTime> next() const;

private:
    class Waiters;
    std::shared_ptr<Waiters> waiters_; // shared with the waits: a coroutine may be destroyed after its clock
    net::SteadyTime now_;
    net::SteadyTime start_;
    WallTime wall_start_;
};

/// Runs `io` and turns `clock` until nothing is ready and nobody waits.
void run(boost::asio::io_context& io, ManualClock& clock,
         std::chrono::milliseconds patience = std::chrono::milliseconds{0});

/// One round of the above: false when nothing is ready and nobody waits.
bool run_step(boost::asio::io_context& io, ManualClock& clock, std::chrono::milliseconds patience);

/// Runs `work` on `io`, turning `clock`, until it has ended; gives its result or throws what it threw. Other
/// coroutines on `io` may still be waiting then. Throws std::logic_error when `work` can never go on: nothing
/// is ready and nobody waits for the clock.
template <class T>
T run(boost::asio::io_context& io, ManualClock& clock, boost::asio::awaitable<T> work,
      std::chrono::milliseconds patience = std::chrono::milliseconds{0})
{
    struct Outcome
    {
        std::exception_ptr error;
        std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
    };
    const auto outcome = std::make_shared<Outcome>();
    if constexpr (std::is_void_v<T>)
        boost::asio::co_spawn(io, std::move(work), [outcome](std::exception_ptr error) {
            outcome->error = error;
            outcome->value.emplace();
        });
    else
        boost::asio::co_spawn(io, std::move(work), [outcome](std::exception_ptr error, T value) {
            outcome->error = error;
            outcome->value.emplace(std::move(value));
        });
    while (!outcome->value)
        if (!run_step(io, clock, patience) && !outcome->value)
            throw std::logic_error(
                "the coroutine is stuck: nothing is ready, and nobody waits for the clock");
    if (outcome->error)
        std::rethrow_exception(outcome->error);
    if constexpr (!std::is_void_v<T>)
        return std::move(*outcome->value);
}

} // namespace idpsync::test
