#pragma once

// When the access token for NetBird ends, told in time.

#include "core/event.hpp"
#include "net/clock.hpp"
#include "netbird/inspector.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>

namespace idpsync::service {

/// For one token, as long as it is the one in use.
class TokenWatch
{
public:
    /// All must outlive the watch.
    TokenWatch(netbird::Inspector& inspector, net::Clock& clock, EventSink& events);

    /// Asks NetBird when it is time: two requests, half an hour after the first call (`at_once`: then) and
    /// every 12 hours from there. An end that is 14, 7 or 1 days ahead is told, each once. A token of which
    /// NetBird tells nothing is left at that.
    boost::asio::awaitable<void> look(bool at_once = false);

    /// As far as NetBird has told.
    [[nodiscard]] const std::optional<netbird::AccessToken>& token() const { return token_; }
    /// When the token ends, as far as NetBird has told.
    [[nodiscard]] std::optional<WallTime> expires() const;

private:
    boost::asio::awaitable<void> ask();
    void tell(const netbird::AccessToken& token);

    netbird::Inspector& inspector_;
    net::Clock& clock_;
    EventSink& events_;
    std::optional<net::SteadyTime> due_;
    std::optional<netbird::AccessToken> token_;
    std::optional<std::chrono::days> told_; ///< the last notice
};

} // namespace idpsync::service
