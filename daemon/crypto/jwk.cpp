#include "crypto/jwk.hpp"

#include "core/calendar.hpp"
#include "crypto/base64.hpp"
#include "crypto/bytes.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <ctime>

namespace idpsync::crypto {
namespace {

constexpr int shortest_rsa_key = 2048; // bits; what NetBird's login service takes
constexpr int longest_rsa_key = 16384; // what OpenSSL takes

template <auto Free>
struct Freeing
{
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};

template <class T, auto Free>
using Owned = std::unique_ptr<T, Freeing<Free>>;

NativeKey own(EVP_PKEY* key)
{
    return key == nullptr ? nullptr : NativeKey(key, &EVP_PKEY_free);
}

NativeKey from_parameters(const char* kind, OSSL_PARAM_BLD& builder)
{
    const Owned<OSSL_PARAM, &OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(&builder));
    const Owned<EVP_PKEY_CTX, &EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return own(key);
}

NativeKey rsa_key(const Jwk& jwk)
{
    const auto modulus = decode_base64url(jwk.n);
    const auto exponent = decode_base64url(jwk.e);
    constexpr std::size_t longest_exponent = 8;
    if (!modulus || !exponent || exponent->size() > longest_exponent ||
        modulus->size() > static_cast<std::size_t>(longest_rsa_key) / 8 + 1)
        return nullptr;
    const Owned<BIGNUM, &BN_free> n(
        BN_bin2bn(bytes_of(*modulus), static_cast<int>(modulus->size()), nullptr));
    const Owned<BIGNUM, &BN_free> e(
        BN_bin2bn(bytes_of(*exponent), static_cast<int>(exponent->size()), nullptr));
    if (!n || !e || BN_num_bits(n.get()) < shortest_rsa_key || BN_num_bits(n.get()) > longest_rsa_key ||
        BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1)
        return nullptr;
    const Owned<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return from_parameters("RSA", *builder);
}

struct Curve
{
    const char* name;
    std::size_t size; ///< of a coordinate, in bytes
};

std::optional<Curve> curve_of(const std::string& crv)
{
    if (crv == "P-256")
        return Curve{"prime256v1", 32};
    if (crv == "P-384")
        return Curve{"secp384r1", 48};
    if (crv == "P-521")
        return Curve{"secp521r1", 66};
    return std::nullopt;
}

NativeKey ec_key(const Jwk& jwk)
{
    const auto curve = curve_of(jwk.crv);
    const auto x = decode_base64url(jwk.x);
    const auto y = decode_base64url(jwk.y);
    if (!curve || !x || !y || x->size() != curve->size || y->size() != curve->size)
        return nullptr;
    const std::string point = "\x04" + *x + *y;
    const Owned<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->name, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return nullptr;
    return from_parameters("EC", *builder);
}

NativeKey edwards_key(const Jwk& jwk)
{
    const auto x = decode_base64url(jwk.x);
    const int kind = jwk.crv == "Ed25519" ? EVP_PKEY_ED25519 : jwk.crv == "Ed448" ? EVP_PKEY_ED448 : 0;
    if (kind == 0 || !x)
        return nullptr;
    return own(EVP_PKEY_new_raw_public_key(kind, nullptr, bytes_of(*x), x->size()));
}

} // namespace

NativeKey native_key(const Jwk& jwk)
{
    NativeKey key;
    if (jwk.kty == "RSA")
        key = rsa_key(jwk);
    else if (jwk.kty == "EC")
        key = ec_key(jwk);
    else if (jwk.kty == "OKP")
        key = edwards_key(jwk);
    ERR_clear_error();
    return key;
}

std::optional<WallTime> certificate_expiry(const Jwk& jwk)
{
    const auto bytes = jwk.x5c.empty() ? std::nullopt : decode_base64(jwk.x5c.front());
    if (!bytes)
        return std::nullopt;
    const auto* at = bytes_of(*bytes);
    const Owned<X509, &X509_free> certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes->size())));
    std::tm parts{};
    ERR_clear_error();
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1)
        return std::nullopt;
    return wall_time_of(parts);
}

} // namespace idpsync::crypto
