#include "core/builders.hpp"
#include "core/provider.hpp"

#include <gtest/gtest.h>

#include <array>

namespace idpsync::test {
namespace {

TEST(ProviderType, ComesBackFromItsName)
{
    for (const auto type : enumerators<ProviderType>())
        EXPECT_EQ(enumerator_of<ProviderType>(to_string(type)), type);
}

TEST(ProviderType, IsNothingElse)
{
    for (const auto text : {"", "OIDC", "saml", "okta ", "unknown"})
        EXPECT_EQ(enumerator_of<ProviderType>(text), std::nullopt) << text;
}

TEST(ProviderKey, TakesLettersDigitsAndHyphens)
{
    for (const auto& text : {std::string("a"), std::string("0"), std::string("pocket-id"), std::string("a-"),
                             std::string(63, 'k')})
        EXPECT_TRUE(ProviderKey::parse(text)) << text;
}

TEST(ProviderKey, RefusesEverythingElse)
{
    for (const auto& text : {std::string(), std::string("-a"), std::string("A"), std::string("a_b"),
                             std::string("a.b"), std::string("a b"), std::string("ä"), std::string("a\n"),
                             std::string("a\0", 2), std::string(64, 'k')})
        EXPECT_FALSE(ProviderKey::parse(text)) << text;
}

TEST(Rule02_Families, AreGoogleMicrosoftAndAllOthers)
{
    for (const auto type : enumerators<ProviderType>())
    {
        const auto family = type == google      ? Family::google
                            : type == microsoft ? Family::microsoft
                                                : Family::oidc;
        EXPECT_EQ(family_of(type), family) << to_string(type);
        EXPECT_EQ(has_builtin_issuer(type), type == google || type == microsoft) << to_string(type);
    }
}

struct Pair
{
    std::string_view name;
    ConnectorValues left;
    ConnectorValues right;
    bool match;
    bool loose_match;
};

ConnectorValues at_issuer(std::string issuer, std::string client = "nb", ProviderType type = oidc)
{
    return {.type = type, .name = "any", .issuer = std::move(issuer), .client_id = std::move(client)};
}

std::vector<Pair> pairs()
{
    const auto plain = at_issuer("https://id.example");
    return {
        {"Equal", plain, plain, true, true},
        {"AnotherName", plain, with_name(plain, "other"), true, true},
        {"AnotherTypeOfTheFamily", plain, at_issuer("https://id.example", "nb", keycloak), true, true},
        {"AnotherIssuer", plain, at_issuer("https://other.example"), false, false},
        {"AnotherClient", plain, at_issuer("https://id.example", "nb2"), false, false},
        {"SlashAtTheEnd", plain, at_issuer("https://id.example/"), false, true},
        {"SlashAfterAPath", at_issuer("https://id.example/a"), at_issuer("https://id.example/a/"), false,
         true},
        {"AnotherPath", at_issuer("https://id.example/a"), at_issuer("https://id.example/b"), false, false},
        {"CaseOfTheHost", plain, at_issuer("https://ID.example"), false, true},
        {"CaseOfTheScheme", plain, at_issuer("HTTPS://id.example"), false, true},
        {"CaseOfTheClient", plain, at_issuer("https://id.example", "NB"), false, true},
        {"DefaultPort", plain, at_issuer("https://id.example:443"), false, true},
        {"DefaultPortBeforeAPath", at_issuer("https://id.example/r"), at_issuer("https://id.example:443/r"),
         false, true},
        {"DefaultPortAndSlash", plain, at_issuer("https://id.example:443/"), false, true},
        {"AnotherPort", plain, at_issuer("https://id.example:8443"), false, false},
        {"PortThatOnlyEndsLikeIt", at_issuer("https://id.example:8443"), at_issuer("https://id.example:8"),
         false, false},
        {"PortInAPath", at_issuer("https://id.example/r:443"), at_issuer("https://id.example/r"), false,
         false},
        {"Scheme", plain, at_issuer("http://id.example"), false, true},
        {"SchemeAndItsDefaultPort", plain, at_issuer("http://id.example:80"), false, true},
        {"BlanksAroundTheIssuer", plain, at_issuer(" https://id.example\n"), false, true},
        {"BlanksAroundTheClient", plain, at_issuer("https://id.example", "\tnb "), false, true},
        {"OnlyBlanks", at_issuer(" "), at_issuer(""), false, true},
        {"GoogleWhateverTheIssuer", at_issuer("", "nb", google),
         at_issuer("https://accounts.google.com", "nb", google), true, true},
        {"GoogleAnotherClient", at_issuer("", "nb", google), at_issuer("", "nb2", google), false, false},
        {"MicrosoftWhateverTheIssuer", at_issuer("", "nb", microsoft), at_issuer("x", "nb", microsoft), true,
         true},
        {"GoogleAndMicrosoft", at_issuer("", "nb", google), at_issuer("", "nb", microsoft), false, false},
        {"MicrosoftAndEntra", at_issuer("", "nb", microsoft), at_issuer("", "nb", entra), false, false},
        {"WordsThatRunTogether", at_issuer("a", "b c"), at_issuer("a b", "c"), false, false},
    };
}

class Rule02_Match : public testing::TestWithParam<Pair>
{};

TEST_P(Rule02_Match, ComparesFamilyIssuerAndClient)
{
    const auto& pair = GetParam();
    EXPECT_EQ(same_match(pair.left, pair.right), pair.match);
    EXPECT_EQ(same_match(pair.right, pair.left), pair.match);
    EXPECT_EQ(match_key(pair.left) == match_key(pair.right), pair.match);
}

TEST_P(Rule02_Match, ComparesLooselyToo)
{
    const auto& pair = GetParam();
    EXPECT_EQ(loose_match_key(pair.left) == loose_match_key(pair.right), pair.loose_match);
}

INSTANTIATE_TEST_SUITE_P(Pairs, Rule02_Match, testing::ValuesIn(pairs()),
                         [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace idpsync::test
