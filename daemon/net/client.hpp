#pragma once

#include "net/clock.hpp"
#include "net/http.hpp"

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
    std::string no_proxy;        ///< as NO_PROXY: comma-separated hosts, .domains, addresses, CIDR, "*"
    std::size_t connections = 4; ///< at most so many at once and kept
    std::string user_agent;      ///< "netbird-idp-sync/VERSION"
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
/// Loopback always goes directly.
bool bypasses_proxy(std::string_view no_proxy, std::string_view host, unsigned port);

/// HTTP/1.1 over TCP or TLS (>= 1.2, host verified, SNI), IPv6 and IPv4, each address in turn, through a
/// proxy by CONNECT, with kept connections. A kept connection that turns out dead is replaced once, for a
/// GET. No TLS work happens before the first https URL.
class BeastClient final : public HttpClient
{
public:
    BeastClient(boost::asio::any_io_executor executor, Clock& clock, ClientOptions options);
    ~BeastClient() override;

    boost::asio::awaitable<Result<Response>> send(const Request& request) override;

    /// Connections opened since the start.
    [[nodiscard]] std::size_t connections_opened() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace idpsync::net
