#pragma once

#include "core/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace idpsync::config {

/// Where a server of ours listens.
struct ListenAddress
{
    std::string address;    ///< IPv4 or IPv6, without brackets
    std::uint16_t port = 0; ///< 0: the system chooses

    [[nodiscard]] bool is_loopback() const;

    bool operator==(const ListenAddress&) const = default;
};

/// "127.0.0.1:9464", "[::1]:9464".
std::string to_string(const ListenAddress& where);

/// ADDRESS:PORT with an IPv4 address, an IPv6 address in brackets, or localhost, which is 127.0.0.1. Errors
/// are bad_config.
Result<ListenAddress> parse_listen_address(std::string_view text);

} // namespace idpsync::config
