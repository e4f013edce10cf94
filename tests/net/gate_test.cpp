#include "net/gate.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;

/// People in front of a gate. Whoever comes in stays until let_go().
class Queue
{
public:
    explicit Queue(std::size_t places) : gate(places) {}

    void come(const std::string& name)
    {
        auto& signal = signals_.emplace_back(std::make_unique<asio::cancellation_signal>());
        asio::co_spawn(io_, wait(name),
                       asio::bind_cancellation_slot(signal->slot(), [](std::exception_ptr) {}));
        run();
    }

    void leave_the_queue(std::size_t index)
    {
        signals_.at(index)->emit(asio::cancellation_type::terminal);
        run();
    }

    void let_go(std::size_t index)
    {
        inside_.at(index).reset();
        run();
    }

    void run()
    {
        io_.restart();
        io_.poll();
    }

    Gate gate;
    std::vector<std::string> came_in;

private:
    asio::awaitable<void> wait(std::string name)
    {
        auto place = co_await gate.enter();
        came_in.push_back(std::move(name));
        inside_.emplace_back(std::move(place));
    }

    asio::io_context io_;
    std::vector<std::unique_ptr<asio::cancellation_signal>> signals_;
    std::vector<std::optional<Gate::Place>> inside_;
};

using Names = std::vector<std::string>;

TEST(Gate, LetsThemInInTheOrderInWhichTheyCame)
{
    Queue queue(1);
    for (const auto* name : {"a", "b", "c"})
        queue.come(name);
    EXPECT_EQ(queue.came_in, Names{"a"});
    queue.let_go(0);
    EXPECT_EQ(queue.came_in, (Names{"a", "b"}));
    EXPECT_EQ(queue.gate.waiting(), 1U);
}

TEST(Gate, GivesTheTurnOfWhoeverLeftTheQueueToTheNext)
{
    Queue queue(1);
    for (const auto* name : {"a", "b", "c"})
        queue.come(name);
    queue.leave_the_queue(1);
    queue.let_go(0);
    EXPECT_EQ(queue.came_in, (Names{"a", "c"}));
}

TEST(Gate, LetsInWhoWaitsWhenItGetsMorePlaces)
{
    Queue queue(1);
    for (const auto* name : {"a", "b", "c"})
        queue.come(name);
    queue.gate.set_places(Gate::unlimited);
    queue.run();
    EXPECT_EQ(queue.came_in, (Names{"a", "b", "c"}));
    EXPECT_EQ(queue.gate.inside(), 3U);
}

TEST(Gate, LeavesThoseInsideAloneWhenItGetsFewerPlaces)
{
    Queue queue(Gate::unlimited);
    for (const auto* name : {"a", "b"})
        queue.come(name);
    queue.gate.set_places(1);
    queue.come("c");
    queue.let_go(0);
    EXPECT_EQ(queue.came_in, (Names{"a", "b"}));
    queue.let_go(1);
    EXPECT_EQ(queue.came_in, (Names{"a", "b", "c"}));
}

} // namespace
} // namespace idpsync::net
