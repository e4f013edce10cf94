#pragma once

// Asks NetBird what only checks want to know.

#include "core/plan.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/client.hpp"
#include "netbird/inspection.hpp"
#include "netbird/login_service.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::netbird {

/// What came of one question.
template <class T>
struct Asked
{
    Result<T> value;
    unsigned status = 0; ///< of the answer; 0: there was none
};

/// Each question is one GET that is sent once, whatever the answer: a check says what it sees, it does not
/// wait for better times. Errors are those of codec.hpp's judge() and decoders and of net::HttpClient.
/// Nothing that an answer repeats of the token is in a message.
class Inspector
{
public:
    /// `http` and `clock` must outlive the inspector.
    Inspector(net::HttpClient& http, net::Clock& clock, ClientOptions options);

    boost::asio::awaitable<Asked<ObservedState>> list();
    boost::asio::awaitable<Asked<AccountDetails>> account();
    boost::asio::awaitable<Asked<std::string>> version();
    /// A service user may get 403 here (recorded for an auditor).
    boost::asio::awaitable<Asked<User>> current_user();
    boost::asio::awaitable<Asked<std::vector<User>>> users();
    boost::asio::awaitable<Asked<std::vector<Group>>> groups();
    boost::asio::awaitable<Asked<std::vector<AccessToken>>> tokens(std::string user_id);
    /// Whether the audit log can be read, which may be long: true, and nothing of it is kept.
    boost::asio::awaitable<Asked<bool>> audit_log();
    /// Needs no token and sends none.
    boost::asio::awaitable<Asked<LoginDiscovery>> login_service();

    /// How far NetBird's clock is ahead of ours (negative: behind), by the last answer that named a date.
    [[nodiscard]] std::optional<std::chrono::seconds> clock_ahead() const { return clock_ahead_; }

    /// When the server's certificate ends, by the last answer over TLS.
    [[nodiscard]] std::optional<WallTime> certificate_expires() const { return certificate_expires_; }

private:
    enum class Access
    {
        with_token,
        open
    };

    enum class Body
    {
        whole,
        passed_over ///< of a 200: that it is one is all there is to know
    };

    template <class T>
    boost::asio::awaitable<Asked<T>> ask(std::string path, Result<T> (&decode)(const net::Response&),
                                         Access access = Access::with_token, Body body = Body::whole);
    void note_date(const net::Response& answer, WallTime sent);

    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url management_;
    Secret token_;
    std::chrono::milliseconds timeout_;
    std::optional<std::chrono::seconds> clock_ahead_;
    std::optional<WallTime> certificate_expires_;
};

} // namespace idpsync::netbird
