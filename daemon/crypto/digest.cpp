#include "crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

// OpenSSL wants everybody to use EVP.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace idpsync::crypto {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

template <class Bytes>
std::string_view text_of(const Bytes& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// OpenSSL's SHA-256 itself. The first digest by way of EVP reads OpenSSL's configuration and sets its
/// providers up: half of what a command does that speaks no TLS.
class Sha256
{
public:
    Sha256() { SHA256_Init(&state_); }
    ~Sha256() { OPENSSL_cleanse(&state_, sizeof state_); }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    Sha256& add(std::string_view text)
    {
        SHA256_Update(&state_, text.data(), text.size());
        return *this;
    }

    Digest finish()
    {
        Digest digest;
        SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &state_);
        return digest;
    }

private:
    SHA256_CTX state_;
};

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
    return Sha256().add(text).finish();
}

Digest hmac_sha256(std::span<const std::byte> key, std::string_view text)
{
    // RFC 2104.
    constexpr unsigned char inner_pad = 0x36;
    constexpr unsigned char outer_pad = 0x5c;
    std::array<unsigned char, SHA256_CBLOCK> block{};
    const std::string_view key_text(reinterpret_cast<const char*>(key.data()), key.size());
    if (key.size() > block.size())
        std::ranges::copy(text_of(sha256(key_text)), block.begin());
    else
        std::ranges::copy(key_text, block.begin());
    const auto turn = [&](unsigned char by) {
        for (auto& byte : block)
            byte ^= by;
    };
    turn(inner_pad);
    const auto inside = Sha256().add(text_of(block)).add(text).finish();
    turn(inner_pad ^ outer_pad);
    const auto digest = Sha256().add(text_of(block)).add(text_of(inside)).finish();
    OPENSSL_cleanse(block.data(), block.size());
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

#pragma GCC diagnostic pop
