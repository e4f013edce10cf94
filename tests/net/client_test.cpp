// Plain HTTP: what is sent and what is read.

#include "harness.hpp"
#include "support/matchers.hpp"

namespace idpsync::net::test {
namespace {

TEST(Client, SendsAGetAndReadsItsAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("[]"))}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result) << told(result);
    EXPECT_EQ(result->status, 200U);
    EXPECT_EQ(result->body, "[]");
    EXPECT_EQ(result->header("content-length"), "2");
    EXPECT_EQ(result->header("x-other"), std::nullopt);
}

TEST(Client, SendsExactlyTheHeadersItShould)
{
    ClientOptions options;
    options.user_agent = "netbird-idp-sync/1";
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), send(answer("{}"))}});
    auto request = post(server.port(), R"({"name":"x"})");
    request.headers.emplace_back("Cache-Control", "no-cache");
    request.authorization = Secret("Token abc");
    ASSERT_TRUE(harness.send(std::move(request)));
    EXPECT_THAT(server.requests(), ElementsAre("POST /api/things HTTP/1.1\r\n"
                                               "Host: 127.0.0.1:" +
                                               std::to_string(server.port()) +
                                               "\r\n"
                                               "User-Agent: netbird-idp-sync/1\r\n"
                                               "Accept: application/json\r\n"
                                               "Cache-Control: no-cache\r\n"
                                               "Authorization: Token abc\r\n"
                                               "Content-Type: application/json\r\n"
                                               "Content-Length: 12\r\n"
                                               "\r\n"
                                               R"({"name":"x"})"));
}

TEST(Client, LeavesAcceptToTheCaller)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer(""))}});
    auto request = get(server.port());
    request.headers.emplace_back("accept", "text/html");
    ASSERT_TRUE(harness.send(std::move(request)));
    EXPECT_THAT(server.requests().front(),
                AllOf(HasSubstr("accept: text/html\r\n"), Not(HasSubstr("application/json"))));
}

TEST(Client, SaysThatAWriteWithoutABodyHasNone)
{
    for (const auto method : {Method::post, Method::put, Method::patch})
    {
        Harness harness;
        RawServer server(harness.io, {{receive(), send(answer(""))}});
        auto request = get(server.port());
        request.method = method;
        ASSERT_TRUE(harness.send(std::move(request)));
        EXPECT_THAT(server.requests().front(), HasSubstr("\r\nContent-Length: 0\r\n")) << to_string(method);
    }
}

TEST(Client, SendsPutPatchAndDelete)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("")), receive(), send(answer("")), receive(),
                                   send(answer(""))}});
    auto put = post(server.port());
    put.method = Method::put;
    auto patch = post(server.port());
    patch.method = Method::patch;
    auto remove = get(server.port());
    remove.method = Method::remove;
    ASSERT_TRUE(harness.send(std::move(put)));
    ASSERT_TRUE(harness.send(std::move(patch)));
    ASSERT_TRUE(harness.send(std::move(remove)));
    EXPECT_THAT(server.requests(),
                ElementsAre(StartsWith("PUT /api/things "), StartsWith("PATCH /api/things "),
                            StartsWith("DELETE /api/things ")));
}

TEST(Client, AsksForTheRootWhenTheUrlHasNoPath)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer(""))}});
    auto request = get(server.port());
    request.url.set_path("");
    request.url.set_encoded_query("a=b%20c");
    ASSERT_TRUE(harness.send(std::move(request)));
    EXPECT_THAT(server.requests().front(), StartsWith("GET /?a=b%20c HTTP/1.1\r\n"));
}

TEST(Client, SendsABodyLargerThanTheKernelTakesAtOnce)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("ok"))}});
    const std::string body(8U << 20U, 'x');
    const auto result = harness.send(post(server.port(), body));
    ASSERT_TRUE(result) << told(result);
    EXPECT_TRUE(server.requests().front().ends_with("\r\n\r\n" + body));
}

TEST(Client, GivesAnyStatusAsAnAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("no", "404 Not Found")), receive(),
                                   send(answer("oops", "500 Internal Server Error"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "404 no");
    EXPECT_EQ(told(harness.send(post(server.port()))), "500 oops");
}

