#include "net/page.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <cstdint>

namespace idpsync::net {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view empty_line = "\r\n\r\n";

PageRequest refused(http::status status)
{
    return {.refused = static_cast<unsigned>(status), .path = {}};
}

} // namespace

std::string answer_bytes(const Page& page)
{
    const auto status = http::int_to_status(page.status);
    auto bytes = "HTTP/1.1 " + std::to_string(page.status) + " " +
                 std::string(http::obsolete_reason(status)) + "\r\nContent-Type: " + page.content_type +
                 "\r\nContent-Length: " + std::to_string(page.body.size()) +
                 "\r\nConnection: close\r\nCache-Control: no-store\r\n";
    if (status == http::status::method_not_allowed)
        bytes += "Allow: GET\r\n";
    for (const auto& [name, value] : page.headers)
        bytes += name + ": " + value + "\r\n";
    return bytes + "\r\n" + page.body;
}

std::optional<std::size_t> head_size(std::string_view bytes)
{
    const auto found = bytes.find(empty_line);
    if (found == std::string_view::npos)
        return std::nullopt;
    return found + empty_line.size();
}

PageRequest parse_page_request(std::string_view head)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(head.size() + 1));
    boost::system::error_code error;
    // Each turn takes something or is the last.
    for (std::size_t taken = 1; taken != 0 && !error && !parser.is_header_done() && !head.empty();)
    {
        taken = parser.put(boost::asio::buffer(head.data(), head.size()), error);
        head.remove_prefix(taken);
    }

    if (error == http::error::unexpected_body)
        return refused(http::status::payload_too_large);
    if (error || !parser.is_header_done())
        return refused(http::status::bad_request);
    if (parser.get().method() != http::verb::get)
        return refused(http::status::method_not_allowed);
    if (parser.chunked() || parser.content_length().value_or(0) != 0)
        return refused(http::status::payload_too_large);
    const std::string_view target(parser.get().target().data(), parser.get().target().size());
    if (!target.starts_with('/'))
        return refused(http::status::bad_request);
    const auto mark = std::min(target.find('?'), target.size());
    return {.refused = 0,
            .path = std::string(target.substr(0, mark)),
            .query = std::string(target.substr(std::min(mark + 1, target.size()))),
            .host = std::string(parser.get()[http::field::host]),
            .authorization = std::string(parser.get()[http::field::authorization])};
}

} // namespace idpsync::net
