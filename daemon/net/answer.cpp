#include "net/answer.hpp"

#include "core/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <vector>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

/// More interim answers than any server sends for one request.
constexpr int interim_limit = 16;
constexpr std::size_t chunk_size = 16U << 10U;
/// Beast makes room for a length that is announced, before anything has come.
constexpr std::size_t streamed_limit = 256U << 20U;

Error not_http(const boost::system::error_code& error, const std::string& unread, const AnswerLimits& limits)
{
    if (error == http::error::header_limit)
        return {ErrorKind::bad_response,
                "the answer's headers are longer than " + std::to_string(limits.header / 1024) + " KiB"};
    if (error == http::error::body_limit)
        return {ErrorKind::bad_response,
                "the answer's body is longer than the " + std::to_string(limits.body) + " bytes allowed"};
    return {ErrorKind::bad_response,
            "the answer is not HTTP (" + error.message() + "): " + quoted(unread, 60)};
}

Response to_response(Parser::value_type&& message)
{
    Response response;
    response.status = message.result_int();
    for (const auto& field : message.base())
    {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(), [](unsigned char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
        response.headers.emplace_back(std::move(name), std::string(field.value()));
    }
    response.body = std::move(message.body());
    return response;
}

/// Takes from the stream into a parser.
class Reader
{
public:
    Reader(Stream& stream, const AnswerLimits& limits, std::string& unread, bool& begun)
        : stream_(stream), limits_(limits), unread_(unread), begun_(begun)
    {}

    /// Reads until `parser` has a whole message.
    asio::awaitable<Result<void>> fill(Parser& parser)
    {
        while (true)
        {
            if (const auto parsed = parse(parser); !parsed)
                co_return parsed.error();
            if (const auto taken = hand_over(parser); !taken)
                co_return taken.error();
            if (parser.is_done() || has_enough_)
                co_return Result<void>{};
            const std::span<char> into(chunk_);
            const auto count = co_await stream_.read_some(into);
            if (!count)
                co_return count.error();
            if (*count == 0)
                co_return end(parser);
            begun_ = true;
            unread_.append(chunk_.data(), *count);
        }
    }

    /// The sink wanted no more: the answer is not complete.
    [[nodiscard]] bool has_enough() const { return has_enough_; }

private:
    /// Gives what came of a streamed body to its sink.
    Result<void> hand_over(Parser& parser)
    {
        if (limits_.sink == nullptr || !parser.is_header_done())
            return {};
        auto& body = parser.get().body();
        if (parser.get().result() != http::status::ok)
            return body.size() > limits_.body
                       ? Result<void>(not_http(http::error::body_limit, unread_, limits_))
                       : Result<void>();
        has_enough_ = !body.empty() && !(*limits_.sink)(body);
        body.clear();
        return {};
    }

    Result<void> parse(Parser& parser)
    {
        // The parser may stop between two parts of a message though more is there.
        while (!unread_.empty() && !parser.is_done())
        {
            boost::system::error_code error;
            const auto taken = parser.put(asio::buffer(unread_), error);
            if (error && error != http::error::need_more)
                return not_http(error, unread_, limits_);
            unread_.erase(0, taken);
            if (error || taken == 0)
                break;
        }
        return {};
    }

    Result<void> end(Parser& parser)
    {
        boost::system::error_code error;
        if (parser.got_some() && unread_.empty())
            parser.put_eof(error);
        if (parser.is_done() && !error)
            return {};
        return Error{ErrorKind::transport, begun_ ? "the connection was closed in the middle of the answer"
                                                  : "the connection was closed without an answer"};
    }

    Stream& stream_;
    const AnswerLimits& limits_;
    std::string& unread_;
    bool& begun_;
    bool has_enough_ = false;
    std::vector<char> chunk_ = std::vector<char>(chunk_size);
};

} // namespace

asio::awaitable<Result<Answer>> read_answer(Stream& stream, AnswerLimits limits, std::string& unread,
                                            bool& begun)
{
    Reader reader(stream, limits, unread, begun);
    for (int interim = 0; interim <= interim_limit; ++interim)
    {
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(limits.header));
        parser.body_limit(limits.sink == nullptr ? limits.body : streamed_limit);
        parser.skip(limits.no_body);
        const auto filled = co_await reader.fill(parser);
        if (!filled)
            co_return filled.error();
        const auto status = parser.get().result_int();
        if (status == 101)
            break;
        if (status < 200)
            continue;
        const bool keep_alive = parser.keep_alive() && !reader.has_enough();
        co_return Answer{to_response(parser.release()), keep_alive};
    }
    co_return Error{ErrorKind::bad_response, "the answer switches to another protocol or never begins"};
}

} // namespace idpsync::net
