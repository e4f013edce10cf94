#pragma once

// NetBird's login service (its embedded Dex, under /oauth2) as anybody's browser sees it: what to register at
// a provider, and which values a login uses at this moment. The API shows neither.
//
// Every answer it was written against is in tests/data/netbird/v0.77.1-login.

#include "core/error.hpp"
#include "core/provider.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::netbird {

/// The login service's own discovery document. Raw text from outside: escape it before showing it.
struct LoginDiscovery
{
    std::string issuer;
    std::string redirect_uri; ///< to register at every provider: the issuer and "/callback"
    std::string logout_uri;   ///< optional at a provider: the issuer and "/logout/callback"
    std::string authorization_endpoint;
    std::string token_endpoint; ///< empty when the document does not name it; the next one too
    std::string jwks_uri;
    bool ends_sessions = false; ///< it names where sessions end, as v0.77.1 does and v0.70.4 does not

    bool operator==(const LoginDiscovery&) const = default;
};

/// Errors: rejected for a 404, which says that the embedded identity provider is off; transport for a 5xx;
/// bad_response for anything else that is not the document, such as a dashboard's page.
Result<LoginDiscovery> decode_login_discovery(const net::Response& response);

/// NetBird's own OAuth client for command lines, public and with PKCE, and where it is registered to be sent
/// back to unless an operator changed that.
inline constexpr std::string_view command_line_client = "netbird-cli";
inline constexpr std::string_view command_line_redirect = "http://localhost:53000/";

/// One of NetBird's own OAuth clients, in whose name a probe asks for a login.
struct ProbeClient
{
    std::string client_id;
    std::string redirect_uri; ///< as registered for it

    friend bool operator==(const ProbeClient&, const ProbeClient&) = default;
};

/// What the login service sends a user's browser to. Raw text from outside.
struct LoginRedirect
{
    std::string client_id;
    std::string endpoint; ///< the provider's authorization endpoint, without the query
    std::string host;     ///< of that endpoint, with the port when the URL has one
    std::string redirect_uri;
    std::string scope;
    bool challenge = false; ///< a PKCE challenge goes along

    bool operator==(const LoginRedirect&) const = default;
};

/// What one probe showed.
struct LoginProbe
{
    enum class Kind
    {
        open,                  ///< the connector is open, and `in_force` is what logins use now
        cannot_open,           ///< unknown id, or NetBird cannot reach the issuer
        client_unknown,        ///< NetBird does not have the client that the probe came as
        redirect_unregistered, ///< that client is registered with another redirect URI
        login_error,           ///< the connector is there, and every login through it ends in an error page
        unknown,               ///< anything else: `why` says what
    };

    Kind kind = Kind::unknown;
    std::optional<LoginRedirect> in_force; ///< of `open`, and of nothing else
    std::string why;                       ///< what was seen, when not open; escaped

    bool operator==(const LoginProbe&) const = default;
};

/// | answer                                        | stands for            |
/// |-----------------------------------------------|-----------------------|
/// | 302 to another place, with a client_id        | open                  |
/// | 400 "Connector failed to initialize"          | cannot_open           |
/// | 404 "Invalid client_id."                      | client_unknown        |
/// | 400 "Unregistered redirect_uri."              | redirect_unregistered |
/// | 500 "Login error."                            | login_error           |
/// | anything else                                 | unknown               |
///
/// A redirect that still carries the redirect URI of `asked` is a reverse proxy's, not the login service's.
LoginProbe judge_login_probe(const ProbeClient& asked, const net::Response& response);

/// Asks the login service. It needs no token and sends none.
class LoginService
{
public:
    /// `http` and `clock` must outlive it; `management` as netbird::ClientOptions has it.
    LoginService(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                 std::chrono::milliseconds timeout);

    /// Reads the document once, also for several who ask at the same time: they share the answer. After a
    /// failure it is asked for again. Errors: those of
    /// decode_login_discovery() and of net::HttpClient, told with the URL.
    boost::asio::awaitable<Result<LoginDiscovery>> discovery();

    /// What discovery() has read; null: nothing yet.
    [[nodiscard]] const LoginDiscovery* known() const { return discovery_ ? &*discovery_ : nullptr; }

    /// What logins through this connector use now. **It opens the connector**, and an open connector does not
    /// notice later writes (docs/reconciling.md 21, 24). Asks as netbird-cli, and where that is not
    /// registered as netbird-dashboard; redirects are not followed. Errors: nobody answered, or the id cannot
    /// stand in a URL.
    boost::asio::awaitable<Result<LoginProbe>> probe(const ConnectorId& id);

    /// The same as this client alone.
    boost::asio::awaitable<Result<LoginProbe>> probe_as(const ConnectorId& id, const ProbeClient& client);

private:
    struct Asking;

    boost::asio::awaitable<Result<LoginDiscovery>> read_discovery();
    void ask_first_as(const ProbeClient& client);
    boost::asio::awaitable<Result<net::Response>> get(const boost::urls::url& url);
    [[nodiscard]] boost::urls::url url_of(const std::string& path) const;
    [[nodiscard]] boost::urls::url probe_url(const ConnectorId& id, const ProbeClient& client) const;

    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url management_;
    std::chrono::milliseconds timeout_;
    std::vector<ProbeClient> clients_; ///< as whom to ask, the one that is known to work first
    std::optional<LoginDiscovery> discovery_;
    std::weak_ptr<Asking> asking_; ///< owned by who asks and who waits
};

} // namespace idpsync::netbird
