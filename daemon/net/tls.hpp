#pragma once

// TLS as a client: which certificates are trusted, and a stream that is encrypted. Built directly on OpenSSL,
// so that it works over any stream (also TLS to a server inside TLS to a proxy), costs nothing to compile,
// and can say exactly which certificate was refused and why.

#include "core/policy.hpp"
#include "net/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st; // OpenSSL's SSL_CTX

namespace idpsync::net {

/// Who is trusted. Building one reads OpenSSL's configuration and, with `ca_pem`, the certificates in it.
class TlsContext
{
public:
    /// With `ca_pem`, exactly its certificates are trusted, intermediate ones too; bad_config when it holds
    /// none or one that cannot be read; `ca_name` is its file, for messages.
    ///
    /// Without, the system's: SSL_CERT_FILE and SSL_CERT_DIR when one is set; else /etc/ssl/certs as a hashed
    /// directory, of which OpenSSL opens only the file it needs (reading the whole bundle costs 30 to 40 ms
    /// and some MiB); where that directory holds no hashed links, OpenSSL's default paths.
    static Result<TlsContext> make(const std::optional<std::string>& ca_pem,
                                   const std::optional<std::string>& ca_name);

    /// Whoever starts TLS with it speaks HTTP/2, and says so (ALPN).
    void offer_http2() const;

    [[nodiscard]] ssl_ctx_st& native() const { return *context_; }
    [[nodiscard]] const std::string& trusted() const
    {
        return trusted_;
    } ///< where trust comes from, in words

private:
    TlsContext(std::shared_ptr<ssl_ctx_st> context, std::string trusted);

    std::shared_ptr<ssl_ctx_st> context_;
    std::string trusted_;
};

struct Encrypted
{
    std::unique_ptr<Stream> stream;
    std::optional<WallTime> certificate_expires; ///< of the server; nothing when it cannot be read
};

/// Begins TLS (1.2 or newer) on `lower` with a server that must prove to be `host`, a name (sent as SNI) or
/// an address (never sent). The error says which certificate is wrong, how, and what to do; `peer`
/// ("host:port") is what messages call the server.
boost::asio::awaitable<Result<Encrypted>> start_tls(TlsContext context, std::unique_ptr<Stream> lower,
                                                    std::string host, std::string peer);

} // namespace idpsync::net
