#include "support/tls_certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace idpsync::test {
namespace {

using X509Pointer = std::shared_ptr<X509>;
using KeyPointer = std::shared_ptr<EVP_PKEY>;

void require(bool done, const char* what)
{
    if (!done)
        throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

KeyPointer make_key()
{
    KeyPointer key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    require(key != nullptr, "make a key");
    return key;
}

template <class Write>
std::string to_pem(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    require(memory && write(memory.get()) == 1, "write PEM");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509& certificate)
{
    return to_pem([&](BIO* out) { return PEM_write_bio_X509(out, &certificate); });
}

std::string to_pem(EVP_PKEY& key)
{
    return to_pem(
        [&](BIO* out) { return PEM_write_bio_PrivateKey(out, &key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_extension(X509& certificate, int kind, const std::string& value)
{
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), &X509_EXTENSION_free);
    require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1, "add an extension");
}

std::string alternative_names(const CertificateFacts& facts)
{
    std::string text;
    for (const auto& name : facts.names)
        text += (text.empty() ? "DNS:" : ",DNS:") + name;
    for (const auto& address : facts.addresses)
        text += (text.empty() ? "IP:" : ",IP:") + address;
    return text;
}

/// A certificate for `key`, not yet signed nor told its issuer.
X509Pointer draft(const CertificateFacts& facts, EVP_PKEY& key)
{
    X509Pointer certificate(X509_new(), &X509_free);
    require(certificate != nullptr, "make a certificate");
    std::int64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial - 1) == 1, "draw a number");
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), facts.not_before.count());
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), facts.not_after.count());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(facts.common_name.c_str()), -1, -1, 0);
    X509_set_pubkey(certificate.get(), &key);
    if (const auto names = alternative_names(facts); !names.empty())
        add_extension(*certificate, NID_subject_alt_name, names);
    return certificate;
}

void sign(X509& certificate, const X509& issuer, EVP_PKEY& key)
{
    X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer));
    require(X509_sign(&certificate, &key, EVP_sha256()) > 0, "sign a certificate");
}

X509Pointer draft_authority(std::string common_name, EVP_PKEY& key)
{
    CertificateFacts facts;
    facts.common_name = std::move(common_name);
    auto certificate = draft(facts, key);
    add_extension(*certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(*certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    return certificate;
}

} // namespace

CertificateAuthority::CertificateAuthority(std::string common_name) : key_(make_key())
{
    certificate_ = draft_authority(std::move(common_name), *key_);
    sign(*certificate_, *certificate_, *key_);
    pem_ = to_pem(*certificate_);
}

Certificate CertificateAuthority::issue(const CertificateFacts& facts) const
{
    const auto key = make_key();
    const auto certificate = draft(facts, *key);
    sign(*certificate, *certificate_, *key_);
    return {to_pem(*certificate) + chain_pem_, to_pem(*key)};
}

CertificateAuthority CertificateAuthority::intermediate(std::string common_name) const
{
    CertificateAuthority below;
    below.key_ = make_key();
    below.certificate_ = draft_authority(std::move(common_name), *below.key_);
    sign(*below.certificate_, *certificate_, *key_);
    below.pem_ = to_pem(*below.certificate_);
    below.chain_pem_ = below.pem_ + chain_pem_;
    return below;
}

Certificate self_signed(const CertificateFacts& facts)
{
    const auto key = make_key();
    const auto certificate = draft(facts, *key);
    sign(*certificate, *certificate, *key);
    return {to_pem(*certificate), to_pem(*key)};
}

} // namespace idpsync::test
