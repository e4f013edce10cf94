#pragma once

#include <string_view>

namespace idpsync::service {

/// Of this program, as "0.2.0".
std::string_view version();

} // namespace idpsync::service
