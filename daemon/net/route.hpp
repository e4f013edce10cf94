#pragma once

// The way a request takes: the server that its URL names, and the proxy before it, if any. Pure.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/client.hpp"

#include <boost/url/url_view.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::net {

/// One end of a connection, as a URL names it.
struct Peer
{
    bool tls = false;
    std::string host; ///< a name in lower case or an address, without brackets; printable ASCII
    std::uint16_t port = 0;

    [[nodiscard]] std::string name() const;      ///< "host:port", "[::1]:443"
    [[nodiscard]] std::string authority() const; ///< as in a Host header: the port only when not the default
    [[nodiscard]] std::string tls_name() const;  ///< what the certificate must be for: no final dot
};

/// The end that `url` names. bad_config unless it is http or https with a host, a port that exists (or none)
/// and no credentials. The message calls the URL `what`.
Result<Peer> parse_peer(const boost::urls::url_view& url, std::string_view what);

struct Proxy
{
    Peer peer;
    std::optional<Secret> credentials; ///< the value of Proxy-Authorization
};

/// The proxy that `text` names: "http://user:password@host:port"; without a scheme it is http, as in the
/// environment. bad_config otherwise; the message does not repeat the text, which may hold a password.
Result<Proxy> parse_proxy(std::string_view text);

/// How one request travels.
struct Route
{
    Peer server;
    const Proxy* proxy = nullptr;  ///< nothing: directly
    Reach reach = Reach::anywhere; ///< Request::reach

    /// Through a proxy, https goes through a tunnel (CONNECT); http is handed to the proxy as it is, with the
    /// whole URL in its first line, because ordinary proxies open no tunnel to port 80.
    [[nodiscard]] bool tunnelled() const { return proxy != nullptr && server.tls; }

    /// The end that the TCP connection leads to.
    [[nodiscard]] const Peer& first_hop() const { return proxy != nullptr ? proxy->peer : server; }

    /// Two requests can share a connection exactly when their routes have the same key.
    [[nodiscard]] std::string key() const;

    /// For messages: "host:port" and "host:port through the proxy host:port".
    [[nodiscard]] std::string name() const;
};

/// The bytes of the request before its body, empty line included. They hold the credentials. bad_config when
/// a header cannot be sent as it is (a control character in it).
Result<Secret> request_head(const Request& request, const Route& route, std::string_view user_agent);

/// The request that opens a tunnel to the server of `route`.
Secret connect_head(const Route& route, std::string_view user_agent);

} // namespace idpsync::net
