#pragma once

// Keys of the servers that are played here: real RSA keys, made once for each process because making one
// takes a while.

#include <boost/json/object.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace idpsync::sandbox {

std::string base64url(std::string_view bytes);
std::string base64(std::string_view bytes);
/// Empty for text that is no base64; padded or not.
std::string from_base64(std::string_view text);
std::string from_base64url(std::string_view text);
std::string sha256_of(std::string_view bytes); ///< 32 raw bytes

class SigningKey
{
public:
    /// The process's key of that number (below 4); the same one each time.
    static const SigningKey& shared(std::size_t number);

    [[nodiscard]] const std::string& id() const { return id_; }
    /// kid, kty, alg, use, n and e.
    [[nodiscard]] boost::json::object jwk(std::string_view algorithm = "RS256",
                                          std::string_view use = "sig") const;
    /// x5c, x5t and x5t#S256 of a certificate for ten years that the key issued to itself.
    [[nodiscard]] const boost::json::object& certificate() const { return certificate_; }
    [[nodiscard]] const std::string& public_key() const { return public_key_; } ///< base64 of its DER

    /// A JWS in compact form, RS256.
    [[nodiscard]] std::string sign(const boost::json::object& claims) const;

private:
    SigningKey();

    std::shared_ptr<evp_pkey_st> key_;
    std::string id_;
    std::string modulus_;
    std::string exponent_;
    std::string public_key_;
    boost::json::object certificate_;
};

/// The same by the secret that both sides know.
std::string sign_hs256(const boost::json::object& claims, std::string_view secret);

/// The claims of a JWT; empty when it has not this form. Its signature is not looked at.
boost::json::object claims_of(std::string_view token);

/// Whether the JWT carries a good RS256 signature by the key that `jwks` lists under its kid.
bool is_signed_by(std::string_view token, const boost::json::object& jwks);

} // namespace idpsync::sandbox
