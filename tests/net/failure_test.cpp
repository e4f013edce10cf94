// What each failure is called, for a read and for a write.

#include "harness.hpp"
#include "support/matchers.hpp"

namespace idpsync::net::test {
namespace {

std::string port_text(std::uint16_t port)
{
    return std::to_string(port);
}

TEST(ClientFailure, NamesTheAddressThatRefused)
{
    Harness harness;
    const ClosedPort closed;
    const auto result = harness.send(post(closed.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_EQ(result.error().text(),
              "cannot connect to 127.0.0.1:" + port_text(closed.port()) + ": 127.0.0.1: Connection refused");
}

TEST(ClientFailure, TriesTheNextAddressWhenOneRefuses)
{
    ClientOptions options;
    options.lookup = fixed_lookup({"::1", "127.0.0.2", "127.0.0.1"});
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), send(answer("found"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "http://netbird.example"))), "200 found");
}

TEST(ClientFailure, NamesEveryAddressThatWasTried)
{
    ClientOptions options;
    options.lookup = fixed_lookup({"127.0.0.2", "127.0.0.1"});
    Harness harness(std::move(options));
    const ClosedPort closed;
    const auto result = harness.send(get(closed.port(), "http://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().text(), "cannot connect to netbird.example:" + port_text(closed.port()) +
                                         ": 127.0.0.2: Connection refused; 127.0.0.1: Connection refused");
}

TEST(ClientFailure, LeavesAnAddressThatStaysSilentForTheNext)
{
    ClientOptions options;
    options.lookup = fixed_lookup({"127.0.0.2", "127.0.0.1"});
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), send(answer("found"))}});
    const BlackHole silent("127.0.0.2", server.port());
    const auto pending = harness.start(get(server.port(), "http://netbird.example"));
    harness.run_until([&] { return harness.clock.waiting() == 2; });
    harness.clock.advance(5s);
    EXPECT_EQ(told(harness.await(pending)), "200 found");
}

TEST(ClientFailure, SaysWhenTheNameIsUnknown)
{
    ClientOptions options;
    options.lookup = [](const std::string&) -> Result<Addresses> {
        return Error{ErrorKind::transport, "Name or service not known"};
    };
    Harness harness(std::move(options));
    const auto result = harness.send(post(443, "{}", "http://nebtird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(),
                AllOf(HasSubstr("\"nebtird.example\""), HasSubstr("Name or service not known")));
}

TEST(ClientFailure, IsTransportWhenTheServerClosesBeforeItAnswersARead)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), close()}});
    const auto result = harness.send(get(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_EQ(result.error().text(), "127.0.0.1:" + port_text(server.port()) +
                                         " at 127.0.0.1: the connection was closed without an answer");
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenTheServerClosesBeforeItAnswersAWrite)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), close()}});
    const auto result = harness.send(post(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unknown_outcome);
    EXPECT_THAT(result.error().text(), HasSubstr("the outcome of this POST is unknown: 127.0.0.1:" +
                                                 port_text(server.port()) + " at 127.0.0.1: "));
}

TEST(ClientFailure, DoesNotRepeatWhatWasSentOnANewConnection)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), close()}, {receive(), close()}});
    EXPECT_FALSE(harness.send(get(server.port())));
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(ClientFailure, IsTransportWhenAReadIsReset)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), reset()}});
    const auto result = harness.send(get(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(), HasSubstr("Connection reset by peer"));
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenAWriteIsReset)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), reset()}});
    EXPECT_EQ(harness.send(post(server.port())).error().kind, ErrorKind::unknown_outcome);
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenTheConnectionIsResetBeforeTheWholeWriteWasRead)
{
    Harness harness;
    RawServer server(harness.io, {{reset()}});
    EXPECT_EQ(harness.send(post(server.port(), std::string(8U << 20U, 'x'))).error().kind,
              ErrorKind::unknown_outcome);
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenADeleteGetsNoAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), close()}});
    auto request = get(server.port());
    request.method = Method::remove;
    EXPECT_EQ(harness.send(std::move(request)).error().kind, ErrorKind::unknown_outcome);
}

