#pragma once

// How NetBird's clients and server talk in secret: NaCl boxes (X25519, XSalsa20, Poly1305) between WireGuard
// keys. Whoever makes a pair of keys may ask; nobody has to know it.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::readback {

using BoxKey = std::array<unsigned char, 32>;

struct KeyPair
{
    BoxKey open;
    BoxKey secret;
};

/// A new one. Throws std::runtime_error when libsodium cannot start.
KeyPair make_keys();

/// The key in base64, or nothing.
std::optional<BoxKey> key_from(std::string_view base64);
std::string to_base64(const BoxKey& key);

/// A new nonce, and the box behind it.
std::string sealed(std::string_view message, const BoxKey& to, const KeyPair& from);

/// Nothing: it was not sealed by that key for this pair.
std::optional<std::string> opened(std::string_view sealed, const BoxKey& from, const KeyPair& to);

} // namespace idpsync::readback