TEST(Client, GivesARedirectInsteadOfFollowingIt)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n"
                                       "Content-Length: 0\r\n\r\n")}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 302U);
    EXPECT_EQ(result->header("location"), "https://elsewhere.example/");
}

TEST(Client, SkipsInterimAnswers)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 100 Continue\r\n\r\n"
                                                   "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                                                   answer("real"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 real");
}

TEST(Client, RefusesAnEndlessRowOfInterimAnswers)
{
    Harness harness;
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "HTTP/1.1 100 Continue\r\n\r\n";
    RawServer server(harness.io, {{receive(), send(many), hang()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::bad_response);
}

TEST(Client, RefusesASwitchOfProtocols)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(), send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), hang()}});
    EXPECT_EQ(harness.send(get(server.port())).error().kind, ErrorKind::bad_response);
}

TEST(Client, ReadsAChunkedBodyWithTrailers)
{
    Harness harness;
    RawServer server(harness.io,
                     {{receive(),
                       send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "5;extension=1\r\nhello\r\n"),
                       send("6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n"), receive(), send(answer("again"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 hello world");
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 again");
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(Client, ReadsAnAnswerThatComesByteByByte)
{
    Harness harness;
    const auto bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n";
    RawServer server(harness.io, {{receive(), drip(bytes, harness.clock, 1ms)}});
    const auto pending = harness.start(get(server.port()));
    harness.run_until([&] {
        if (harness.clock.next() && *harness.clock.next() < harness.clock.now() + 10ms)
            harness.clock.advance_to_next();
        return pending->ended();
    });
    EXPECT_EQ(told(*pending->result), "200 abcd");
}

TEST(Client, ReadsABodyThatEndsWithTheConnection)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\n\r\nall of it"), close()}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 all of it");
}

TEST(Client, ReadsAnAnswerWithoutABody)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 204 No Content\r\n\r\n"), receive(),
                                   send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"), hang()}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "204 ");
    EXPECT_EQ(told(harness.send(get(server.port()))), "304 ");
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(Client, GivesHeaderNamesInLowerCaseAndAllOfThem)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSET-COOKIE: b=2\r\n"
                                                   "Content-Length: 0\r\n\r\n")}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result);
    using Header = std::pair<std::string, std::string>;
    EXPECT_THAT(result->headers, ElementsAre(Header("set-cookie", "a=1"), Header("set-cookie", "b=2"),
                                             Header("content-length", "0")));
    EXPECT_EQ(result->header("set-cookie"), "a=1");
}

TEST(Client, AsksAnIpv6AddressInBrackets)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("six"))}}, "::1");
    EXPECT_EQ(told(harness.send(get(server.port(), "http://[::1]"))), "200 six");
    EXPECT_THAT(server.requests().front(),
                HasSubstr("\r\nHost: [::1]:" + std::to_string(server.port()) + "\r\n"));
}

TEST(Client, RefusesToSendALineBreakInAHeader)
{
    Harness harness;
    RawServer server(harness.io, {});
    auto request = get(server.port());
    request.headers.emplace_back("X-Thing", "a\r\nAuthorization: b");
    const auto result = harness.send(std::move(request));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
    EXPECT_THAT(result.error().text(), HasSubstr("\"X-Thing\""));
    EXPECT_EQ(server.accepted(), 0U);
}

TEST(Client, RefusesATokenThatCannotBeAHeaderWithoutRepeatingIt)
{
    Harness harness;
    RawServer server(harness.io, {});
    auto request = get(server.port());
    request.authorization = Secret("Token hunter2\n");
    const auto result = harness.send(std::move(request));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
    EXPECT_THAT(result.error().text(), AllOf(HasSubstr("Authorization"), Not(HasSubstr("hunter2"))));
}

TEST(Client, RefusesAHostThatHidesALineBreak)
{
    Harness harness;
    const auto result = harness.send(get(80, "http://a%0d%0ab.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
}

} // namespace
} // namespace idpsync::net::test
