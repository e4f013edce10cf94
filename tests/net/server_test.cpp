// The small server: what it serves, and what it does with clients that hold it up.

#include "harness.hpp"
#include "net/loopback_server.hpp"
#include "net/server.hpp"
#include "support/matchers.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace idpsync::net::test {
namespace {

namespace asio = boost::asio;

/// A client that sends what it is told, and reads only when it is told.
class Visitor
{
public:
    Visitor(Harness& harness, std::uint16_t port) : harness_(harness), socket_(harness.io)
    {
        socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    }

    void send(const std::string& bytes) { asio::write(socket_, asio::buffer(bytes)); }
    void leave() { socket_.close(); }

    /// Everything until the server ends the connection.
    std::string read()
    {
        std::string bytes;
        bool ended = false;
        asio::async_read(socket_, asio::dynamic_buffer(bytes),
                         [&](const boost::system::error_code&, std::size_t) { ended = true; });
        harness_.run_until([&] { return ended; });
        return bytes;
    }

private:
    Harness& harness_;
    asio::ip::tcp::socket socket_;
};

class Server : public testing::Test
{
protected:
    Server() { EXPECT_TRUE(server.listen("127.0.0.1", 0)); }

    std::optional<Page> page_at(std::string_view path)
    {
        if (path == "/here")
            return Page{200, "text/plain", "hello\n"};
        if (path == "/large")
            return Page{200, "text/plain", std::string(64U << 20U, 'x')};
        return std::nullopt;
    }

    void run_until_open(std::size_t connections)
    {
        harness.run_until([&] { return server.connections() == connections; });
    }

    Harness harness;
    HttpServer server{harness.io.get_executor(),
                      harness.clock,
                      [this](const PageRequest& request) { return page_at(request.path); },
                      {.connections = 2, .head = 8U << 10U, .deadline = 5s}};
};

TEST_F(Server, ServesPages)
{
    auto request = get(server.port());
    request.url.set_encoded_path("/here");
    const auto response = harness.send(std::move(request));
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 200U);
    EXPECT_EQ(response->body, "hello\n");
    EXPECT_EQ(response->header("content-type"), "text/plain");
    run_until_open(0);
}

TEST_F(Server, SaysWhereThereIsNothing)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /elsewhere HTTP/1.1\r\n\r\n");
    EXPECT_THAT(visitor.read(), StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

TEST_F(Server, ReadsARequestThatComesInPieces)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /he");
    run_until_open(1);
    visitor.send("re HTTP/1.1\r\n\r");
    visitor.send("\n");
    EXPECT_THAT(visitor.read(), HasSubstr("hello"));
}

TEST_F(Server, AnswersOneRequestOfAConnection)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /here HTTP/1.1\r\n\r\nGET /here HTTP/1.1\r\n\r\n");
    const auto answer = visitor.read();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(answer.find("hello"), answer.rfind("hello"));
}

TEST_F(Server, RefusesALongHead)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /here HTTP/1.1\r\nCookie: " + std::string(9000, 'x') + "\r\n\r\n");
    EXPECT_THAT(visitor.read(), StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
}

TEST_F(Server, AnswersAlthoughABodyCameThatNobodyReads)
{
    Visitor visitor(harness, server.port());
    visitor.send("POST /here HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'));
    EXPECT_THAT(visitor.read(), StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
}

TEST_F(Server, CutsAClientThatSaysNothing)
{
    Visitor visitor(harness, server.port());
    run_until_open(1);
    harness.clock.advance(5s);
    EXPECT_EQ(visitor.read(), "");
    run_until_open(0);
}

TEST_F(Server, CutsAClientThatDripsItsRequest)
{
    Visitor visitor(harness, server.port());
    run_until_open(1);
    for (int second = 0; second < 5; ++second)
    {
        visitor.send("G");
        harness.clock.advance(1s);
    }
    EXPECT_EQ(visitor.read(), "");
}

TEST_F(Server, CutsAClientThatDoesNotRead)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /large HTTP/1.1\r\n\r\n");
    run_until_open(1);
    harness.clock.advance(5s);
    run_until_open(0);
}

TEST_F(Server, ForgetsAClientThatLeaves)
{
    Visitor visitor(harness, server.port());
    visitor.send("GET /h");
    run_until_open(1);
    visitor.leave();
    run_until_open(0);
}

TEST_F(Server, ServesSoManyAtOnceAndTheOthersAfterwards)
{
    Visitor first(harness, server.port());
    Visitor second(harness, server.port());
    run_until_open(2);
    Visitor third(harness, server.port());
    third.send("GET /here HTTP/1.1\r\n\r\n");
    harness.io.poll();
    EXPECT_EQ(server.connections(), 2U);
    first.leave();
    EXPECT_THAT(third.read(), HasSubstr("hello"));
}

TEST_F(Server, SaysWhenAPortIsTaken)
{
    HttpServer other(harness.io.get_executor(), harness.clock,
                     [](const PageRequest&) { return std::nullopt; });
    const auto outcome = other.listen("127.0.0.1", server.port());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::conflict);
    EXPECT_EQ(outcome.error().text(), "Address already in use");
    EXPECT_EQ(other.port(), 0U);
}

