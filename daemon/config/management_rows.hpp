#pragma once

// `management:`, which two kinds of configurations have.

#include "config/kinds.hpp"
#include "config/settings.hpp"

namespace idpsync::config {

/// Of what holds it as `member`.
template <auto member>
inline constexpr auto management_rows = std::to_array({
    row<kinds::ServerUrl, member, &Management::url>("url", "NetBird's address, without `/api`")
        .required("write the address of NetBird, as https://netbird.example.com")
        .as("https://netbird.example.com"),
    row<kinds::SecretRef, member, &Management::token>(
        "token", "access token of a service user: admin, or auditor with `mode: observe`")
        .required(
            "write where the access token of an admin service user is: {file: PATH}, {credential: NAME} or "
            "{env: NAME}")
        .as("{file: token}"),
    row<kinds::Period, member, &Management::token_renew>(
        "token_renew", "the daemon renews the token so long before it expires, as `30d`; needs a token in a "
                       "file that the daemon may replace")
        .at_least(std::chrono::hours(24), "the daemon looks twice a day"),
    row<kinds::File, member, &Management::ca_file>("ca_file",
                                                   "trust exactly the certificates in this PEM file")
        .left_out("the system's store")
        .as("/etc/ssl/corp-ca.pem"),
    row<kinds::Duration, member, &Management::timeout>("timeout", "the longest time for one whole request")
        .at_least(std::chrono::seconds(12),
                  "NetBird itself waits 10 s for an issuer before it answers a write"),
    row<kinds::Proxy, member, &Management::proxy>("proxy", "the HTTP proxy; may hold `user:password@`")
        .left_out("`HTTPS_PROXY` and `NO_PROXY`")
        .as("http://proxy.example.com:3128"),
    row<kinds::MetricsUrl, member, &Management::metrics_url>(
        "metrics_url", "NetBird's own metrics, which show when it was restarted; read without the token")
        .left_out("none")
        .as("http://127.0.0.1:9090/metrics"),
    row<kinds::Boolean, member, &Management::allow_http>(
        "allow_http", "allow plain http to another host: the token can then be read on the network"),
});

} // namespace idpsync::config
