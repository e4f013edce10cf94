#pragma once

// Base64 in its two alphabets (RFC 4648).

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::crypto {

std::string encode_base64(std::string_view bytes); ///< with padding

std::string encode_base64url(std::string_view bytes); ///< without

/// Strict: nothing but the alphabet, no padding, no bits left over; nothing for anything else.
std::optional<std::string> decode_base64url(std::string_view text);

/// The same for the ordinary alphabet with padding.
std::optional<std::string> decode_base64(std::string_view text);

} // namespace idpsync::crypto
