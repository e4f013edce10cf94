#include "crypto/jws.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace idpsync::crypto {
namespace {

namespace json = boost::json;

const json::object& document()
{
    static const json::object read = [] {
        std::stringstream text;
        text << std::ifstream(IDPSYNC_TEST_DATA "/jws/vectors.json").rdbuf();
        return json::parse(text.str()).as_object();
    }();
    return read;
}

std::string member(const json::object& object, std::string_view name)
{
    const auto* found = object.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

struct Vector
{
    std::string alg;
    Jwk key;
    std::string token;
};

std::vector<Vector> vectors()
{
    std::vector<Vector> all;
    for (const auto& one : document().at("vectors").as_array())
    {
        const auto& key = one.at("key").as_object();
        all.push_back({member(one.as_object(), "alg"),
                       {.kty = member(key, "kty"),
                        .kid = member(key, "kid"),
                        .n = member(key, "n"),
                        .e = member(key, "e"),
                        .crv = member(key, "crv"),
                        .x = member(key, "x"),
                        .y = member(key, "y")},
                       member(one.as_object(), "token")});
    }
    return all;
}

Vector vector_of(std::string_view algorithm)
{
    for (auto& one : vectors())
        if (one.alg == algorithm)
            return one;
    throw std::out_of_range(std::string(algorithm));
}

bool verifies(const Vector& vector, const std::string& token)
{
    const auto key = VerificationKey::make(vector.key);
    const auto parts = split_token(token);
    return key && parts && key->verifies(vector.alg, parts->signed_input, parts->signature);
}

TEST(Jws, AcceptsASignatureOfEachAlgorithm)
{
    EXPECT_EQ(vectors().size(), 12U);
    for (const auto& vector : vectors())
        EXPECT_TRUE(verifies(vector, vector.token)) << vector.alg << ' ' << vector.key.crv;
}

TEST(Jws, RefusesEachWithOneBitChanged)
{
    for (const auto& vector : vectors())
    {
        auto parts = split_token(vector.token);
        const auto key = VerificationKey::make(vector.key);
        ASSERT_TRUE(parts && key);
        auto input = std::string(parts->signed_input);
        input.back() ^= 1;
        EXPECT_FALSE(key->verifies(vector.alg, input, parts->signature)) << vector.alg;
        parts->signature.front() = static_cast<char>(parts->signature.front() ^ 1);
        EXPECT_FALSE(key->verifies(vector.alg, parts->signed_input, parts->signature)) << vector.alg;
        EXPECT_FALSE(key->verifies(vector.alg, parts->signed_input, "")) << vector.alg;
    }
}

TEST(Jws, RefusesASignatureByAnotherAlgorithmOfTheSameKey)
{
    const auto vector = vector_of("RS256");
    const auto key = VerificationKey::make(vector.key);
    const auto parts = split_token(vector.token);
    for (const auto* other : {"PS256", "RS384", "HS256", "none", "ES256", ""})
        EXPECT_FALSE(key->verifies(other, parts->signed_input, parts->signature)) << other;
}

TEST(Jws, KeepsToTheAlgorithmThatTheKeyNames)
{
    auto vector = vector_of("RS256");
    vector.key.alg = "RS512";
    EXPECT_THAT(VerificationKey::make(vector.key)->algorithms(), ElementsAre("RS512"));
    EXPECT_FALSE(verifies(vector, vector.token));
}

TEST(Jwk, OfTheCurveSaysWhatItSigns)
{
    EXPECT_THAT(VerificationKey::make(vector_of("ES384").key)->algorithms(), ElementsAre("ES384"));
    EXPECT_THAT(VerificationKey::make(vector_of("PS256").key)->algorithms(), Contains("RS512"));
}

TEST(Jwk, ForEncryptionIsNoKeyForSignatures)
{
    auto jwk = vector_of("RS256").key;
    jwk.use = "enc";
    EXPECT_FALSE(VerificationKey::make(jwk));
    jwk.use.clear();
    jwk.alg = "RSA-OAEP";
    EXPECT_FALSE(VerificationKey::make(jwk));
    jwk.alg.clear();
    jwk.key_ops = {"encrypt"};
    EXPECT_FALSE(VerificationKey::make(jwk));
    jwk.key_ops = {"verify"};
    EXPECT_TRUE(VerificationKey::make(jwk));
}

TEST(Jwk, ThatIsBrokenIsNoKey)
{
    auto off_the_curve = vector_of("ES256").key;
    off_the_curve.y = off_the_curve.x;
    EXPECT_FALSE(VerificationKey::make(off_the_curve));
    auto too_short = vector_of("RS256").key;
    too_short.n = member(document(), "short_rsa");
    EXPECT_FALSE(VerificationKey::make(too_short));
    auto even = vector_of("RS256").key;
    even.e = "Ag";
    EXPECT_FALSE(VerificationKey::make(even));
    EXPECT_FALSE(VerificationKey::make({.kty = "oct"}));
    EXPECT_FALSE(VerificationKey::make({.kty = "OKP", .crv = "X25519", .x = "AAAA"}));
    EXPECT_FALSE(VerificationKey::make({}));
}

TEST(Jwk, TellsWhenItsCertificateExpires)
{
    const Jwk jwk{.x5c = {member(document(), "x5c")}};
    EXPECT_EQ(certificate_expiry(jwk), WallTime(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)) +
                                           std::chrono::hours(12) + std::chrono::minutes(34) +
                                           std::chrono::seconds(56));
    EXPECT_FALSE(certificate_expiry({}));
    EXPECT_FALSE(certificate_expiry({.x5c = {"AAAA"}}));
    EXPECT_FALSE(certificate_expiry({.x5c = {"not base64"}}));
}

TEST(SplitToken, TakesThreePartsOfBase64url)
{
    const auto parts = split_token("eyJhIjoxfQ.e30.AQI");
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->header, "{\"a\":1}");
    EXPECT_EQ(parts->payload, "{}");
    EXPECT_EQ(parts->signature, "\x01\x02");
    EXPECT_EQ(parts->signed_input, "eyJhIjoxfQ.e30");
    for (const auto* bad : {"", "a", "a.b", "e30.e30", "e30.e30.e30.e30", "e30.e30.=", "e 0.e30.AQI"})
        EXPECT_FALSE(split_token(bad)) << bad;
}

TEST(SigningAlgorithms, AreThoseThatTheLoginServiceTakes)
{
    for (const auto* name :
         {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
        EXPECT_TRUE(is_signing_algorithm(name)) << name;
    for (const auto* name : {"HS256", "none", "RS1", "ES256K", "rs256"})
        EXPECT_FALSE(is_signing_algorithm(name)) << name;
}

} // namespace
} // namespace idpsync::crypto
