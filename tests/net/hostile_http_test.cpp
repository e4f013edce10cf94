// Hostile answers over plain TCP, through a proxy, and of a proxy.

#include "hostile.hpp"

#include <gtest/gtest.h>

#include <set>

namespace idpsync::net::test {
namespace {

constexpr std::size_t body_limit = std::size_t{1} << 20U;

/// The script behind the request.
Script behind_request(const Hostility& peer)
{
    Script script{receive()};
    script.insert(script.end(), peer.script.begin(), peer.script.end());
    return script;
}

ClientOptions through(const RawServer& proxy)
{
    ClientOptions options;
    options.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
    return options;
}

TEST(HostileHttp, HasMoreThanAHundredAndTwentyKinds)
{
    std::set<std::string> names;
    for (const auto& peer : hostile_answers())
        EXPECT_TRUE(names.insert(peer.name).second) << peer.name;
    EXPECT_GE(names.size(), 120U);
}

TEST(HostileHttp, EndsAReadWithinItsLimits)
{
    for (const auto& peer : hostile_answers())
    {
        SCOPED_TRACE(peer.name);
        Harness harness;
        RawServer server(harness.io, {behind_request(peer)});
        auto request = get(server.port());
        request.body_limit = body_limit;
        expect_ending(suffer(harness, server, std::move(request), peer.ending), peer.ending, body_limit);
    }
}

TEST(HostileHttp, LeavesTheOutcomeOfAWriteUnknown)
{
    for (const auto& peer : hostile_answers())
    {
        SCOPED_TRACE(peer.name);
        Harness harness;
        RawServer server(harness.io, {behind_request(peer)});
        auto request = post(server.port());
        request.body_limit = body_limit;
        expect_ending(suffer(harness, server, std::move(request), peer.ending), peer.ending, body_limit,
                      true);
    }
}

TEST(HostileHttp, EndsWhatAPlainProxyAnswers)
{
    for (const auto& peer : hostile_answers())
    {
        SCOPED_TRACE(peer.name);
        Harness harness;
        RawServer proxy(harness.io, {behind_request(peer)});
        harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy));
        auto request = get(80, "http://netbird.example");
        request.body_limit = body_limit;
        expect_ending(suffer(harness, proxy, std::move(request), peer.ending), peer.ending, body_limit);
    }
}

/// What a proxy says to CONNECT: only its head is read, so nothing behind the head counts.
TEST(HostileHttp, EndsATunnelThatAProxyDoesNotOpen)
{
    for (const auto& peer : hostile_answers())
    {
        SCOPED_TRACE(peer.name);
        Harness harness;
        RawServer proxy(harness.io, {behind_request(peer)});
        harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy));
        const auto pending = harness.start(get(443, "https://netbird.example"));
        harness.run_until([&] { return pending->ended() || proxy.waiting() != 0; });
        harness.clock.advance(30s);
        const auto result = harness.await(pending);
        ASSERT_FALSE(result);
        EXPECT_TRUE(result.error().kind == ErrorKind::transport ||
                    result.error().kind == ErrorKind::timed_out)
            << told(result);
    }
}

TEST(HostileHttp, HoldsNoMoreThanTheLongestBodyAndItsHeaders)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                                   flood("2000\r\n" + std::string(8192, 'x') + "\r\n")}});
    auto request = get(server.port());
    const auto limit = request.body_limit = std::size_t{32} << 20U;
    const auto ended = suffer(harness, server, std::move(request), Ending::bad_response);
    expect_ending(ended, Ending::bad_response, limit);
    EXPECT_LE(ended.memory, std::size_t{34} << 20U);
}

/// A length that is only announced takes no memory.
TEST(HostileHttp, MakesNoRoomForWhatIsOnlyAnnounced)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 33554432\r\n\r\nx"), wait()}});
    auto request = get(server.port());
    request.body_limit = std::size_t{32} << 20U;
    const auto ended = suffer(harness, server, std::move(request), Ending::deadline);
    expect_ending(ended, Ending::deadline, 0);
}

TEST(HostileHttp, EndsAPeerThatDripsWithoutEnd)
{
    for (const std::string head : {"", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "})
    {
        SCOPED_TRACE(head);
        Harness harness;
        RawServer server(harness.io,
                         {{receive(), send(head), drip(std::string(100, 'x'), harness.clock, 1s)}});
        const auto pending = harness.start(get(server.port()));
        for (int second = 0; second < 30; ++second)
        {
            harness.run_until([&] { return pending->ended() || harness.clock.waiting() == 2; });
            ASSERT_FALSE(pending->ended());
            harness.clock.advance(1s);
        }
        EXPECT_EQ(harness.await(pending).error().kind, ErrorKind::timed_out);
    }
}

} // namespace
} // namespace idpsync::net::test
