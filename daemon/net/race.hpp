#pragma once

#include "net/clock.hpp"

#include <boost/asio/awaitable.hpp>

namespace idpsync::net {

/// Runs `work` until it ends (true) or `when` comes (false; then `work` was cancelled and has unwound).
/// Throws what `work` throws, and system_error(operation_aborted) when the caller itself is cancelled.
/// `work` must wait only in ways that can be cancelled.
boost::asio::awaitable<bool> ends_by(Clock& clock, SteadyTime when, boost::asio::awaitable<void> work);

} // namespace idpsync::net
