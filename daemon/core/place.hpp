#pragma once

// Where a host is: on this machine, on this link, or somewhere else. The one place that knows; everything
// that treats loopback in its own way asks here.

#include <array>
#include <cstdint>
#include <string_view>

namespace idpsync {

enum class Place
{
    elsewhere,
    loopback,   ///< this machine and nothing else: 127.0.0.0/8, ::1, and both IPv4 and its form mapped into
                ///< IPv6
    link_local, ///< 169.254.0.0/16, fe80::/10: what only this link knows, such as a cloud's metadata
    doubtful    ///< leads to one of these on some systems or through a translator: 0.0.0.0, ::, names such as
             ///< ip6-localhost, and IPv6 addresses that carry a loopback or link-local IPv4 address (NAT64,
             ///< 6to4, Teredo, ISATAP, IPv4-compatible)
};

using Ipv4Bytes = std::array<std::uint8_t, 4>;
using Ipv6Bytes = std::array<std::uint8_t, 16>;

Place place_of(const Ipv4Bytes& address);
Place place_of(const Ipv6Bytes& address);

/// `localhost`, or a name below it, in any case, with or without final dots.
bool names_localhost(std::string_view host);

/// By what the host of a URL says alone, without looking anything up: a name, or an address in any spelling
/// that the system takes for one (127.1, 0x7f.1, 2130706433, 0177.0.0.1, [::1%lo]); in any case, with or
/// without brackets and final dots. `localhost` and what is below it is this machine (RFC 6761, 6.3). A name
/// says nothing about where it leads: elsewhere.
Place place_named(std::string_view host);

} // namespace idpsync
