#include "net/answer.hpp"

#include "core/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional/optional.hpp>

#include <algorithm>
#include <vector>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

/// A body that takes memory for what has come, never for a length that is only announced.
struct ArrivedBody
{
    struct value_type
    {
        std::string text;
        std::size_t limit = 0; ///< the parser lets no more through
    };

    class reader
    {
    public:
        template <bool is_request, class Fields>
        reader(http::header<is_request, Fields>& /*head*/, value_type& body) : body_(body)
        {}

        void init(const boost::optional<std::uint64_t>& /*announced*/, boost::system::error_code& error)
        {
            error = {};
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error)
        {
            error = {};
            const auto before = body_.text.size();
            for (auto buffer = asio::buffer_sequence_begin(buffers);
                 buffer != asio::buffer_sequence_end(buffers); ++buffer)
                append({static_cast<const char*>(buffer->data()), buffer->size()});
            return body_.text.size() - before;
        }

        void finish(boost::system::error_code& error) { error = {}; }

    private:
        /// A long body moves once, to a place that is large enough for any: doubling would hold it twice.
        void append(std::string_view piece)
        {
            constexpr std::size_t long_body = 1U << 20U;
            const auto size = body_.text.size() + piece.size();
            if (size > body_.text.capacity() && size > long_body)
                body_.text.reserve(std::max(body_.limit, size));
            body_.text.append(piece);
        }

        value_type& body_;
    };
};

using Parser = http::response_parser<ArrivedBody>;

/// More interim answers than any server sends for one request.
constexpr int interim_limit = 16;
constexpr std::size_t chunk_size = 16U << 10U;

Error too_long(bool in_head, const AnswerLimits& limits)
{
    return {ErrorKind::bad_response,
            std::string("the answer's ") +
                (in_head ? "headers are" : "lines between its chunks or its trailers are") + " longer than " +
                std::to_string(limits.header / 1024) + " KiB"};
}

/// What an answer looks like that is not HTTP. Not a word of it: it may repeat the request, secrets included.
std::string look_of(std::string_view bytes)
{
    if (bytes.starts_with("\x15\x03") || bytes.starts_with("\x16\x03"))
        return "TLS, as if the address were one of https";
    if (bytes.starts_with("SSH-"))
        return "SSH, as of a server for logins";
    if (bytes.starts_with("HTTP/"))
        return "the name of HTTP, and then does not keep to it";
    return is_utf8(bytes.substr(0, 1)) && !has_control_characters(bytes.substr(0, 16)) ? "other text"
                                                                                       : "other bytes";
}

Error not_http(const boost::system::error_code& error, const std::string& unread, const AnswerLimits& limits)
{
    if (error == http::error::header_limit)
        return too_long(true, limits);
    if (error == http::error::body_limit)
        return {ErrorKind::bad_response,
                "the answer's body is longer than the " + std::to_string(limits.body) + " bytes allowed"};
    return {ErrorKind::bad_response,
            "the answer is not HTTP (" + error.message() + "): it begins with " + look_of(unread)};
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
    response.body = std::move(message.body().text);
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
        auto& body = parser.get().body().text;
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
            // Beast 1.81 asserts this much of a last chunk; no chunked message has less left until it is
            // done.
            constexpr std::size_t shortest_end = std::string_view("0\r\n\r\n").size();
            if (parser.is_header_done() && parser.chunked() && unread_.size() < shortest_end)
                break;
            boost::system::error_code error;
            const auto taken = parser.put(asio::buffer(unread_), error);
            if (error && error != http::error::need_more)
                return not_http(error, unread_, limits_);
            unread_.erase(0, taken);
            head_ = parser.is_header_done() ? 0 : head_ + taken;
            if (error || taken == 0)
                break;
        }
        return within_limit(parser);
    }

    /// The parser's own limit is for one line at a time, and not for chunks and trailers. So all that is in
    /// its hands is counted here: of the headers, what it took; and everywhere, what it has not taken because
    /// the end of a line or of the trailers is missing.
    [[nodiscard]] Result<void> within_limit(const Parser& parser) const
    {
        if (parser.is_done() || head_ + unread_.size() <= limits_.header)
            return {};
        return too_long(!parser.is_header_done(), limits_);
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
    std::size_t head_ = 0; ///< bytes of the headers that the parser took; 0 behind them
    std::vector<char> chunk_ = std::vector<char>(chunk_size);
};

} // namespace

asio::awaitable<Result<Answer>> read_answer(Stream& stream, AnswerLimits limits, std::string& unread,
                                            bool& begun)
{
    for (int interim = 0; interim <= interim_limit; ++interim)
    {
        Reader reader(stream, limits, unread, begun);
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(limits.header));
        parser.get().body().limit = limits.body;
        parser.body_limit(limits.sink == nullptr ? boost::optional<std::uint64_t>(limits.body) : boost::none);
        parser.skip(limits.no_body);
        const auto filled = co_await reader.fill(parser);
        if (!filled)
            co_return filled.error();
        const auto status = parser.get().result_int();
        if (status == 101)
            break;
        if (status < 100)
            co_return Error{ErrorKind::bad_response,
                            "the answer's status " + std::to_string(status) + " is none that HTTP has"};
        if (status < 200)
            continue;
        const bool keep_alive = parser.keep_alive() && !reader.has_enough();
        co_return Answer{to_response(parser.release()), keep_alive};
    }
    co_return Error{ErrorKind::bad_response, "the answer switches to another protocol or never begins"};
}

} // namespace idpsync::net
