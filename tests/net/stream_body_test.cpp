// Bodies that are taken in pieces, as they come.

#include "harness.hpp"

#include <gmock/gmock.h>

namespace idpsync::net::test {
namespace {

class StreamedBody : public testing::Test
{
protected:
    /// Asks a server that answers with these bytes.
    Result<Response> ask(const std::string& bytes)
    {
        server.emplace(harness.io, std::vector<Script>{{receive(), send(bytes), hang()}});
        auto request = get(server->port());
        request.body_limit = 10;
        request.body_sink = [this](std::string_view piece) {
            taken += piece;
            return taken.size() < enough;
        };
        return harness.send(std::move(request));
    }

    Harness harness;
    std::optional<RawServer> server;
    std::string taken;
    std::size_t enough = 1U << 30U;
};

TEST_F(StreamedBody, IsTakenWhateverItsLength)
{
    const std::string body(1U << 20U, 'x');
    const auto response = ask(answer(body));
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->body, "");
    EXPECT_TRUE(taken == body);
}

TEST_F(StreamedBody, IsTakenFromChunks)
{
    const auto response =
        ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(taken, "hello world");
}

TEST_F(StreamedBody, LeavesItsConnectionForTheNextRequest)
{
    ASSERT_TRUE(ask(answer("hello")));
    EXPECT_EQ(server->finished(), 0U);
}

TEST_F(StreamedBody, EndsWhenItIsEnough)
{
    enough = 5;
    const auto response = ask("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello");
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(taken, "hello");
    harness.run_until([&] { return server->finished() == 1; });
}

TEST_F(StreamedBody, IsNotThatOfARefusal)
{
    const auto response = ask(answer("no", "403 Forbidden"));
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->body, "no");
    EXPECT_EQ(taken, "");
}

TEST_F(StreamedBody, KeepsTheLimitOfARefusal)
{
    const auto response = ask(answer(std::string(1000, 'x'), "500 Internal Server Error"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::bad_response);
}

} // namespace
} // namespace idpsync::net::test
