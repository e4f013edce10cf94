#include "sandbox/wire.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <iomanip>
#include <sstream>

namespace idpsync::sandbox {
namespace {

constexpr std::size_t buffered_by_go = 2048;

std::string_view reason_phrase(unsigned status)
{
    switch (status)
    {
    case 200: return "OK";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 422: return "Unprocessable Entity";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Status";
    }
}

/// "Content-Type" for "content-type".
std::string canonical(std::string name)
{
    bool starts_word = true;
    for (auto& letter : name)
    {
        if (starts_word)
            letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
        starts_word = letter == '-';
    }
    return name;
}

std::string in_one_chunk(const std::string& body)
{
    std::ostringstream text;
    text << std::hex << body.size() << "\r\n" << body << "\r\n0\r\n\r\n";
    return text.str();
}

} // namespace

std::string http_date(WallTime time)
{
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::ostringstream text;
    text << std::setfill('0') << days[std::chrono::weekday(day).c_encoding()] << ", " << std::setw(2)
         << unsigned(date.day()) << ' ' << months[unsigned(date.month()) - 1] << ' ' << int(date.year())
         << ' ' << std::setw(2) << clock.hours().count() << ':' << std::setw(2) << clock.minutes().count()
         << ':' << std::setw(2) << clock.seconds().count() << " GMT";
    return text.str();
}

Wire to_wire(const Answer& answer, WallTime now, bool client_keeps)
{
    using Kind = Delivery::Kind;
    const auto kind = answer.delivery.kind;
    Wire wire{.head = "HTTP/1.1 " + std::to_string(answer.status) + " " +
                      std::string(reason_phrase(answer.status)) + "\r\n",
              .body = answer.body,
              .keeps_connection = client_keeps && (kind == Kind::whole || kind == Kind::drip)};
    for (const auto& [name, value] : answer.headers)
        wire.head += canonical(name) + ": " + value + "\r\n";
    if (answer.dated)
        wire.head += "Date: " + http_date(now + answer.clock_error) + "\r\n";
    if (kind == Kind::whole && answer.body.size() > buffered_by_go)
    {
        wire.head += "Transfer-Encoding: chunked\r\n";
        wire.body = in_one_chunk(answer.body);
    }
    else if (answer.status != 204)
    {
        const auto length = kind == Kind::mislabeled ? answer.delivery.bytes : answer.body.size();
        wire.head += "Content-Length: " + std::to_string(length) + "\r\n";
    }
    if (kind == Kind::truncated)
        wire.body.resize(std::min(wire.body.size(), answer.delivery.bytes));
    if (!wire.keeps_connection && kind == Kind::whole)
        wire.head += "Connection: close\r\n";
    wire.head += "\r\n";
    return wire;
}

} // namespace idpsync::sandbox
