#include "readback/box.hpp"

#include "crypto/base64.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace idpsync::readback {
namespace {

static_assert(std::tuple_size_v<BoxKey> == crypto_box_PUBLICKEYBYTES &&
              std::tuple_size_v<BoxKey> == crypto_box_SECRETKEYBYTES);

unsigned char* bytes_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

KeyPair make_keys()
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium cannot start");
    KeyPair pair{};
    crypto_box_keypair(pair.open.data(), pair.secret.data());
    return pair;
}

std::optional<BoxKey> key_from(std::string_view base64)
{
    const auto bytes = crypto::decode_base64(base64);
    BoxKey key{};
    if (!bytes || bytes->size() != key.size())
        return std::nullopt;
    std::ranges::copy(*bytes, key.begin());
    return key;
}

std::string to_base64(const BoxKey& key)
{
    return crypto::encode_base64({reinterpret_cast<const char*>(key.data()), key.size()});
}

std::string sealed(std::string_view message, const BoxKey& to, const KeyPair& from)
{
    std::string nonce(crypto_box_NONCEBYTES, '\0');
    randombytes_buf(nonce.data(), nonce.size());
    std::string box(message.size() + crypto_box_MACBYTES, '\0');
    if (crypto_box_easy(bytes_of(box), bytes_of(message), message.size(), bytes_of(std::string_view(nonce)),
                        to.data(), from.secret.data()) != 0)
        throw std::runtime_error("libsodium makes no box");
    return nonce + box;
}

std::optional<std::string> opened(std::string_view sealed, const BoxKey& from, const KeyPair& to)
{
    if (sealed.size() < crypto_box_NONCEBYTES + crypto_box_MACBYTES)
        return std::nullopt;
    const auto nonce = sealed.substr(0, crypto_box_NONCEBYTES);
    const auto box = sealed.substr(crypto_box_NONCEBYTES);
    std::string message(box.size() - crypto_box_MACBYTES, '\0');
    if (crypto_box_open_easy(bytes_of(message), bytes_of(box), box.size(), bytes_of(nonce), from.data(),
                             to.secret.data()) != 0)
        return std::nullopt;
    return message;
}

} // namespace idpsync::readback
