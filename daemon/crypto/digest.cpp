#include "crypto/digest.hpp"

#include "crypto/bytes.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <memory>
#include <stdexcept>

namespace idpsync::crypto {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<unsigned> digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return static_cast<unsigned>(digit - '0');
    const auto small = static_cast<char>(digit | 0x20);
    if (small >= 'a' && small <= 'f')
        return static_cast<unsigned>(small - 'a') + 10;
    return std::nullopt;
}

} // namespace

Digest sha256(std::string_view text)
{
    Digest digest;
    if (SHA256(bytes_of(text), text.size(), reinterpret_cast<unsigned char*>(digest.data())) == nullptr)
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    return digest;
}

Digest hmac_sha256(std::span<const std::byte> key, std::string_view text)
{
    // Found once: OpenSSL 3 looks for it in all its providers each time it is named.
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                     &EVP_MD_free);
    Digest digest;
    if (sha == nullptr ||
        HMAC(sha.get(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
             reinterpret_cast<unsigned char*>(digest.data()), nullptr) == nullptr)
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
    return digest;
}

std::string to_hex(std::span<const std::byte> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes)
    {
        text += hex_digits[std::to_integer<std::size_t>(byte >> 4)];
        text += hex_digits[std::to_integer<std::size_t>(byte & std::byte{0x0f})];
    }
    return text;
}

std::optional<Digest> digest_from_hex(std::string_view text)
{
    Digest digest;
    if (text.size() != digest.size() * 2)
        return std::nullopt;
    for (std::size_t index = 0; index < digest.size(); ++index)
    {
        const auto high = digit_value(text[index * 2]);
        const auto low = digit_value(text[index * 2 + 1]);
        if (!high || !low)
            return std::nullopt;
        digest[index] = static_cast<std::byte>(*high << 4U | *low);
    }
    return digest;
}

Fingerprinter::~Fingerprinter()
{
    OPENSSL_cleanse(key_.data(), key_.size());
}

Fingerprint Fingerprinter::operator()(const Secret& secret) const
{
    return {to_hex(hmac_sha256(key_, secret.reveal()))};
}

std::string Fingerprinter::id() const
{
    return to_hex(hmac_sha256(key_, "netbird-idp-sync: id of the fingerprint key")).substr(0, 16);
}

} // namespace idpsync::crypto
