#include "sandbox/token_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace idpsync::sandbox {

std::string token_hash(std::string_view token)
{
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(token.data(), token.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    std::array<unsigned char, 45> text{};
    const auto length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {text.begin(), text.begin() + length};
}

} // namespace idpsync::sandbox
