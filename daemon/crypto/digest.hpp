#pragma once

#include "core/seams.hpp"
#include "core/secret.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace idpsync::crypto {

using Digest = std::array<std::byte, 32>;

Digest sha256(std::string_view text);
Digest hmac_sha256(std::span<const std::byte> key, std::string_view text);
std::string to_hex(std::span<const std::byte> bytes);

/// Makes fingerprints of secrets under one installation's key, which stays inside.
class Fingerprinter
{
public:
    explicit Fingerprinter(const std::array<std::byte, 32>& key) : key_(key) {}
    ~Fingerprinter();
    Fingerprinter(const Fingerprinter&) = delete;
    Fingerprinter& operator=(const Fingerprinter&) = delete;

    [[nodiscard]] Fingerprint operator()(const Secret& secret) const;

    /// Tells keys apart without telling the key: fingerprints compare only under the same id.
    [[nodiscard]] std::string id() const;

private:
    std::array<std::byte, 32> key_;
};

} // namespace idpsync::crypto
