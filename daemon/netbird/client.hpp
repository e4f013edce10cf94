#pragma once

#include "core/attribution.hpp"
#include "core/guard.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/gate.hpp"
#include "net/http.hpp"
#include "netbird/account_settings.hpp"
#include "netbird/codec.hpp"
#include "netbird/inspection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace idpsync::netbird {

struct ClientOptions
{
    boost::urls::url management; ///< without /api and without trailing slash
    Secret token;
    std::chrono::milliseconds timeout{30'000}; ///< of each request
    /// Told when the first request of a pass is throttled, and how long it waits then.
    std::function<void(std::chrono::seconds)> throttled = [](std::chrono::seconds) {};
};

/// NetBird's management API.
///
/// Reads are tried three times (no answer, or 502-504) with a back-off that doubles from a quarter of a
/// second, with jitter; a time-out counts too, but a second one ends it. A throttled request, reads and
/// writes alike (NetBird refuses it before it looks at it), is repeated after 10 s, or after Retry-After when
/// that is longer (at most 10 min), one request at a time, until the pass's deadline. A write is never
/// repeated for any other reason.
///
/// Errors are those of codec.hpp's judge() and of net::HttpClient, told with method and URL. A cancelled call
/// throws boost::system::system_error (operation_aborted), and nothing of it stays behind.
class Client
{
public:
    /// All but `options` must outlive the client.
    Client(net::HttpClient& http, net::Clock& clock, Random& random, ClientOptions options);

    /// A pass begins: writes use connections that answer from now on, and a throttled request gives up when
    /// its repeat would come after `deadline` (nothing: never).
    void begin_pass(std::optional<net::SteadyTime> deadline);

    boost::asio::awaitable<Result<ObservedState>> list();
    boost::asio::awaitable<Result<AccountFacts>> account();
    /// NetBird's version as it says it: raw, and "development" on a server built without a release number.
    boost::asio::awaitable<Result<std::string>> version();
    boost::asio::awaitable<Result<std::vector<User>>> users();
    /// The same request; what is needed to write the settings back, too.
    boost::asio::awaitable<Result<AccountSettings>> account_settings();

    /// What the audit log says of connectors since then (audit_reader.hpp). Read as a stream and no further
    /// than needed; never tried twice: nothing depends on it.
    boost::asio::awaitable<Result<AuditReading>> audit(std::optional<AuditCursor> since);

    /// `/oauth2` discovery answers 200 with JSON that names an issuer. Any other answer below 500 is a no: a
    /// dashboard's page says nothing about the login service.
    boost::asio::awaitable<Result<bool>> login_service_answers();

    boost::asio::awaitable<Result<ObservedProvider>> create(const ConnectorValues& values,
                                                            const Secret& client_secret);
    /// Without `client_secret` NetBird keeps the one it has. `unknown_members`: of what the list showed
    /// (ObservedProvider); left out, NetBird may clear them.
    boost::asio::awaitable<Result<ObservedProvider>> update(const ConnectorId& id,
                                                            const ConnectorValues& values,
                                                            const Secret* client_secret,
                                                            const std::string& unknown_members);
    /// A connector that is gone already (404) counts as removed.
    boost::asio::awaitable<Result<void>> remove(const ConnectorId& id);

    /// Replaces every setting of the account by `settings`, an object as text.
    boost::asio::awaitable<Result<void>> write_account_settings(const std::string& account_id,
                                                                const std::string& settings);

    [[nodiscard]] std::size_t requests_sent() const { return requests_sent_; } ///< under /api, with repeats
    /// How far NetBird's clock is ahead of ours, by the Date of the last answer; nothing: it had none.
    [[nodiscard]] std::optional<std::chrono::seconds> clock_ahead() const { return clock_ahead_; }
    /// 429 was seen in this pass: callers write one at a time.
    [[nodiscard]] bool throttled() const { return gate_.places() == 1; }

private:
    /// A request for `path` under management.url, but for its deadline.
    [[nodiscard]] net::Request request_for(net::Method method, const std::string& path) const;
    /// The same with the token, for what is under /api.
    [[nodiscard]] net::Request api_request(net::Method method, const std::string& path) const;
    /// The same for one thing below `path`; an error for an id that no URL can carry.
    [[nodiscard]] Result<net::Request> request_for_one(net::Method method, std::string_view path,
                                                       const std::string& id) const;

    /// Sends it, with all the repeats it is due, and judges the answer. The 404 of a connector that shall be
    /// removed and is gone is no error. What the answer repeats of the token or of `client_secret` is blotted
    /// out, unless it is the JSON that was asked for.
    boost::asio::awaitable<Result<net::Response>> exchange(Operation operation, net::Request& request);
    /// Repeats a read that got no answer, or a proxy's word that NetBird is down.
    boost::asio::awaitable<Result<net::Response>> send(net::Request& request);
    /// Repeats what is throttled; never gives a 429.
    boost::asio::awaitable<Result<net::Response>> send_through_gate(net::Request& request);

    void note_time_of(const net::Response& answer);
    [[nodiscard]] std::chrono::nanoseconds back_off(unsigned tries);
    [[nodiscard]] bool in_time(net::SteadyTime when) const;

    net::HttpClient& http_;
    net::Clock& clock_;
    Random& random_;
    boost::urls::url management_;
    Secret token_;
    Secret authorization_; ///< "Token …"
    std::chrono::milliseconds timeout_;
    std::function<void(std::chrono::seconds)> tell_throttled_;

    std::optional<net::SteadyTime> deadline_;
    net::SteadyTime pass_began_;
    net::Gate gate_{net::Gate::unlimited}; ///< once NetBird limits requests: for one at a time
    net::SteadyTime not_before_;           ///< of the next request, while throttled
    std::size_t requests_sent_ = 0;
    std::optional<std::chrono::seconds> clock_ahead_;
};

} // namespace idpsync::netbird
