// An ID token is taken only from whoever it must be of, for whom and when it must be.

#include "oidc/id_token.hpp"
#include "sandbox/provider/signing_key.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <limits>
#include <tuple>

namespace idpsync::oidc {
namespace {

namespace json = boost::json;
using sandbox::SigningKey;

using idpsync::test::noon;

struct Case
{
    json::object claims{{"iss", "https://nb/oauth2"},
                        {"aud", "netbird-cli"},
                        {"sub", "u1"},
                        {"exp", 1893499260}, // a minute past noon
                        {"nonce", "n"},
                        {"name", "Ada"},
                        {"email", "a@example.com"},
                        {"groups", {"staff"}}};
    std::size_t signed_by = 0;
    std::string keys = json::serialize(json::object{{"keys", json::array{SigningKey::shared(0).jwk()}}});

    [[nodiscard]] Result<IdTokenClaims> verify() const
    {
        return of(SigningKey::shared(signed_by).sign(claims));
    }
    [[nodiscard]] Result<IdTokenClaims> of(const std::string& token) const
    {
        return verify_id_token(
            token, keys,
            {.issuer = "https://nb/oauth2", .audience = "netbird-cli", .nonce = "n", .now = noon});
    }
    [[nodiscard]] std::string objection() const
    {
        const auto verified = verify();
        return verified.has_error() ? verified.error().text() : std::string();
    }
};

TEST(IdToken, SaysWhoItsBearerIs)
{
    const auto claims = Case().verify().value();
    EXPECT_EQ(claims.subject, "u1");
    EXPECT_EQ(claims.name, "Ada");
    EXPECT_EQ(claims.email, "a@example.com");
    EXPECT_THAT(*claims.groups, ElementsAre("staff"));

    Case bare;
    bare.claims.erase("name");
    bare.claims.erase("groups");
    bare.claims["aud"] = json::array{"other", "netbird-cli"};
    bare.claims["azp"] = "netbird-cli";
    EXPECT_EQ(bare.verify()->name, "");
    EXPECT_FALSE(bare.verify()->groups);
}

TEST(IdToken, KeepsItsTerms)
{
    for (const auto& [claim, value, objection] :
         std::vector<std::tuple<std::string, json::value, std::string>>{
             {"iss", "https://nb/oauth2/", "its issuer is"},
             {"aud", "netbird-dashboard", "not for"},
             {"aud", nullptr, "not for"},
             {"aud", {"other", "netbird-cli"}, "not asked for by"},
             {"azp", "netbird-dashboard", "not asked for by"},
             {"azp", nullptr, "not asked for by"},
             {"exp", 1893499199, "has expired by this host's clock, 1 s ago"},
             {"exp", 1893499199.5, "has expired by this host's clock, 0 s ago"},
             {"exp", -1e300, "has expired by this host's clock, more than a century ago"},
             {"exp", std::numeric_limits<std::int64_t>::min(), "more than a century ago"},
             {"exp", "tomorrow", "does not say when it expires"},
             {"nonce", "another", "nonce"},
             {"sub", "", "names no user"}})
    {
        Case one;
        one.claims[claim] = value;
        EXPECT_THAT(one.objection(), HasSubstr(objection)) << claim;
    }
}

TEST(IdToken, IsSignedByAKeyThatIsPublished)
{
    Case one;
    one.signed_by = 1;
    EXPECT_THAT(one.objection(), HasSubstr("publishes no key"));

    auto key = SigningKey::shared(1).jwk();
    key["kid"] = SigningKey::shared(0).id();
    one.signed_by = 0;
    one.keys = json::serialize(json::object{{"keys", json::array{key}}});
    EXPECT_THAT(one.objection(), HasSubstr("not that of NetBird's key"));
    one.keys = "[]";
    EXPECT_THAT(one.objection(), HasSubstr("no set of keys"));
}

TEST(IdToken, IsNotTakenWithADemandThatNobodyUnderstands)
{
    const Case one;
    const auto good = SigningKey::shared(0).sign(one.claims);
    const json::object header{{"alg", "RS256"}, {"kid", SigningKey::shared(0).id()}, {"crit", {"b64"}}};
    const auto rest = good.substr(good.find('.'));
    EXPECT_THAT(one.of(sandbox::base64url(json::serialize(header)) + rest).error().text(),
                HasSubstr("(crit)"));
}

TEST(IdToken, IsNotTakenUnsignedOrByASharedSecret)
{
    const Case one;
    EXPECT_THAT(one.of(sandbox::sign_hs256(one.claims, "secret")).error().text(), HasSubstr("\"HS256\""));
    const auto unsigned_token =
        sandbox::base64url(R"({"alg":"none"})") + "." + sandbox::base64url(json::serialize(one.claims)) + ".";
    EXPECT_TRUE(one.of(unsigned_token).has_error());
    for (const auto* text : {"", "a.b", "a.b.c", "not a token"})
        EXPECT_THAT(one.of(text).error().text(), HasSubstr("not a JSON Web Token")) << text;
}

} // namespace
} // namespace idpsync::oidc
