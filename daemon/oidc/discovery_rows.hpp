#pragma once

// The rows of a document whose issuer is right, for discovery.cpp, and what clocks tell.

#include "oidc/discovery.hpp"

#include <chrono>

namespace idpsync::oidc {

/// Every row that is not well, what hinders most first.
std::vector<Finding> judge_rows(const Registration& registration, const Discovery& document);

/// How far the clock of whoever answers, as the answer tells it, is ahead of ours.
std::optional<std::chrono::seconds> clock_ahead(const net::Response& response, WallTime now);

/// Of a provider's clock; nothing when that does no harm.
std::optional<Finding> judge_clock(std::chrono::seconds ahead);

/// No login can work with this finding, whatever else is right.
bool is_hopeless(const Finding& finding);

} // namespace idpsync::oidc
