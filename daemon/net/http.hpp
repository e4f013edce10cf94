#pragma once

// One HTTP request, one deadline, one result. The seam between this program and the network: client.hpp is
// the real one (Beast, TLS); tests answer from memory.

#include "core/error.hpp"
#include "core/place.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::net {

enum class Method
{
    get,
    post,
    put,
    patch,
    remove
};

std::string_view to_string(Method method); ///< "GET", "POST", "PUT", "PATCH", "DELETE"

/// Which places a request may go to, however its name resolves (docs/reconciling.md 22).
enum class Reach
{
    anywhere,
    not_this_link, ///< loopback, but nothing link-local or doubtful: what a loopback issuer may name
    elsewhere      ///< no loopback either: what any other issuer may name
};

/// True when a request of that reach may go there.
constexpr bool may_go(Reach reach, Place place)
{
    return reach == Reach::anywhere || place == Place::elsewhere ||
           (reach == Reach::not_this_link && place == Place::loopback);
}

struct Request
{
    Method method = Method::get;
    boost::urls::url url; ///< absolute, http or https
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Secret> authorization;                     ///< the value of the header that shows who asks
    std::string_view authorization_header = "Authorization"; ///< its name; Pocket ID has another
    std::optional<Secret> body;                              ///< may hold a client secret
    std::string content_type;                                ///< of the body

    SteadyTime deadline; ///< for all of it: name lookup, connect, TLS, write and read
    /// Bytes of the answer's body; its headers are limited to 64 KiB. With what reading it as JSON takes, an
    /// answer stays below 34 MiB (json/text.hpp); a list of ten thousand connectors is 3 MiB long.
    std::size_t body_limit = std::size_t{8} << 20U;
    /// A kept connection is used for a write only when it last answered at or after this moment
    /// (docs/reconciling.md 27); reads may use any.
    SteadyTime kept_since = SteadyTime::min();
    Reach reach = Reach::anywhere;
    /// Takes the body of a 200 in pieces, as it comes, however long it is: Response::body stays empty then,
    /// and `body_limit` is for other answers. False: that is enough. The rest is left, and its connection
    /// dropped.
    std::function<bool(std::string_view piece)> body_sink = {};
};

/// Whom an answer came from.
struct PeerFacts
{
    Place place = Place::elsewhere;              ///< of its address; through a proxy, as far as the URL tells
    std::optional<WallTime> certificate_expires; ///< of the server, over TLS
};

struct Response
{
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
    PeerFacts peer{};

    /// The value of the first header of that (lower-case) name, or nothing.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// Sends requests, keeps connections.
class HttpClient
{
public:
    virtual ~HttpClient() = default;

    /// Any answer with a status is a Response, 4xx and 5xx and redirects included; redirects are never
    /// followed. Errors: transport (no answer and nothing was carried out; for a GET every failure),
    /// timed_out (the same, at the deadline), unknown_outcome (any other of which at least a byte left),
    /// bad_response (an answer that is not HTTP or over a limit; for a write that is unknown_outcome too),
    /// bad_config (a CA file or proxy that cannot be used). The message names host and port, every address
    /// tried, and what each said.
    virtual boost::asio::awaitable<Result<Response>> send(const Request& request) = 0;
};

} // namespace idpsync::net