TEST_F(Server, StaysWhereItIsWhenItCannotMove)
{
    const ClosedPort taken;
    const auto before = server.port();
    EXPECT_FALSE(server.listen("127.0.0.1", taken.port()));
    EXPECT_EQ(server.port(), before);
    Visitor visitor(harness, before);
    visitor.send("GET /here HTTP/1.1\r\n\r\n");
    EXPECT_THAT(visitor.read(), HasSubstr("hello"));
}

TEST_F(Server, DropsItsClientsWhenItMoves)
{
    Visitor visitor(harness, server.port());
    run_until_open(1);
    const auto before = server.port();
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    EXPECT_NE(server.port(), before);
    EXPECT_EQ(visitor.read(), "");
    HttpServer other(harness.io.get_executor(), harness.clock,
                     [](const PageRequest&) { return std::nullopt; });
    EXPECT_TRUE(other.listen("127.0.0.1", before));
}

/// A listening socket at this address of this host, or nothing where there is none of its family.
std::optional<asio::ip::tcp::acceptor> listener(Harness& harness, const char* address, std::uint16_t port)
{
    asio::ip::tcp::acceptor acceptor(harness.io);
    const asio::ip::tcp::endpoint where(asio::ip::make_address(address), port);
    boost::system::error_code error;
    acceptor.open(where.protocol(), error);
    if (!error)
        acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(where, error);
    if (!error)
        acceptor.listen(1, error);
    return error ? std::nullopt : std::optional(std::move(acceptor));
}

TEST_F(Server, OfTheLoopbackAddressesIsAtEachThatThereIs)
{
    LoopbackServer both(harness.io.get_executor(), harness.clock,
                        [](const PageRequest& request) { return Page{.body = request.query}; }, {});
    const auto port = both.listen(0).value();
    Visitor visitor(harness, port);
    visitor.send("GET /?a=b HTTP/1.1\r\n\r\n");
    EXPECT_THAT(visitor.read(), EndsWith("\r\n\r\na=b"));
    for (const auto* address : {"127.0.0.1", "::1"})
        EXPECT_FALSE(listener(harness, address, port)) << address;
    both.close();
    EXPECT_TRUE(listener(harness, "127.0.0.1", port));
}

TEST_F(Server, OfTheLoopbackAddressesWantsBoth)
{
    LoopbackServer both(harness.io.get_executor(), harness.clock,
                        [](const PageRequest&) { return std::nullopt; }, {});
    for (const auto* address : {"127.0.0.1", "::1"})
        if (const auto other = listener(harness, address, 0))
        {
            const auto port = other->local_endpoint().port();
            const auto outcome = both.listen(port);
            ASSERT_FALSE(outcome) << address;
            EXPECT_EQ(outcome.error().kind, ErrorKind::conflict);
            EXPECT_THAT(outcome.error().text(), HasSubstr(address));
        }
}

TEST_F(Server, RefusesWhatIsNotAnAddress)
{
    const auto outcome = server.listen("localhost", 0);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::bad_config);
}

TEST_F(Server, WaitsForNothingWhenNobodyIsThere)
{
    harness.io.poll();
    EXPECT_EQ(harness.clock.waiting(), 0U);
}

} // namespace
} // namespace idpsync::net::test
