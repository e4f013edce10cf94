#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t keys_of_a_process = 4;
constexpr int bits = 2048;

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

void require(bool done)
{
    if (!done)
        throw std::runtime_error("OpenSSL could not make or use a key");
}

std::string encoded_with(std::string_view bytes, std::string_view alphabet)
{
    std::string text;
    unsigned pending = 0;
    unsigned held = 0;
    for (const char byte : bytes)
    {
        pending = (pending << 8U | static_cast<unsigned char>(byte)) & 0xFFFFU;
        for (held += 8; held >= 6; held -= 6)
            text += alphabet[(pending >> (held - 6)) & 63U];
    }
    if (held > 0)
        text += alphabet[(pending << (6 - held)) & 63U];
    return text;
}

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string decoded_with(std::string_view text, std::string_view alphabet)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    unsigned pending = 0;
    unsigned held = 0;
    for (const char letter : text)
    {
        const auto value = alphabet.find(letter);
        if (value == std::string_view::npos)
            return {};
        pending = (pending << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        bytes += static_cast<char>((pending >> held) & 0xFFU);
    }
    return bytes;
}

std::string digest_of(std::string_view bytes, const EVP_MD* method)
{
    std::string digest(static_cast<std::size_t>(EVP_MD_get_size(method)), '\0');
    require(EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, method, nullptr) == 1);
    return digest;
}

std::string number_of(EVP_PKEY* key, const char* name)
{
    BIGNUM* raw = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &raw) == 1);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(raw, &BN_free);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    BN_bn2bin(raw, bytes_of(bytes));
    return bytes;
}

std::string der_of_certificate(EVP_PKEY* key)
{
    constexpr long year = 365L * 24 * 60 * 60;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    require(certificate != nullptr);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 10 * year);
    auto* name = X509_get_subject_name(certificate.get());
    const std::string common_name = "sandbox";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes_of(std::string_view(common_name)), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key);
    require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
    std::string der(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)), '\0');
    auto* end = bytes_of(der);
    i2d_X509(certificate.get(), &end);
    return der;
}

std::string header_and_claims(std::string_view algorithm, std::string_view key, const json::object& claims)
{
    json::object header{{"alg", algorithm}};
    if (!key.empty())
        header["kid"] = key;
    header["typ"] = "JWT";
    return base64url(json::serialize(header)) + "." + base64url(json::serialize(claims));
}

std::shared_ptr<EVP_PKEY> public_key_of(const json::object& jwk)
{
    const auto number = [&](const char* name) {
        const auto bytes = from_base64url(jwk.at(name).as_string());
        return std::shared_ptr<BIGNUM>(
            BN_bin2bn(bytes_of(std::string_view(bytes)), static_cast<int>(bytes.size()), nullptr), &BN_free);
    };
    const auto n = number("n");
    const auto e = number("e");
    const std::shared_ptr<OSSL_PARAM_BLD> build(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const std::shared_ptr<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(build.get()), &OSSL_PARAM_free);
    const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr),
                                                &EVP_PKEY_CTX_free);
    EVP_PKEY* key = nullptr;
    require(EVP_PKEY_fromdata_init(context.get()) == 1 &&
            EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1);
    return {key, &EVP_PKEY_free};
}

} // namespace

std::string base64url(std::string_view bytes)
{
    return encoded_with(bytes, for_urls);
}

std::string base64(std::string_view bytes)
{
    auto text = encoded_with(bytes, standard);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::string from_base64(std::string_view text)
{
    return decoded_with(text, standard);
}

std::string from_base64url(std::string_view text)
{
    return decoded_with(text, for_urls);
}

std::string sha256_of(std::string_view bytes)
{
    return digest_of(bytes, EVP_sha256());
}

const SigningKey& SigningKey::shared(std::size_t number)
{
    static std::mutex mutex;
    static std::array<std::unique_ptr<SigningKey>, keys_of_a_process> keys;
    const std::lock_guard lock(mutex);
    auto& key = keys.at(number);
    if (!key)
        key.reset(new SigningKey());
    return *key;
}

SigningKey::SigningKey() : key_(EVP_RSA_gen(bits), &EVP_PKEY_free)
{
    require(key_ != nullptr);
    modulus_ = number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N);
    exponent_ = number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E);
    id_ = base64url(sha256_of(modulus_));
    std::string der(static_cast<std::size_t>(i2d_PUBKEY(key_.get(), nullptr)), '\0');
    auto* end = bytes_of(der);
    i2d_PUBKEY(key_.get(), &end);
    public_key_ = base64(der);
    const auto certificate = der_of_certificate(key_.get());
    certificate_ = {{"x5c", json::array{json::value(base64(certificate))}},
                    {"x5t", base64url(digest_of(certificate, EVP_sha1()))},
                    {"x5t#S256", base64url(sha256_of(certificate))}};
}

json::object SigningKey::jwk(std::string_view algorithm, std::string_view use) const
{
    return {{"kid", id_},
            {"kty", "RSA"},
            {"alg", algorithm},
            {"use", use},
            {"n", base64url(modulus_)},
            {"e", base64url(exponent_)}};
}

std::string SigningKey::sign(const json::object& claims) const
{
    const auto text = header_and_claims("RS256", id_, claims);
    const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    std::size_t length = bits / 8;
    std::string signature(length, '\0');
    require(EVP_DigestSign(context.get(), bytes_of(signature), &length, bytes_of(std::string_view(text)),
                           text.size()) == 1);
    signature.resize(length);
    return text + "." + base64url(signature);
}

std::string sign_hs256(const json::object& claims, std::string_view secret)
{
    const auto text = header_and_claims("HS256", "", claims);
    std::string code(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    require(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                 bytes_of(std::string_view(text)), text.size(), bytes_of(code), &length) != nullptr);
    code.resize(length);
    return text + "." + base64url(code);
}

json::object claims_of(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos)
        return {};
    json::error_code error;
    const auto value = json::parse(from_base64url(token.substr(first + 1, second - first - 1)), error);
    return !error && value.is_object() ? value.get_object() : json::object();
}

bool is_signed_by(std::string_view token, const json::object& jwks)
{
    const auto last = token.rfind('.');
    json::error_code error;
    const auto header = json::parse(from_base64url(token.substr(0, token.find('.'))), error);
    const auto* id = !error && header.is_object() ? header.get_object().if_contains("kid") : nullptr;
    const auto* keys = jwks.if_contains("keys");
    if (id == nullptr || keys == nullptr || header.at("alg") != "RS256" || claims_of(token).empty())
        return false;
    for (const auto& key : keys->as_array())
    {
        if (key.at("kid") != *id || key.at("use") != "sig")
            continue;
        const auto public_key = public_key_of(key.as_object());
        const auto signature = from_base64url(token.substr(last + 1));
        const auto text = token.substr(0, last);
        const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key.get()) == 1 &&
               EVP_DigestVerify(context.get(), bytes_of(std::string_view(signature)), signature.size(),
                                bytes_of(text), text.size()) == 1;
    }
    return false;
}

} // namespace idpsync::sandbox
