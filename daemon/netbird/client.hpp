#pragma once

#include "core/guard.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace idpsync::netbird {

struct ClientOptions
{
    boost::urls::url management; ///< without /api and without trailing slash
    Secret token;
    std::chrono::milliseconds timeout{30'000}; ///< of each request
};

/// NetBird's management API. Reads are tried three times (transport errors and 502-504, back-off with
/// jitter); a throttled request (429) is repeated after 10 s, or Retry-After when that is longer, one at a
/// time, until the pass's deadline; a write is never repeated for any other reason. Errors are those of
/// codec.hpp's judge().
class Client
{
public:
    /// All but `options` must outlive the client.
    Client(net::HttpClient& http, net::Clock& clock, Random& random, ClientOptions options);

    /// A pass begins: writes use connections that answer from now on, and a throttled request gives up at
    /// `deadline` (nothing: never).
    void begin_pass(std::optional<net::SteadyTime> deadline);

    boost::asio::awaitable<Result<ObservedState>> list();
    boost::asio::awaitable<Result<AccountFacts>> account();
    boost::asio::awaitable<Result<bool>> login_service_answers(); ///< `/oauth2` discovery answers 200

    boost::asio::awaitable<Result<ObservedProvider>> create(const ConnectorValues& values,
                                                            const Secret& client_secret);
    /// Without `client_secret` NetBird keeps the one it has.
    boost::asio::awaitable<Result<ObservedProvider>>
    update(const ConnectorId& id, const ConnectorValues& values, const Secret* client_secret);
    /// A connector that is gone already (404) counts as removed.
    boost::asio::awaitable<Result<void>> remove(const ConnectorId& id);

    [[nodiscard]] std::size_t requests_sent() const; ///< under /api, repeats included
    [[nodiscard]] bool throttled() const; ///< 429 was seen in this pass: callers write one at a time
};

} // namespace idpsync::netbird
