#include "core/slug.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

constexpr std::size_t enough = 63;

TEST(Slug, IsTheWordsInLowerCaseWithDashes)
{
    EXPECT_EQ(slug("Pocket ID", enough), "pocket-id");
    EXPECT_EQ(slug("ACME  Corp. (new)!", enough), "acme-corp-new");
    EXPECT_EQ(slug("--okta--2--", enough), "okta-2");
    EXPECT_EQ(slug("\n\t corp\x1b[31m ", enough), "corp-31m");
}

TEST(Slug, KeepsLatinLettersWithoutAccents)
{
    EXPECT_EQ(slug("Société Générale", enough), "societe-generale");
    EXPECT_EQ(slug("ÅNGSTRÖM straße", enough), "angstrom-strasse");
    EXPECT_EQ(slug("Łódź Œuvre Æsir Þing", enough), "lodz-oeuvre-aesir-thing");
    EXPECT_EQ(slug("Ž ž ÿ À", enough), "z-z-y-a");
    EXPECT_EQ(slug("2×3÷4", enough), "2-3-4");
}

TEST(Slug, TakesNoMarkForALetter)
{
    EXPECT_EQ(slug("Socie\u0301te\u0301", enough), "societe");
}

TEST(Slug, SeparatesWordsAtEveryOtherCharacter)
{
    EXPECT_EQ(slug("日本 SSO", enough), "sso");
    EXPECT_EQ(slug("a😀b", enough), "a-b");
    EXPECT_EQ(slug("a\xff\xc3", enough), "a");
}

TEST(Slug, IsEmptyWhenNothingIsLeft)
{
    EXPECT_EQ(slug("", enough), "");
    EXPECT_EQ(slug("日本", enough), "");
    EXPECT_EQ(slug(" -- ", enough), "");
}

TEST(Slug, IsCutWithoutADashAtItsEnd)
{
    EXPECT_EQ(slug("abcdef", 3), "abc");
    EXPECT_EQ(slug("ab cd", 3), "ab");
    EXPECT_EQ(slug("ab cd", 4), "ab-c");
    EXPECT_EQ(slug("abß", 3), "ab");
}

} // namespace
} // namespace idpsync
