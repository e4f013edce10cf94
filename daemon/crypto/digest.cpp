#include "crypto/digest.hpp"

#include "crypto/bytes.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>

namespace idpsync::crypto {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void require(bool succeeded, const char* what)
{
    if (!succeeded)
        throw std::runtime_error(std::string("OpenSSL cannot compute ") + what);
}

std::optional<unsigned> digit_value(char digit)
{
    const auto lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
    const auto position = hex_digits.find(lower);
    if (position == std::string_view::npos)
        return std::nullopt;
    return static_cast<unsigned>(position);
}

} // namespace

Digest sha256(std::string_view text)
{
    Digest digest;
    unsigned size = 0;
    require(EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                       EVP_sha256(), nullptr) == 1 &&
                size == digest.size(),
            "SHA-256");
    return digest;
}

Digest hmac_sha256(std::span<const std::byte> key, std::string_view text)
{
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                                      &EVP_MAC_free);
    require(algorithm != nullptr, "HMAC-SHA-256");
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(algorithm.get()),
                                                                            &EVP_MAC_CTX_free);
    require(context != nullptr, "HMAC-SHA-256");

    std::string name = "SHA256";
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()),
        OSSL_PARAM_construct_end(),
    };
    // Without a key OpenSSL would go on with an earlier one; an empty key needs an address.
    static constexpr unsigned char no_key = 0;
    const auto* key_bytes = key.empty() ? &no_key : reinterpret_cast<const unsigned char*>(key.data());

    Digest digest;
    std::size_t size = 0;
    require(EVP_MAC_init(context.get(), key_bytes, key.size(), parameters.data()) == 1 &&
                EVP_MAC_update(context.get(), bytes_of(text), text.size()) == 1 &&
                EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                              digest.size()) == 1 &&
                size == digest.size(),
            "HMAC-SHA-256");
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
