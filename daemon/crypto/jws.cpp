#include "crypto/jws.hpp"

#include "crypto/bytes.hpp"
#include "crypto/jwk.hpp"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

namespace idpsync::crypto {
namespace {

/// One row for each algorithm that is understood.
struct Algorithm
{
    std::string_view name;
    std::string_view kty;
    std::string_view crv; ///< of EC keys
    const char* digest;   ///< nothing: the algorithm has its own
    bool pss = false;
};

constexpr std::array algorithms{
    Algorithm{"RS256", "RSA", "", "SHA256"},       Algorithm{"RS384", "RSA", "", "SHA384"},
    Algorithm{"RS512", "RSA", "", "SHA512"},       Algorithm{"PS256", "RSA", "", "SHA256", true},
    Algorithm{"PS384", "RSA", "", "SHA384", true}, Algorithm{"PS512", "RSA", "", "SHA512", true},
    Algorithm{"ES256", "EC", "P-256", "SHA256"},   Algorithm{"ES384", "EC", "P-384", "SHA384"},
    Algorithm{"ES512", "EC", "P-521", "SHA512"},   Algorithm{"EdDSA", "OKP", "", nullptr},
};

const Algorithm* find_algorithm(std::string_view name)
{
    const auto* found = std::ranges::find(algorithms, name, &Algorithm::name);
    return found == algorithms.end() ? nullptr : found;
}

/// JWS has the two numbers of an ECDSA signature side by side; OpenSSL wants them in DER.
std::optional<std::string> ecdsa_in_der(std::string_view signature, const EVP_PKEY& key)
{
    const auto size = static_cast<std::size_t>(EVP_PKEY_get_bits(&key) + 7) / 8;
    if (signature.size() != 2 * size)
        return std::nullopt;
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> numbers(ECDSA_SIG_new(), &ECDSA_SIG_free);
    auto* r = BN_bin2bn(bytes_of(signature), static_cast<int>(size), nullptr);
    auto* s = BN_bin2bn(bytes_of(signature.substr(size)), static_cast<int>(size), nullptr);
    if (!numbers || ECDSA_SIG_set0(numbers.get(), r, s) != 1)
    {
        BN_free(r);
        BN_free(s);
        return std::nullopt;
    }
    const int length = i2d_ECDSA_SIG(numbers.get(), nullptr);
    if (length <= 0)
        return std::nullopt;
    std::string der(static_cast<std::size_t>(length), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(numbers.get(), &at);
    return der;
}

bool verify(EVP_PKEY& key, const Algorithm& algorithm, std::string_view input, std::string_view signature)
{
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* options = nullptr; // belongs to context
    if (!context || EVP_DigestVerifyInit_ex(context.get(), &options, algorithm.digest, nullptr, nullptr, &key,
                                            nullptr) != 1)
        return false;
    if (algorithm.pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                          EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input),
                            input.size()) == 1;
}

/// Names what the key may be used for, and it is not checking signatures.
bool is_for_something_else(const Jwk& jwk)
{
    const bool no_operation = !jwk.key_ops.empty() &&
                              std::ranges::find(jwk.key_ops, "verify") == jwk.key_ops.end() &&
                              std::ranges::find(jwk.key_ops, "sign") == jwk.key_ops.end();
    return (!jwk.use.empty() && jwk.use != "sig") || no_operation;
}

std::vector<std::string> algorithms_of(const Jwk& jwk)
{
    std::vector<std::string> names;
    for (const auto& algorithm : algorithms)
        if (algorithm.kty == jwk.kty && (algorithm.crv.empty() || algorithm.crv == jwk.crv) &&
            (jwk.alg.empty() || jwk.alg == algorithm.name))
            names.emplace_back(algorithm.name);
    return names;
}

} // namespace

struct VerificationKey::Native
{
    NativeKey key;
};

bool is_signing_algorithm(std::string_view name)
{
    return find_algorithm(name) != nullptr;
}

VerificationKey::VerificationKey(std::shared_ptr<const Native> native, std::vector<std::string> names,
                                 std::string id)
    : native_(std::move(native)), algorithms_(std::move(names)), id_(std::move(id))
{}

std::optional<VerificationKey> VerificationKey::make(const Jwk& jwk)
{
    auto names = is_for_something_else(jwk) ? std::vector<std::string>() : algorithms_of(jwk);
    auto key = names.empty() ? nullptr : native_key(jwk);
    if (!key)
        return std::nullopt;
    return VerificationKey(std::make_shared<const Native>(Native{std::move(key)}), std::move(names), jwk.kid);
}

bool VerificationKey::verifies(std::string_view algorithm, std::string_view input,
                               std::string_view signature) const
{
    const auto* known = find_algorithm(algorithm);
    if (known == nullptr || std::ranges::find(algorithms_, algorithm) == algorithms_.end())
        return false;
    bool right = false;
    if (known->kty == "EC")
    {
        const auto der = ecdsa_in_der(signature, *native_->key);
        right = der && verify(*native_->key, *known, input, *der);
    }
    else
        right = verify(*native_->key, *known, input, signature);
    ERR_clear_error();
    return right;
}

std::optional<CompactToken> split_token(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    auto header = decode_base64url(token.substr(0, first));
    auto payload = decode_base64url(token.substr(first + 1, second - first - 1));
    auto signature = decode_base64url(token.substr(second + 1));
    if (!header || !payload || !signature)
        return std::nullopt;
    return CompactToken{std::move(*header), std::move(*payload), std::move(*signature),
                        token.substr(0, second)};
}

} // namespace idpsync::crypto
