#include "core/place.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace idpsync {
namespace {

bool starts_with(const Ipv6Bytes& address, std::initializer_list<std::uint8_t> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), address.begin());
}

Ipv4Bytes four_at(const Ipv6Bytes& address, std::size_t at)
{
    return {address[at], address[at + 1], address[at + 2], address[at + 3]};
}

Ipv4Bytes inverted(Ipv4Bytes address)
{
    for (auto& byte : address)
        byte = static_cast<std::uint8_t>(~byte);
    return address;
}

bool carries_local(const Ipv4Bytes& address)
{
    return place_of(address) != Place::elsewhere;
}

/// An IPv6 address from which a translator, a tunnel or an old system takes a local IPv4 address.
bool carries_local(const Ipv6Bytes& address)
{
    const bool compatible = starts_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});       // ::/96
    const bool translated = starts_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}); // RFC 2765
    const bool nat64 = starts_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});   // RFC 6052
    const bool local_nat64 = starts_with(address, {0, 0x64, 0xff, 0x9b, 0, 1});               // RFC 8215
    const bool isatap =
        (address[8] & 0xfdU) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe;
    if ((compatible || translated || nat64 || local_nat64 || isatap) && carries_local(four_at(address, 12)))
        return true;
    // RFC 6052, 2.2: with a prefix of 48 bits, the address stands around byte 8.
    if (local_nat64 && carries_local(Ipv4Bytes{address[6], address[7], address[9], address[10]}))
        return true;
    if (starts_with(address, {0x20, 0x02}) && carries_local(four_at(address, 2))) // 6to4, RFC 3056
        return true;
    const bool teredo =
        starts_with(address, {0x20, 0x01, 0, 0}); // RFC 4380: the server, and the client inverted
    return teredo && (carries_local(four_at(address, 4)) || carries_local(inverted(four_at(address, 12))));
}

bool is_hex(char letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
}

/// A number as inet_aton() reads one: 0x for sixteen, 0 for eight, else ten.
std::optional<std::uint64_t> number_of(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x"))
    {
        base = 16;
        text.remove_prefix(2);
    }
    else if (text.size() > 1 && text.starts_with('0'))
        base = 8;
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (failed != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// inet_aton(): up to four numbers, the last of which fills what is left.
std::optional<Ipv4Bytes> ipv4_of(std::string_view text)
{
    std::uint64_t address = 0;
    for (std::size_t part = 0; part < 4; ++part)
    {
        const auto dot = text.find('.');
        const bool last = dot == std::string_view::npos;
        const auto number = number_of(text.substr(0, dot));
        const auto bits_left = 32 - 8 * part;
        const auto limit = std::uint64_t{1} << (last ? bits_left : 8);
        if (!number || *number >= limit)
            return std::nullopt;
        address |= last ? *number : *number << (bits_left - 8);
        if (last)
            return Ipv4Bytes{static_cast<std::uint8_t>(address >> 24U),
                             static_cast<std::uint8_t>(address >> 16U),
                             static_cast<std::uint8_t>(address >> 8U), static_cast<std::uint8_t>(address)};
        text.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

/// Groups between colons, an IPv4 address perhaps as the last two; nothing when it is not that.
std::optional<std::vector<std::uint8_t>> groups_of(std::string_view text)
{
    std::vector<std::uint8_t> bytes;
    while (!text.empty())
    {
        const auto colon = text.find(':');
        const auto group = text.substr(0, colon);
        if (const auto ipv4 =
                group.find('.') != group.npos && colon == text.npos ? ipv4_of(group) : std::nullopt)
        {
            bytes.insert(bytes.end(), ipv4->begin(), ipv4->end());
            return bytes;
        }
        unsigned number = 0;
        if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex))
            return std::nullopt;
        std::from_chars(group.data(), group.data() + group.size(), number, 16);
        bytes.push_back(static_cast<std::uint8_t>(number >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(number & 0xffU));
        text.remove_prefix(colon == text.npos ? text.size() : colon + 1);
        if (colon != std::string_view::npos && text.empty())
            return std::nullopt;
    }
    return bytes;
}

std::optional<Ipv6Bytes> ipv6_of(std::string_view text)
{
    const auto gap = text.find("::");
    const auto before = groups_of(text.substr(0, gap));
    const auto behind = gap == text.npos ? std::vector<std::uint8_t>() : groups_of(text.substr(gap + 2));
    if (!before || !behind)
        return std::nullopt;
    Ipv6Bytes address{};
    const auto size = before->size() + behind->size();
    if (gap == text.npos ? size != address.size() : size > address.size() - 2)
        return std::nullopt;
    std::ranges::copy(*before, address.begin());
    std::ranges::copy(*behind, address.end() - static_cast<std::ptrdiff_t>(behind->size()));
    return address;
}

/// Without brackets, zone and final dots, in lower case.
std::string plain_host(std::string_view host)
{
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host.find(':') != host.npos)
        host = host.substr(0, host.find('%'));
    while (host.ends_with('.'))
        host.remove_suffix(1);
    std::string plain(host);
    std::ranges::transform(plain, plain.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return plain;
}

} // namespace

Place place_of(const Ipv4Bytes& address)
{
    if (address[0] == 127)
        return Place::loopback;
    if (address[0] == 169 && address[1] == 254)
        return Place::link_local;
    return address[0] == 0 ? Place::doubtful : Place::elsewhere;
}

Place place_of(const Ipv6Bytes& address)
{
    if (starts_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}))
        return place_of(four_at(address, 12)); // IPv4, as the system itself writes it
    if (address == Ipv6Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
        return Place::loopback;
    if (address[0] == 0xfe && (address[1] & 0xc0U) == 0x80)
        return Place::link_local;
    return carries_local(address) ? Place::doubtful : Place::elsewhere;
}

bool names_localhost(std::string_view host)
{
    const auto plain = plain_host(host);
    return plain == "localhost" || plain.ends_with(".localhost");
}

Place place_named(std::string_view host)
{
    if (names_localhost(host))
        return Place::loopback;
    const auto plain = plain_host(host);
    // What /etc/hosts of common systems calls this machine.
    for (const auto* name : {"localhost.localdomain", "localhost4", "localhost4.localdomain4", "localhost6",
                             "localhost6.localdomain6", "ip6-localhost", "ip6-loopback"})
        if (plain == name)
            return Place::doubtful;
    if (const auto ipv4 = ipv4_of(plain))
    {
        // With a final dot, some look up a name and others see the address.
        const auto place = place_of(*ipv4);
        return place != Place::elsewhere && host.ends_with('.') ? Place::doubtful : place;
    }
    const auto ipv6 = plain.find(':') == plain.npos ? std::nullopt : ipv6_of(plain);
    return ipv6 ? place_of(*ipv6) : Place::elsewhere;
}

} // namespace idpsync
