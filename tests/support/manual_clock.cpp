#include "support/manual_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <map>

namespace idpsync::test {

namespace asio = boost::asio;

/// Those who wait, by the time they wait for.
class ManualClock::Waiters
{
public:
    struct Waiter
    {
        asio::steady_timer timer; // never expires by itself: cancelling it is the wake-up call
        bool due = false;
    };
    using Queue = std::multimap<net::SteadyTime, Waiter*>;

    /// A place in the queue, left at the latest when the waiting coroutine goes.
    class Place
    {
    public:
        Place(std::shared_ptr<Waiters> waiters, net::SteadyTime when, Waiter& waiter)
            : waiters_(std::move(waiters)), waiter_(waiter)
        {
            waiters_->queue_.emplace(when, &waiter);
        }
        ~Place()
        {
            if (!waiter_.due)
                std::erase_if(waiters_->queue_,
                              [this](const auto& entry) { return entry.second == &waiter_; });
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        std::shared_ptr<Waiters> waiters_;
        Waiter& waiter_;
    };

    void wake(net::SteadyTime now)
    {
        while (!queue_.empty() && queue_.begin()->first <= now)
        {
            Waiter& waiter = *queue_.begin()->second;
            queue_.erase(queue_.begin());
            waiter.due = true;
            waiter.timer.cancel();
        }
    }

    [[nodiscard]] const Queue& queue() const { return queue_; }

private:
    Queue queue_;
};

ManualClock::ManualClock(WallTime wall_start)
    : waiters_(std::make_shared<Waiters>()),
      now_(std::chrono::hours{24}),
      start_(now_),
      wall_start_(wall_start)
{}

ManualClock::~ManualClock() = default;

net::SteadyTime ManualClock::now() const
{
    return now_;
}

WallTime ManualClock::wall_now() const
{
    return wall_start_ + std::chrono::floor<std::chrono::seconds>(now_ - start_);
}

asio::awaitable<void> ManualClock::wait_until(net::SteadyTime when)
{
    if (when <= now_)
        co_return;
    const auto executor = co_await asio::this_coro::executor;
    Waiters::Waiter waiter{asio::steady_timer(executor, net::SteadyTime::max())};
    const Waiters::Place place(waiters_, when, waiter);
    co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!waiter.due)
        throw boost::system::system_error(asio::error::operation_aborted);
}

void ManualClock::advance(std::chrono::nanoseconds duration)
{
    now_ += std::chrono::duration_cast<net::SteadyTime::duration>(duration);
    waiters_->wake(now_);
}

void ManualClock::step_wall(std::chrono::seconds difference)
{
    wall_start_ += difference;
}

bool ManualClock::advance_to_next()
{
    const auto earliest = next();
    if (!earliest)
        return false;
    now_ = std::max(now_, *earliest);
    waiters_->wake(now_);
    return true;
}

std::size_t ManualClock::waiting() const
{
    return waiters_->queue().size();
}

std::optional<net::SteadyTime> ManualClock::next() const
{
    if (waiters_->queue().empty())
        return std::nullopt;
    return waiters_->queue().begin()->first;
}

bool run_step(asio::io_context& io, ManualClock& clock, std::chrono::milliseconds patience)
{
    io.restart();
    if (io.poll() > 0)
        return true;
    if (patience.count() > 0 && io.run_one_for(patience) > 0)
        return true;
    return clock.advance_to_next();
}

void run(asio::io_context& io, ManualClock& clock, std::chrono::milliseconds patience)
{
    while (run_step(io, clock, patience))
        continue;
}

} // namespace idpsync::test
