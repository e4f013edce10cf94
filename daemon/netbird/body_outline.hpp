#pragma once

#include "net/http.hpp"

#include <string>

namespace idpsync::netbird {

/// What kind of body an answer has, for a message: "an HTML page of 1234 bytes", "an empty body". Not a word
/// of it: every request for NetBird's API carries the token, some a client's secret, and what answers may
/// repeat the request.
std::string outline_of(const net::Response& response);

} // namespace idpsync::netbird
