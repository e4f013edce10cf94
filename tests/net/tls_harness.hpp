#pragma once

// Requests to https://netbird.example, which is this machine, and the servers that answer them.

#include "harness.hpp"

#include <gtest/gtest.h>

#include <string>

namespace idpsync::net::test {

/// Trusts exactly that, by the name of a file.
inline ClientOptions trusting(const std::string& pem)
{
    ClientOptions options;
    options.ca_pem = pem;
    options.ca_name = "/etc/corp-ca.pem";
    options.lookup = fixed_lookup({"127.0.0.1"});
    return options;
}

inline CertificateFacts for_name(std::string name)
{
    CertificateFacts facts;
    facts.common_name = "leaf of " + name;
    facts.names = {std::move(name)};
    return facts;
}

/// Asks https://netbird.example of a server with that certificate.
inline Result<Response> ask(const std::string& trusted_pem, const Certificate& certificate,
                            std::string_view origin = "https://netbird.example")
{
    Harness harness(trusting(trusted_pem));
    RawServer server(harness.io, {{start_tls({certificate}), receive(), send(answer("hello"))}});
    return harness.send(get(server.port(), origin));
}

/// The message of a transport error.
inline std::string refusal(const Result<Response>& result)
{
    if (result)
        return "accepted";
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    return result.error().text();
}

class TlsTest : public testing::Test
{
protected:
    CertificateAuthority authority{"Corp CA"};
};

} // namespace idpsync::net::test
