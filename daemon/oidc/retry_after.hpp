#pragma once

#include "net/http.hpp"

#include <chrono>
#include <optional>

namespace idpsync::oidc {

/// How long the server asks to be left alone, when it says so in seconds; at most a day.
std::optional<std::chrono::seconds> retry_after(const net::Response& response);

} // namespace idpsync::oidc
