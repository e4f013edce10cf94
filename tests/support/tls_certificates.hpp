#pragma once

// Certificates made while a test runs, in memory: an authority, what it issues, and what is wrong with it.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct x509_st;     // OpenSSL's X509
struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace idpsync::test {

/// What a certificate says.
struct CertificateFacts
{
    std::string common_name = "test";
    std::vector<std::string> names;                           ///< DNS names it is for
    std::vector<std::string> addresses;                       ///< IP addresses it is for
    std::chrono::seconds not_before = -std::chrono::hours{1}; ///< from now
    std::chrono::seconds not_after = std::chrono::hours{1};   ///< from now
};

/// A certificate with its key, as a server needs them.
struct Certificate
{
    std::string chain_pem; ///< the certificate, then what leads to the authority
    std::string key_pem;
};

/// Issues certificates.
class CertificateAuthority
{
public:
    explicit CertificateAuthority(std::string common_name);

    [[nodiscard]] const std::string& pem() const { return pem_; }
    [[nodiscard]] Certificate issue(const CertificateFacts& facts) const;

    /// An authority below this one. What it issues carries its certificate in the chain.
    [[nodiscard]] CertificateAuthority intermediate(std::string common_name) const;

private:
    CertificateAuthority() = default;

    std::shared_ptr<x509_st> certificate_;
    std::shared_ptr<evp_pkey_st> key_;
    std::string pem_;
    std::string chain_pem_; ///< below the root
};

/// A certificate that nobody but itself vouches for.
Certificate self_signed(const CertificateFacts& facts);

} // namespace idpsync::test
