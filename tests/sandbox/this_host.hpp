#pragma once

// Servers of this host that nothing here plays: real providers (tests/peers), asked over the network.

#include "sandbox/message.hpp"

#include <optional>

namespace idpsync::sandbox {

/// What answers the request, its target a whole URL. Nothing when nobody does within 10 s, and for whatever
/// is not plain http to a loopback address. Waits for it: meanwhile the sandbox answers nobody.
std::optional<Answer> ask_this_host(const Request& request);

} // namespace idpsync::sandbox
