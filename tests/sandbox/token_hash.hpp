#pragma once

#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// How NetBird stores a token, and names it in a refusal: base64 of its SHA-256.
std::string token_hash(std::string_view token);

} // namespace idpsync::sandbox
