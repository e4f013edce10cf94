#pragma once

#include "core/policy.hpp"
#include "sandbox/message.hpp"

#include <string>
#include <string_view>

namespace idpsync::sandbox {

std::string http_date(WallTime time); ///< "Sat, 21 Nov 2026 23:18:47 GMT"

/// Head and body of an answer as they go over the wire.
struct Wire
{
    std::string head; ///< with the empty line behind it
    std::string body;
    bool keeps_connection = true;
};

/// Like Go's server, an answer of more than 2048 bytes goes out in chunks; a delivery that somebody asked for
/// has a Content-Length, right or wrong.
Wire to_wire(const Answer& answer, WallTime now, bool client_keeps);

} // namespace idpsync::sandbox
