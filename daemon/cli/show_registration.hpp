#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace idpsync::cli {

/// `show registration`: what to enter where at each provider, with the values of this NetBird. Asks NetBird's
/// login service; connectors that it has open already show whether it sends PKCE challenges. With a
/// standalone NetBird: what its client and its manager of users need; nobody is asked.
ExitCode show_registration(const RegistrationOptions& options, Console& console);

} // namespace idpsync::cli
