// One deadline covers everything, and a request that is cancelled leaves nothing behind.

#include "harness.hpp"
#include "support/matchers.hpp"

#include <semaphore>

namespace idpsync::net::test {
namespace {

TEST(Deadline, EndsAReadThatGetsNoAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), hang()}});
    const auto pending = harness.start(get(server.port()));
    harness.run_until([&] { return server.requests().size() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    EXPECT_EQ(result.error().text(), "no answer from 127.0.0.1:" + std::to_string(server.port()) +
                                         " within 30 s: waited for the answer to begin");
    harness.run_until([&] { return server.finished() == 1; });
}

TEST(Deadline, MakesAWriteWithoutAnAnswerAnUnknownOutcome)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), hang()}});
    const auto pending = harness.start(post(server.port()));
    harness.run_until([&] { return server.requests().size() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unknown_outcome);
    EXPECT_THAT(result.error().text(), HasSubstr("within 30 s"));
}

TEST(Deadline, EndsAnAnswerThatDrips)
{
    Harness harness;
    const auto bytes = answer(std::string(100, 'x'));
    RawServer server(harness.io, {{receive(), drip(bytes, harness.clock, 1s)}});
    const auto pending = harness.start(get(server.port()));
    harness.run_until([&] { return server.requests().size() == 1 && harness.clock.waiting() == 2; });
    for (int second = 0; second < 29; ++second)
    {
        harness.clock.advance(1s);
        harness.run_until([&] { return harness.clock.waiting() == 2; });
    }
    EXPECT_FALSE(pending->ended());
    harness.clock.advance(1s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(result.error().text(), HasSubstr("the rest of the answer"));
}

TEST(Deadline, CoversConnecting)
{
    Harness harness;
    const BlackHole silent;
    const auto pending = harness.start(post(silent.port()));
    harness.run_until([&] { return harness.clock.waiting() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(result.error().text(), HasSubstr("waited for a connection to 127.0.0.1"));
}

TEST(Deadline, TellsWhatWasTriedBeforeIt)
{
    ClientOptions options;
    options.lookup = fixed_lookup({"127.0.0.2", "127.0.0.1"});
    Harness harness(std::move(options));
    const BlackHole silent;
    const auto pending = harness.start(get(silent.port(), "http://netbird.example"));
    harness.run_until([&] { return harness.clock.waiting() == 2; });
    harness.run_until([&] { return harness.clock.waiting() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text(), AllOf(HasSubstr("waited for a connection to 127.0.0.1"),
                                             HasSubstr("before that, 127.0.0.2: Connection refused")));
}

TEST(Deadline, DoesNotWaitForALookupThatHangs)
{
    std::binary_semaphore asked{0};
    std::binary_semaphore may_end{0};
    std::binary_semaphore ended{0};
    ClientOptions options;
    options.lookup = [&](const std::string&) -> Result<Addresses> {
        asked.release();
        may_end.acquire();
        ended.release();
        return Error{ErrorKind::transport, "too late"};
    };
    {
        Harness harness(std::move(options));
        const auto pending = harness.start(post(80, "{}", "http://netbird.example"));
        harness.io.poll();
        asked.acquire();
        harness.clock.advance(30s);
        const auto result = harness.await(pending);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
        EXPECT_THAT(result.error().text(), HasSubstr("the addresses of netbird.example"));
    }
    may_end.release();
    ended.acquire();
}

TEST(Deadline, CoversWaitingForAConnectionToBeFree)
{
    ClientOptions options;
    options.connections = 1;
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), wait(), send(answer("first"))}});
    auto target = get(server.port());
    target.deadline = harness.clock.now() + 60s;
    const auto first = harness.start(std::move(target));
    harness.run_until([&] { return server.waiting() == 1; });
    const auto second = harness.start(post(server.port()));
    harness.run_until([&] { return harness.client->waiting() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(second);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(result.error().text(), HasSubstr("one of the 1 connections to be free"));
    server.go_on();
    EXPECT_EQ(told(harness.await(first)), "200 first");
}

TEST(Deadline, ThatHasPassedSendsNothing)
{
    Harness harness;
    RawServer server(harness.io, {});
    auto request = post(server.port());
    request.deadline = harness.clock.now();
    const auto result = harness.send(std::move(request));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    EXPECT_EQ(server.accepted(), 0U);
}

TEST(Cancellation, DropsTheConnection)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), hang()}});
    const auto pending = harness.start(post(server.port()));
    harness.run_until([&] { return server.requests().size() == 1; });
    pending->stop.emit(boost::asio::cancellation_type::terminal);
    harness.run_until([&] { return pending->cancelled && server.finished() == 1; });
    EXPECT_FALSE(pending->result);
}

TEST(Cancellation, GivesItsPlaceInTheQueueToTheNext)
{
    ClientOptions options;
    options.connections = 1;
    Harness harness(std::move(options));
    RawServer server(harness.io,
                     {{receive(), wait(), send(answer("first")), receive(), send(answer("third"))}});
    const auto first = harness.start(get(server.port()));
    harness.run_until([&] { return server.waiting() == 1; });
    const auto second = harness.start(get(server.port()));
    harness.run_until([&] { return harness.client->waiting() == 1; });
    const auto third = harness.start(get(server.port()));
    harness.run_until([&] { return harness.client->waiting() == 2; });
    second->stop.emit(boost::asio::cancellation_type::terminal);
    harness.run_until([&] { return second->cancelled; });
    server.go_on();
    EXPECT_EQ(told(harness.await(first)), "200 first");
    EXPECT_EQ(told(harness.await(third)), "200 third");
}

TEST(Cancellation, MayComeAtOnce)
{
    Harness harness;
    RawServer server(harness.io, {});
    const auto pending = harness.start(get(server.port()));
    pending->stop.emit(boost::asio::cancellation_type::terminal);
    harness.run_until([&] { return pending->ended(); });
    EXPECT_TRUE(pending->cancelled);
}

TEST(Cancellation, IsNotNeededWhenEverythingGoesAway)
{
    ClientOptions options;
    options.connections = 1;
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), hang()}});
    const auto running = harness.start(get(server.port()));
    harness.run_until([&] { return server.requests().size() == 1; });
    const auto queued = harness.start(get(server.port()));
    const auto more = harness.start(get(server.port()));
    harness.run_until([&] { return harness.client->waiting() == 2; });
    EXPECT_FALSE(running->ended() || queued->ended() || more->ended());
    harness.client.reset();
}

} // namespace
} // namespace idpsync::net::test
