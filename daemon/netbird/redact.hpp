#pragma once

#include "core/secret.hpp"
#include "net/http.hpp"

namespace idpsync::netbird {

/// Some servers, and many debugging proxies, repeat the request in what they answer. Replaces `secret` in the
/// body and the headers of `answer`, as it is and as a JSON string, by "[secret]". Texts of less than 4
/// characters stay: they would be found everywhere.
void redact(net::Response& answer, const Secret& secret);

} // namespace idpsync::netbird
