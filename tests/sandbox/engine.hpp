#pragma once

// The sandbox's inside: one request from its arrival to its answer.

#include "sandbox/api.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/message.hpp"
#include "sandbox/rate_limiter.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

class Engine
{
public:
    Engine(net::Clock& clock, Options options);

    boost::asio::awaitable<Answer> handle(Request request);

    /// Returns the token, drawn when the grant has none.
    std::string add_token(const TokenGrant& grant);

    /// Throws std::invalid_argument when there is none.
    Connector& existing_connector(std::string_view id);

    /// Calls `when_something_happens`.
    void tell() const;

    World world;
    Faults faults;
    Counters counters;
    std::deque<Seen> seen;
    bool down = false;
    std::chrono::seconds clock_error{0}; ///< of the Date header of NetBird's own answers
    std::function<void(bool down)> when_down_changes;
    std::function<void()> when_something_happens;

private:
    boost::asio::awaitable<Answer> carry_out(const Request& request);
    boost::asio::awaitable<void> carry_out_late(Request request, net::SteadyTime when);
    boost::asio::awaitable<Answer> limited(const Request& request);
    boost::asio::awaitable<Answer> visit_issuer(Request request);
    void count(const Request& request);
    void note(const Request& request, unsigned status);

    Api api_;
    RateLimiter limiter_;
};

} // namespace idpsync::sandbox
