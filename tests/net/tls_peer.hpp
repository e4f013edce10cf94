#pragma once

// A server's side of TLS in memory, for tests that change what it says before it is sent.

#include "support/tls_certificates.hpp"

#include <memory>
#include <string>
#include <vector>

namespace idpsync::net::test {

/// Holds one connection's side; bytes go in and come out, and nobody sends them by itself.
class TlsPeer
{
public:
    /// `version`: OpenSSL's number, TLS1_2_VERSION or TLS1_3_VERSION.
    TlsPeer(const idpsync::test::Certificate& certificate, int version);

    /// Takes what the client sent; gives what an honest server would send next.
    std::string take(const std::string& bytes);

    std::string say(const std::string& text); ///< as encrypted records
    std::string end_mark();                   ///< close_notify
    std::string key_update();                 ///< TLS 1.3: a new key, and the wish for one
    std::string ticket();                     ///< TLS 1.3: a session ticket
    std::string hello_request();              ///< TLS 1.2: the wish to negotiate again

private:
    std::string taken_out();

    struct Parts;
    std::shared_ptr<Parts> parts_;
};

/// The records that `bytes` are; the last may be cut.
std::vector<std::string> records_of(const std::string& bytes);

/// One plain record of that type.
std::string record(unsigned char type, const std::string& content);

/// An alert, not encrypted.
std::string alert(unsigned char level, unsigned char description);

} // namespace idpsync::net::test
