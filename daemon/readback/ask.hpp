#pragma once

// What a running management server hands to whoever asks, without a login.

#include "core/error.hpp"
#include "net/client.hpp"
#include "net/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <string>

namespace idpsync::readback {

struct Question
{
    boost::urls::url url; ///< of NetBird: only scheme, host and port count
    net::ClientOptions reach;
    std::chrono::milliseconds timeout{10'000};
};

/// Both flows, as JSON in the form of management.json (flows.hpp). `clock` must outlive it. Errors: those of
/// net/connection.hpp, Http2::call() and judge_reply(); timed_out.
boost::asio::awaitable<Result<std::string>>
ask_server(Question question, boost::asio::any_io_executor executor, net::Clock& clock);

} // namespace idpsync::readback
