#pragma once

#include "net/clock.hpp"
#include "net/http.hpp"
#include "net/lookup.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>

namespace idpsync::net {

/// How to reach a server.
struct ClientOptions
{
    std::optional<std::string>
        ca_pem; ///< trust exactly these certificates (the text of `ca_file`); nothing: the system's store
    std::optional<std::string> ca_name; ///< the file's name, for messages
    std::optional<std::string> proxy;   ///< URL of an http or https proxy, user:password allowed
    std::string no_proxy;          ///< as NO_PROXY: comma-separated hosts, .domains, addresses, CIDR, "*"
    std::size_t connections = 4;   ///< at most so many at once and kept
    std::string user_agent;        ///< "netbird-idp-sync/VERSION"
    Lookup lookup = system_lookup; ///< how names become addresses
};

/// `proxy` and `no_proxy` as the environment has them for `scheme` ("http" or "https"): https_proxy,
/// HTTPS_PROXY, http_proxy (never HTTP_PROXY in capitals: a CGI caller could set it), no_proxy, NO_PROXY.
struct ProxyEnvironment
{
    std::optional<std::string> proxy;
    std::string no_proxy;
};
ProxyEnvironment proxy_from_environment(std::string_view scheme);

/// True when a request to `host` (name or address, no brackets) and `port` goes directly, by a NO_PROXY list.
/// Loopback always goes directly. Entries are separated by commas or white space: "*", an address, a CIDR
/// range, a domain (itself and what is below), or ".domain" and "*.domain" (only what is below, as in Go and
/// so in NetBird); each but a range may end in ":port". What is not understood matches nothing.
bool bypasses_proxy(std::string_view no_proxy, std::string_view host, unsigned port);

/// HTTP/1.1 over TCP or TLS (>= 1.2, host verified, SNI), IPv6 and IPv4, each address in turn, through a
/// proxy (https by CONNECT; http by asking it for the whole URL), with kept connections. A kept connection
/// that turns out dead is replaced once, for a GET. No TLS work happens before the first https URL; the
/// certificates are read then, once.
///
/// A deadline is kept by cancelling: the answer comes at once, and the connection is dropped, whatever it was
/// waiting for. The same happens when the calling coroutine is cancelled; then send() throws
/// system_error(operation_aborted). Kept connections have no age limit: TCP keep-alive holds them, and one
/// that the peer has closed is seen before it is used.
class BeastClient final : public HttpClient
{
public:
    /// Connections live on `executor`, single-threaded. `clock` must outlive every send() that was begun; the
    /// client itself need not.
    BeastClient(boost::asio::any_io_executor executor, Clock& clock, ClientOptions options);
    ~BeastClient() override;

    boost::asio::awaitable<Result<Response>> send(const Request& request) override;

    /// Connections opened since the start.
    [[nodiscard]] std::size_t connections_opened() const;

    /// Requests that wait for a place among the `connections`.
    [[nodiscard]] std::size_t waiting() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_; // a send() that was begun holds it too
};

} // namespace idpsync::net
