#pragma once

#include <string_view>

namespace idpsync::crypto {

/// Text as OpenSSL takes it.
inline const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace idpsync::crypto
