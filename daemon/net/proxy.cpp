// Which requests go through a proxy: the environment's variables and NO_PROXY lists.

#include "net/client.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace idpsync::net {
namespace {

namespace ip = boost::asio::ip;

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return value;
}

std::optional<std::string> first_of(std::initializer_list<const char*> names)
{
    for (const auto* name : names)
        if (auto value = variable(name))
            return value;
    return std::nullopt;
}

/// Lower case, without a final dot.
std::string canonical_name(std::string_view name)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    std::string text(name);
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return text;
}

/// An IPv4 address written as IPv6 counts as the IPv4 address.
std::optional<ip::address> parse_address(std::string_view text)
{
    boost::system::error_code error;
    const auto address = ip::make_address(text, error);
    if (error)
        return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

struct Destination
{
    std::string name;
    std::optional<ip::address> address;
    unsigned port = 0;
};

bool in_network(const ip::address& address, std::string_view network)
{
    boost::system::error_code error;
    if (address.is_v4())
    {
        const auto range = ip::make_network_v4(network, error);
        return !error &&
               ip::network_v4(address.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    const auto range = ip::make_network_v6(network, error);
    return !error && ip::network_v6(address.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

struct HostAndPort
{
    std::string_view host;
    std::optional<unsigned> port;
};

/// Splits "host:port" and "[address]:port"; a bare IPv6 address has no port.
std::optional<HostAndPort> split_port(std::string_view entry)
{
    auto colon = std::string_view::npos;
    auto host = entry;
    if (entry.starts_with('['))
    {
        const auto bracket = entry.find(']');
        if (bracket == std::string_view::npos)
            return std::nullopt;
        host = entry.substr(1, bracket - 1);
        colon = bracket + 1 < entry.size() ? bracket + 1 : std::string_view::npos;
    }
    else if (std::ranges::count(entry, ':') == 1)
    {
        colon = entry.find(':');
        host = entry.substr(0, colon);
    }
    if (colon == std::string_view::npos)
        return HostAndPort{host, std::nullopt};
    unsigned port = 0;
    const auto digits = entry.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (entry[colon] != ':' || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return HostAndPort{host, port};
}

bool name_matches(std::string_view pattern, const std::string& name)
{
    auto domain = canonical_name(pattern);
    if (domain.starts_with("*."))
        domain.erase(0, 1);
    if (domain.starts_with('.'))
        return name.size() > domain.size() && name.ends_with(domain);
    return !domain.empty() && (name == domain || name.ends_with("." + domain));
}

bool entry_matches(std::string_view entry, const Destination& destination)
{
    if (entry == "*")
        return true;
    if (entry.find('/') != std::string_view::npos)
        return destination.address && in_network(*destination.address, entry);
    const auto pattern = split_port(entry);
    if (!pattern || (pattern->port && *pattern->port != destination.port))
        return false;
    if (destination.address)
        return parse_address(pattern->host) == destination.address;
    return name_matches(pattern->host, destination.name);
}

} // namespace

ProxyEnvironment proxy_from_environment(std::string_view scheme)
{
    ProxyEnvironment environment;
    environment.proxy =
        scheme == "https" ? first_of({"https_proxy", "HTTPS_PROXY"}) : first_of({"http_proxy"});
    environment.no_proxy = first_of({"no_proxy", "NO_PROXY"}).value_or("");
    return environment;
}

bool bypasses_proxy(std::string_view no_proxy, std::string_view host, unsigned port)
{
    const Destination destination{canonical_name(host), parse_address(host), port};
    if (place_named(host) == Place::loopback)
        return true;
    constexpr std::string_view separators = ", \t\r\n";
    while (true)
    {
        const auto begin = no_proxy.find_first_not_of(separators);
        if (begin == std::string_view::npos)
            return false;
        no_proxy.remove_prefix(begin);
        const auto entry = no_proxy.substr(0, no_proxy.find_first_of(separators));
        if (entry_matches(entry, destination))
            return true;
        no_proxy.remove_prefix(entry.size());
    }
}

} // namespace idpsync::net
