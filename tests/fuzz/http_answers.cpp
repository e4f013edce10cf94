// Whole answers through the reader that the client uses, in pieces of any size. The first byte chooses the
// size of the pieces and the kind of request.

#include "net/answer.hpp"
#include "target.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace idpsync::fuzz {
namespace {

namespace asio = boost::asio;

constexpr std::size_t header_limit = 1024;
constexpr std::size_t body_limit = 4096;

/// What came, and then the end of the connection.
class Recorded final : public net::Stream
{
public:
    Recorded(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

    asio::awaitable<Result<std::size_t>> read_some(std::span<char> into) override
    {
        const auto size = std::min({piece_, into.size(), bytes_.size()});
        std::copy_n(bytes_.data(), size, into.data());
        bytes_.remove_prefix(size);
        co_return size;
    }

    asio::awaitable<Result<void>> write(std::string_view /*bytes*/) override { co_return Result<void>{}; }
    bool is_quiet() override { return bytes_.empty(); }

    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

private:
    std::string_view bytes_;
    std::size_t piece_;
};

asio::awaitable<void> read_one(Recorded& stream, net::AnswerLimits limits, std::string& unread,
                               std::optional<Result<net::Answer>>& answer)
{
    bool begun = false;
    answer = co_await net::read_answer(stream, limits, unread, begun);
}

void check(const net::Answer& answer, const net::AnswerLimits& limits)
{
    const auto& response = answer.response;
    must(response.status >= 200 && response.status <= 999, "a status is one");
    must(response.body.size() <= limits.body || limits.sink != nullptr, "a body is within its limit");
    must(!limits.no_body || response.body.empty(), "an answer to CONNECT has no body");
    for (const auto& [name, value] : response.headers)
        must(name.find_first_of(":\r\n") == name.npos && value.find_first_of("\r\n") == value.npos,
             "a header is one line");
}

} // namespace

void feed(std::string_view input)
{
    const auto choice = input.empty() ? 0U : static_cast<unsigned char>(input.front());
    Recorded stream(input.substr(std::min<std::size_t>(1, input.size())), 1 + choice % 64 * (choice % 64));
    std::size_t streamed = 0;
    const std::function<bool(std::string_view)> sink = [&](std::string_view piece) {
        streamed += piece.size();
        return streamed < body_limit;
    };
    net::AnswerLimits limits{.header = header_limit, .body = body_limit, .no_body = (choice & 64U) != 0};
    limits.sink = (choice & 128U) != 0 ? &sink : nullptr;

    asio::io_context io;
    std::string unread;
    std::optional<Result<net::Answer>> answer;
    asio::co_spawn(io, read_one(stream, limits, unread, answer), [](const std::exception_ptr& bug) {
        if (bug)
            std::rethrow_exception(bug);
    });
    io.run();
    must(answer.has_value(), "a reading ends");
    constexpr std::size_t one_read = 16U << 10U;
    must(unread.size() <= header_limit + one_read, "no more is held than the headers' limit and one read");
    if (answer->has_value())
        check(**answer, limits);
}

std::vector<std::string> seeds()
{
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::vector<std::string> answers{
        ok + "Content-Length: 5\r\n\r\nhello",
        ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=\"b\"\r\n world\r\n0\r\nX: y\r\n\r\n",
        ok + "Connection: close\r\nSet-Cookie: a=b\r\n\r\nto the end",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: "
        "0\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nX: a\r\n  folded\r\nContent-Length: 2, 2\r\n\r\nno",
        "HTTP/1.1 204 No Content\r\n\r\nmore",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    };
    std::vector<std::string> all;
    for (const char choice : {'\0', '\x03', '\x3f', '\x41', '\x85', '\xff'})
        for (const auto& answer : answers)
            all.push_back(choice + answer);
    return all;
}

} // namespace idpsync::fuzz
