#pragma once

#include <string_view>

namespace idpsync::netbird {

/// True for a message that NetBird was recorded to answer a write of a connector with (docs/security.md):
/// such a request carries a client's secret, and any other message may repeat it.
bool is_known_message(std::string_view message);

} // namespace idpsync::netbird
