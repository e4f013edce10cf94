// Connections that are kept, and those that must not be used again.

#include "harness.hpp"
#include "support/matchers.hpp"

namespace idpsync::net::test {
namespace {

TEST(KeepAlive, UsesAConnectionAgain)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(told(harness.send(post(server.port()))), "200 two");
    EXPECT_EQ(server.accepted(), 1U);
    EXPECT_EQ(harness.client->connections_opened(), 1U);
}

TEST(KeepAlive, DoesNotKeepWhatTheServerCloses)
{
    Harness harness;
    RawServer server(
        harness.io,
        {{receive(), send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), hang()},
         {receive(), send(answer("two"))}});
    EXPECT_TRUE(harness.send(get(server.port())));
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
    EXPECT_EQ(server.accepted(), 2U);
    harness.run_until([&] { return server.finished() >= 1; });
}

TEST(KeepAlive, DoesNotKeepHttp10)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none"), hang()},
                      {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
}

TEST(KeepAlive, DropsAConnectionWithBytesBehindItsAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one") + answer("forged")), hang()},
                                  {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
}

TEST(KeepAlive, DropsAConnectionOnWhichSomethingCameLater)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), wait(), send(answer("forged")), wait()},
                                  {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    harness.run_until([&] { return server.waiting() == 1; });
    server.go_on();
    harness.run_until([&] { return server.waiting() == 0; });
    harness.run_until([&] { return server.waiting() == 1; });
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
}

TEST(KeepAlive, SeesThatAConnectionWasClosedBeforeItWrites)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send(answer("one")), wait(), close()}, {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    harness.run_until([&] { return server.waiting() == 1; });
    server.go_on();
    harness.run_until([&] { return server.finished() == 1; });
    EXPECT_EQ(told(harness.send(post(server.port()))), "200 two");
    EXPECT_THAT(server.requests(), SizeIs(2));
}

TEST(KeepAlive, ReplacesADeadConnectionOnceForARead)
{
    Harness harness;
    RawServer server(
        harness.io, {{receive(), send(answer("one")), receive(), close()}, {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
    EXPECT_THAT(server.requests(), SizeIs(3));
}

TEST(KeepAlive, ReplacesAConnectionThatIsResetForARead)
{
    Harness harness;
    RawServer server(
        harness.io, {{receive(), send(answer("one")), receive(), reset()}, {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 two");
}

TEST(KeepAlive, GivesUpWhenTheNewConnectionDiesToo)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), close()},
                                  {receive(), close()},
                                  {receive(), send(answer("never"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::transport);
    EXPECT_EQ(server.accepted(), 2U);
}

TEST(KeepAlive, DoesNotRepeatAReadWhoseAnswerHadBegun)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), send("HTTP/1.1 2"), close()},
                                  {receive(), send(answer("never"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::transport);
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(KeepAlive, NeverRepeatsAWrite)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), close()},
                                  {receive(), send(answer("never"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    EXPECT_EQ(harness.send(post(server.port())).error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(KeepAlive, OpensANewConnectionForAWriteWhenTheKeptOneIsFromBefore)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send(answer("one")), hang()}, {receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    harness.clock.advance(1s);
    auto request = post(server.port());
    request.kept_since = harness.clock.now();
    EXPECT_EQ(told(harness.send(std::move(request))), "200 two");
    EXPECT_EQ(server.accepted(), 2U);
}

TEST(KeepAlive, UsesAConnectionThatAnsweredInTimeForAWrite)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), send(answer("two"))}});
    const auto pass_begins = harness.clock.now();
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    harness.clock.advance(1s);
    auto request = post(server.port());
    request.kept_since = pass_begins;
    EXPECT_EQ(told(harness.send(std::move(request))), "200 two");
}

TEST(KeepAlive, UsesAnyConnectionForARead)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("one")), receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 one");
    harness.clock.advance(300s);
    auto request = get(server.port());
    request.kept_since = harness.clock.now();
    EXPECT_EQ(told(harness.send(std::move(request))), "200 two");
}

TEST(KeepAlive, DoesNotUseAConnectionForAnotherServer)
{
    Harness harness;
    RawServer first(harness.io, {{receive(), send(answer("one")), hang()}});
    RawServer second(harness.io, {{receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(first.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(second.port()))), "200 two");
}

TEST(KeepAlive, DropsTheLongestUnusedConnectionWhenAnotherIsNeeded)
{
    ClientOptions options;
    options.connections = 1;
    Harness harness(std::move(options));
    RawServer first(harness.io, {{receive(), send(answer("one")), hang()}});
    RawServer second(harness.io, {{receive(), send(answer("two")), hang()}});
    EXPECT_EQ(told(harness.send(get(first.port()))), "200 one");
    EXPECT_EQ(told(harness.send(get(second.port()))), "200 two");
    harness.run_until([&] { return first.finished() == 1; });
    EXPECT_EQ(second.finished(), 0U);
}

TEST(KeepAlive, OpensNoMoreConnectionsThanAllowed)
{
    ClientOptions options;
    options.connections = 2;
    Harness harness(std::move(options));
    const Script two_answers{receive(), wait(), send(answer("a")), receive(), wait(), send(answer("b"))};
    RawServer server(harness.io, {two_answers, two_answers});
    std::vector<std::shared_ptr<Pending>> all;
    for (int i = 0; i < 4; ++i)
        all.push_back(harness.start(get(server.port())));
    harness.run_until([&] { return server.waiting() == 2; });
    EXPECT_EQ(harness.client->waiting(), 2U);
    server.go_on();
    harness.run_until([&] { return server.requests().size() == 4 && server.waiting() == 2; });
    EXPECT_TRUE(all[0]->ended() && all[1]->ended());
    server.go_on();
    EXPECT_EQ(told(harness.await(all[2])), "200 b");
    EXPECT_EQ(told(harness.await(all[3])), "200 b");
    EXPECT_EQ(server.accepted(), 2U);
}

TEST(KeepAlive, ServesThoseWhoWaitInTheOrderTheyCame)
{
    ClientOptions options;
    options.connections = 1;
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), wait(), send(answer("")), receive(), send(answer("")),
                                   receive(), send(answer(""))}});
    std::vector<std::shared_ptr<Pending>> all;
    for (const auto* path : {"/first", "/second", "/third"})
    {
        auto request = get(server.port());
        request.url.set_path(path);
        all.push_back(harness.start(std::move(request)));
    }
    harness.run_until([&] { return server.waiting() == 1 && harness.client->waiting() == 2; });
    server.go_on();
    ASSERT_TRUE(harness.await(all[2]));
    ASSERT_THAT(server.requests(), SizeIs(3));
    EXPECT_TRUE(server.requests()[1].starts_with("GET /second "));
    EXPECT_TRUE(server.requests()[2].starts_with("GET /third "));
}

} // namespace
} // namespace idpsync::net::test
