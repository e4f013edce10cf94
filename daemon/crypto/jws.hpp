#pragma once

// Signatures of tokens (RFC 7515, 7517, 7518, 8037) and the keys that make them. Facts only: what they mean
// is for oidc/ and diagnose/ to say.

#include "core/policy.hpp"
#include "crypto/base64.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::crypto {

/// The algorithms that NetBird's login service takes: RS, PS and ES with 256, 384 and 512, and EdDSA.
bool is_signing_algorithm(std::string_view name);

/// The members of a JSON Web Key, as they stand; empty: missing.
struct Jwk
{
    std::string kty;
    std::string use;
    std::string alg;
    std::string kid;
    std::string n, e;      ///< RSA
    std::string crv, x, y; ///< EC and OKP
    std::vector<std::string> x5c;
    std::vector<std::string> key_ops;
};

/// A public key of a JWK, ready to check signatures.
class VerificationKey
{
public:
    /// Nothing when `jwk` is not a public key for signatures: for encryption, symmetric, of an unknown curve,
    /// an RSA key under 2048 bits, not a point of its curve.
    static std::optional<VerificationKey> make(const Jwk& jwk);

    /// Signing algorithms that this key can be used with: all of its kind, or the one that it names.
    [[nodiscard]] const std::vector<std::string>& algorithms() const { return algorithms_; }
    [[nodiscard]] const std::string& id() const { return id_; }

    /// True when `signature` is this key's for `input` by `algorithm`.
    [[nodiscard]] bool verifies(std::string_view algorithm, std::string_view input,
                                std::string_view signature) const;

private:
    struct Native;
    VerificationKey(std::shared_ptr<const Native> native, std::vector<std::string> algorithms,
                    std::string id);

    std::shared_ptr<const Native> native_;
    std::vector<std::string> algorithms_;
    std::string id_;
};

/// When the first certificate of `x5c` expires; nothing when there is none or it cannot be read.
std::optional<WallTime> certificate_expiry(const Jwk& jwk);

/// A compact token taken apart: header and payload decoded, nothing checked.
struct CompactToken
{
    std::string header;            ///< JSON, as it was sent
    std::string payload;           ///< the same
    std::string signature;         ///< its bytes
    std::string_view signed_input; ///< into the token that was given
};

/// Three parts of base64url, or nothing.
std::optional<CompactToken> split_token(std::string_view token);

} // namespace idpsync::crypto
