#pragma once

// `providers:`, which two kinds of configurations have.

#include "config/kinds.hpp"
#include "config/settings.hpp"

namespace idpsync::config {

/// Of what holds the access as `member`.
template <auto member>
inline constexpr auto access_rows = std::to_array({
    row<kinds::File, member, &ProviderAccess::ca_file>("ca_file",
                                                       "trust exactly the certificates in this PEM file")
        .left_out("the system's store")
        .as("/etc/ssl/corp-ca.pem"),
    row<kinds::Proxy, member, &ProviderAccess::proxy>("proxy", "the HTTP proxy; may hold `user:password@`")
        .left_out("`HTTPS_PROXY` and `NO_PROXY`")
        .as("http://proxy.example.com:3128"),
});

} // namespace idpsync::config
