#include "sandbox/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace idpsync::sandbox {
namespace {

template <auto release>
struct Release
{
    template <class T>
    void operator()(T* object) const
    {
        release(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

constexpr long day = 24L * 60 * 60;

template <class T>
T* required(T* object)
{
    if (object == nullptr)
        throw std::runtime_error("OpenSSL could not make a certificate");
    return object;
}

std::string text_of(BIO* memory)
{
    char* data = nullptr;
    const auto length = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string pem_of(X509* certificate)
{
    const Memory memory(required(BIO_new(BIO_s_mem())));
    PEM_write_bio_X509(memory.get(), certificate);
    return text_of(memory.get());
}

std::string pem_of(EVP_PKEY* key)
{
    const Memory memory(required(BIO_new(BIO_s_mem())));
    PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(memory.get());
}

void extend(X509* certificate, int what, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    auto* extension = required(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate unsigned_certificate(const std::string& name, long serial, EVP_PKEY* key, long begins, long ends)
{
    Certificate certificate(required(X509_new()));
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), begins);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ends);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return certificate;
}

bool is_address(const std::string& host)
{
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& hosts)
{
    std::string names;
    for (const auto& host : hosts)
        names += (names.empty() ? "" : ",") + std::string(is_address(host) ? "IP:" : "DNS:") + host;
    return names;
}

} // namespace

TlsIdentity make_identity(const CertificateWish& wish)
{
    const Key authority_key(required(EVP_EC_gen("P-256")));
    const auto authority =
        unsigned_certificate("netbird-sandbox test authority", 1, authority_key.get(), -30 * day, 30 * day);
    X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
    extend(authority.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(authority.get(), authority_key.get(), EVP_sha256());

    const Key key(required(EVP_EC_gen("P-256")));
    const auto certificate = unsigned_certificate("netbird-sandbox", 2, key.get(), -10 * day,
                                                  wish.expired ? -day : wish.days_left * day);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get()));
    extend(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate.get(), NID_subject_alt_name, alternative_names(wish.hosts));
    extend(certificate.get(), NID_ext_key_usage, "serverAuth");
    X509_sign(certificate.get(), authority_key.get(), EVP_sha256());

    return {.certificate_pem = pem_of(certificate.get()),
            .key_pem = pem_of(key.get()),
            .ca_pem = pem_of(authority.get())};
}

} // namespace idpsync::sandbox
