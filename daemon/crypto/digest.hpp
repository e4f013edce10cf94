#pragma once

// Digests, and the fingerprints by which the ledger knows secrets without holding them.

#include "core/seams.hpp"
#include "core/secret.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace idpsync::crypto {

using Digest = std::array<std::byte, 32>;

/// SHA-256 (FIPS 180-4). Throws std::runtime_error when OpenSSL cannot provide it: that installation is
/// broken.
Digest sha256(std::string_view text);

/// HMAC-SHA-256 (RFC 2104). Throws as sha256().
Digest hmac_sha256(std::span<const std::byte> key, std::string_view text);

/// Two lower-case digits for each byte.
std::string to_hex(std::span<const std::byte> bytes);

/// The 32 bytes that `text` spells in 64 hexadecimal digits of either case, or nothing.
std::optional<Digest> digest_from_hex(std::string_view text);

/// Makes fingerprints of secrets under one installation's key, which stays inside and is overwritten at the
/// end.
class Fingerprinter
{
public:
    explicit Fingerprinter(const std::array<std::byte, 32>& key) : key_(key) {}
    ~Fingerprinter();
    Fingerprinter(const Fingerprinter&) = delete;
    Fingerprinter& operator=(const Fingerprinter&) = delete;

    [[nodiscard]] Fingerprint operator()(const Secret& secret) const;

    /// Tells keys apart without telling the key, in 16 hexadecimal digits: fingerprints compare only under
    /// the same id.
    [[nodiscard]] std::string id() const;

private:
    std::array<std::byte, 32> key_;
};

} // namespace idpsync::crypto
