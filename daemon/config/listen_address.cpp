#include "config/listen_address.hpp"

#include "core/place.hpp"
#include "core/text.hpp"

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

#include <charconv>
#include <optional>

namespace idpsync::config {
namespace {

namespace urls = boost::urls;

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

std::optional<std::string> parse_host(std::string_view text)
{
    if (text == "localhost")
        return "127.0.0.1";
    if (text.starts_with('[') && text.ends_with(']'))
    {
        const auto inside = text.substr(1, text.size() - 2);
        return urls::parse_ipv6_address(inside) ? std::optional(std::string(inside)) : std::nullopt;
    }
    return urls::parse_ipv4_address(text) ? std::optional(std::string(text)) : std::nullopt;
}

} // namespace

bool ListenAddress::is_loopback() const
{
    return place_named(address) == Place::loopback;
}

std::string to_string(const ListenAddress& where)
{
    const bool v6 = where.address.find(':') != std::string::npos;
    return (v6 ? "[" + where.address + "]" : where.address) + ":" + std::to_string(where.port);
}

Result<ListenAddress> parse_listen_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    const auto host = parse_host(text.substr(0, colon));
    const auto port = colon == std::string_view::npos ? std::nullopt : parse_port(text.substr(colon + 1));
    if (host && port)
        return ListenAddress{*host, *port};
    const auto alone = parse_port(text.starts_with(':') ? text.substr(1) : text);
    if (alone && *alone != 0)
        return Error{ErrorKind::bad_config, quoted(text, 200) + " is a port without an address",
                     "write 127.0.0.1:" + std::to_string(*alone) +
                         ", or the address where it must be reachable"};
    return Error{ErrorKind::bad_config, quoted(text, 200) + " is not an address and port",
                 "write them as 127.0.0.1:9464, [::1]:9464 or localhost:9464"};
}

} // namespace idpsync::config