TEST(ClientFailure, IsTransportWhenABodyIsShorterThanItsLength)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), close()}});
    const auto result = harness.send(get(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(), HasSubstr("in the middle of the answer"));
}

TEST(ClientFailure, IsTransportWhenAChunkedBodyIsCut)
{
    Harness harness;
    RawServer server(
        harness.io,
        {{receive(), send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), close()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::transport);
}

TEST(ClientFailure, IsTransportWhenTheHeadersAreCut)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\nContent-"), close()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::transport);
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenTheAnswerToAWriteIsCut)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), close()}});
    EXPECT_EQ(harness.send(post(server.port())).error().kind, ErrorKind::unknown_outcome);
}

TEST(ClientFailure, IsABadResponseWhenTheAnswerIsNotHttp)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("SSH-2.0-OpenSSH_9.2\x1b[31m\r\n\r\n"), hang()}});
    const auto result = harness.send(get(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_response);
    EXPECT_THAT(result.error().text(), AllOf(HasSubstr("it begins with SSH"), Not(HasSubstr("OpenSSH"))));
}

TEST(ClientFailure, IsAnUnknownOutcomeWhenTheAnswerToAWriteIsNotHttp)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("nonsense\r\n\r\n"), hang()}});
    EXPECT_EQ(harness.send(post(server.port())).error().kind, ErrorKind::unknown_outcome);
}

TEST(ClientFailure, IsABadResponseWhenTheLengthIsOverTheLimit)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"), hang()}});
    auto request = get(server.port());
    request.body_limit = 10;
    const auto result = harness.send(std::move(request));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_response);
    EXPECT_THAT(result.error().text(), HasSubstr("longer than the 10 bytes allowed"));
}

TEST(ClientFailure, IsABadResponseWhenChunksAreOverTheLimit)
{
    Harness harness;
    RawServer server(harness.io, {{receive(),
                                   send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "6\r\n123456\r\n6\r\n123456\r\n"),
                                   hang()}});
    auto request = get(server.port());
    request.body_limit = 10;
    EXPECT_EQ(harness.send(std::move(request)).error().kind, ErrorKind::bad_response);
}

TEST(ClientFailure, IsABadResponseWhenABodyWithoutLengthIsOverTheLimit)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\n\r\n12345678901"), hang()}});
    auto request = get(server.port());
    request.body_limit = 10;
    EXPECT_EQ(harness.send(std::move(request)).error().kind, ErrorKind::bad_response);
}

TEST(ClientFailure, AcceptsABodyOfExactlyTheLimit)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("1234567890"))}});
    auto request = get(server.port());
    request.body_limit = 10;
    EXPECT_EQ(told(harness.send(std::move(request))), "200 1234567890");
}

TEST(ClientFailure, IsABadResponseWhenTheHeadersAreOver64KiB)
{
    Harness harness;
    RawServer server(harness.io, {{receive(),
                                   send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(70'000, 'x') +
                                        "\r\nContent-Length: 0\r\n\r\n"),
                                   hang()}});
    const auto result = harness.send(get(server.port()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_response);
    EXPECT_THAT(result.error().text(), HasSubstr("64 KiB"));
}

TEST(ClientFailure, AcceptsHeadersUnderTheLimit)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(60'000, 'x') +
                                                   "\r\nContent-Length: 0\r\n\r\n")}});
    EXPECT_TRUE(harness.send(get(server.port())));
}

TEST(ClientFailure, RefusesAnAnswerWithLengthAndChunks)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(),
                       send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
                            "\r\n3\r\nabc\r\n0\r\n\r\n"),
                       hang()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::bad_response);
}

TEST(ClientFailure, RefusesTwoLengths)
{
    Harness harness;
    RawServer server(
        harness.io,
        {{receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), hang()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::bad_response);
}

} // namespace
} // namespace idpsync::net::test
