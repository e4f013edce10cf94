#include "netbird/client_fixture.hpp"
#include "support/matchers.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace idpsync::netbird {
namespace {

using ClientQueue = ClientTest;
using ClientCancellation = ClientTest;

/// Removes a connector and notes how that ended.
asio::awaitable<void> remove_and_note(Client& client, std::string id, std::vector<std::string>& ended)
{
    const ConnectorId named{std::move(id)};
    const auto removed = co_await client.remove(named);
    ended.push_back(removed.has_error() ? std::string(to_string(removed.error().kind)) : named.value);
}

TEST_F(ClientQueue, LetsRequestsGoTogetherBefore)
{
    std::vector<std::string> ended;
    for (const auto* id : {"a", "b", "c"})
    {
        http.answer(200, "{}").after(1s);
        asio::co_spawn(io, remove_and_note(client, id, ended), asio::detached);
    }
    test::run(io, clock);
    EXPECT_EQ(http.most_in_flight(), 3U);
    EXPECT_THAT(times(), ElementsAre(0, 0, 0));
}

TEST_F(ClientQueue, SendsOneAtATimeAfterwardsInOrder)
{
    std::vector<std::string> ended;
    http.answer(429, throttled);
    for (int count = 0; count < 4; ++count)
        http.answer(200, "{}").after(2s);
    asio::co_spawn(io, remove_and_note(client, "a", ended), asio::detached);
    io.poll();
    for (const auto* id : {"b", "c", "d"})
        asio::co_spawn(io, remove_and_note(client, id, ended), asio::detached);
    test::run(io, clock);
    EXPECT_THAT(ended, ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(times(), ElementsAre(0, 10, 12, 14, 16));
    EXPECT_EQ(http.most_in_flight(), 1U);
}

TEST_F(ClientQueue, LinesUpThoseWhoWereUnderWayTogether)
{
    std::vector<std::string> ended;
    for (int count = 0; count < 3; ++count)
        http.answer(429, throttled).after(1s);
    for (int count = 0; count < 3; ++count)
        http.answer(200, "{}").after(5s);
    for (const auto* id : {"a", "b", "c"})
        asio::co_spawn(io, remove_and_note(client, id, ended), asio::detached);
    test::run(io, clock);
    EXPECT_EQ(ended.size(), 3U);
    EXPECT_THAT(times(), ElementsAre(0, 0, 0, 11, 16, 21));
}

TEST_F(ClientQueue, DoesNotHoldUpThoseWhoPassedBefore)
{
    std::vector<std::string> ended;
    http.answer(200, "{}").after(3s).answer(429, throttled).answer(200, "{}");
    asio::co_spawn(io, remove_and_note(client, "slow", ended), asio::detached);
    asio::co_spawn(io, remove_and_note(client, "refused", ended), asio::detached);
    test::run(io, clock);
    EXPECT_THAT(ended, ElementsAre("slow", "refused"));
    EXPECT_THAT(times(), ElementsAre(0, 0, 10));
}

TEST_F(ClientQueue, TellsEveryoneInTheQueueThatThePassEnds)
{
    std::vector<std::string> ended;
    client.begin_pass(clock.now() + 15s);
    http.answer(429, throttled).answer(429, throttled);
    for (const auto* id : {"a", "b", "c"})
    {
        asio::co_spawn(io, remove_and_note(client, id, ended), asio::detached);
        io.poll();
    }
    test::run(io, clock);
    EXPECT_THAT(ended, ElementsAre("throttled", "throttled", "throttled"));
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(ClientQueue, OpensForEveryoneWhenAPassBegins)
{
    std::vector<std::string> ended;
    http.answer(429, throttled);
    asio::co_spawn(io, remove_and_note(client, "a", ended), asio::detached);
    io.poll();
    for (int count = 0; count < 3; ++count)
        http.answer(200, "{}");
    asio::co_spawn(io, remove_and_note(client, "b", ended), asio::detached);
    asio::co_spawn(io, remove_and_note(client, "c", ended), asio::detached);
    io.poll();
    EXPECT_EQ(http.requests().size(), 1U);
    client.begin_pass(std::nullopt);
    io.poll();
    EXPECT_THAT(ended, ElementsAre("b", "c"));
    test::run(io, clock);
    EXPECT_THAT(ended, ElementsAre("b", "c", "a"));
}

TEST_F(ClientCancellation, InTheQueueLetsTheOthersThrough)
{
    std::vector<std::string> ended;
    asio::cancellation_signal cancel;
    http.answer(429, throttled).answer(200, "{}").answer(200, "{}");
    asio::co_spawn(io, remove_and_note(client, "a", ended), asio::detached);
    io.poll();
    std::exception_ptr thrown;
    asio::co_spawn(
        io, remove_and_note(client, "b", ended),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error) { thrown = error; }));
    asio::co_spawn(io, remove_and_note(client, "c", ended), asio::detached);
    io.poll();
    cancel.emit(asio::cancellation_type::all);
    test::run(io, clock);
    EXPECT_NE(thrown, nullptr);
    EXPECT_THAT(ended, ElementsAre("a", "c"));
}

TEST_F(ClientCancellation, OfTheOneWhoseTimeHasNotComeLetsTheNextOneIn)
{
    std::vector<std::string> ended;
    asio::cancellation_signal cancel;
    http.answer(429, throttled).answer(200, "{}");
    std::exception_ptr thrown;
    asio::co_spawn(
        io, remove_and_note(client, "a", ended),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error) { thrown = error; }));
    io.poll();
    asio::co_spawn(io, remove_and_note(client, "b", ended), asio::detached);
    io.poll();
    cancel.emit(asio::cancellation_type::all);
    test::run(io, clock);
    EXPECT_NE(thrown, nullptr);
    EXPECT_THAT(ended, ElementsAre("b"));
    EXPECT_THAT(times(), ElementsAre(0, 10));
}

TEST_F(ClientCancellation, InFlightLeavesNothingBehind)
{
    std::vector<std::string> ended;
    asio::cancellation_signal cancel;
    http.answer(200, "{}").after(20s);
    std::exception_ptr thrown;
    asio::co_spawn(
        io, remove_and_note(client, "a", ended),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error) { thrown = error; }));
    io.poll();
    cancel.emit(asio::cancellation_type::all);
    test::run(io, clock);
    EXPECT_NE(thrown, nullptr);
    EXPECT_EQ(http.in_flight(), 0U);

    http.answer(429, throttled).answer(200, "[]");
    EXPECT_TRUE(run(client.list()).has_value());
}

TEST_F(ClientCancellation, MayDestroyTheQueueAfterTheClient)
{
    std::vector<std::string> ended;
    auto other_io = std::make_unique<asio::io_context>(1);
    {
        Client short_lived(http, clock, random, options());
        http.answer(429, throttled);
        for (const auto* id : {"a", "b", "c"})
        {
            asio::co_spawn(*other_io, remove_and_note(short_lived, id, ended), asio::detached);
            other_io->poll();
        }
    }
    other_io.reset();
    EXPECT_TRUE(ended.empty());
}

} // namespace
} // namespace idpsync::netbird
