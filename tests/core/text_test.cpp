#include "core/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <iomanip> // std::quoted, which must not win
#include <random>
#include <set>
#include <utility>

namespace idpsync {
namespace {

using namespace std::string_view_literals;

struct Sample
{
    std::string_view name;
    std::string_view text;
    std::string_view shown;
};

class Escaped : public testing::TestWithParam<Sample>
{};

TEST_P(Escaped, ShowsTheText)
{
    EXPECT_EQ(escaped(GetParam().text), GetParam().shown);
}

constexpr std::array samples{
    Sample{"Nothing", "", ""},
    Sample{"PlainText", "Pocket ID (prod)", "Pocket ID (prod)"},
    Sample{"Umlauts", "Zugänge für Müller", "Zugänge für Müller"},
    Sample{"FourByteCharacters", "key \U0001f511", "key \U0001f511"},
    Sample{"LineFeed", "a\nb", "a\\nb"},
    Sample{"CarriageReturn", "a\rb", "a\\rb"},
    Sample{"Tab", "a\tb", "a\\tb"},
    Sample{"Null", "a\0b"sv, "a\\x00b"},
    Sample{"Escape", "\x1b[31mred", "\\x1b[31mred"},
    Sample{"Bell", "\a", "\\x07"},
    Sample{"Delete", "\x7f", "\\x7f"},
    Sample{"NextLine", "\u0085", "\\u{0085}"},
    Sample{"ControlSequenceIntroducer", "\u009b31m", "\\u{009b}31m"},
    Sample{"Backslash", "a\\nb", "a\\\\nb"},
    Sample{"LineSeparator", "a\u2028b", "a\\u{2028}b"},
    Sample{"ParagraphSeparator", "a\u2029b", "a\\u{2029}b"},
    Sample{"RightToLeftOverride", "a\u202eb", "a\\u{202e}b"},
    Sample{"RightToLeftIsolate", "a\u2067b", "a\\u{2067}b"},
    Sample{"ArabicLetterMark", "a\u061cb", "a\\u{061c}b"},
    Sample{"ZeroWidthSpace", "a\u200bb", "a\\u{200b}b"},
    Sample{"ZeroWidthJoiner", "a\u200db", "a\\u{200d}b"},
    Sample{"WordJoiner", "a\u2060b", "a\\u{2060}b"},
    Sample{"ByteOrderMark", "\ufeffa", "\\u{feff}a"},
    Sample{"SoftHyphen", "a\u00adb", "a\\u{00ad}b"},
    Sample{"MongolianVowelSeparator", "a\u180eb", "a\\u{180e}b"},
    Sample{"TagCharacter", "a\U000e0041b", "a\\u{0e0041}b"},
    Sample{"LoneContinuation", "a\x80z", "a\\x80z"},
    Sample{"CutSequence", "a\xe2\x82", "a\\xe2\\x82"},
    Sample{"BrokenSequence", "\xe2\x28\xa1", "\\xe2(\\xa1"},
    Sample{"OverlongSlash", "\xc0\xaf", "\\xc0\\xaf"},
    Sample{"OverlongThreeBytes", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
    Sample{"OverlongFourBytes", "\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},
    Sample{"Surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    Sample{"BeyondUnicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    Sample{"NeverUsedByte", "\xff", "\\xff"},
};

INSTANTIATE_TEST_SUITE_P(Text, Escaped, testing::ValuesIn(samples),
                         [](const auto& info) { return std::string(info.param.name); });

std::string random_bytes(std::mt19937& random)
{
    // Half of the bytes come from the corners where sequences begin, end and break.
    constexpr std::string_view corners =
        "\x00\n\r\t\x1b\\\"\x7f\x80\xbf\xc0\xc2\xe0\xe2\xed\xef\xf0\xf4\xff"sv;
    std::string text(random() % 40, '\0');
    for (auto& c : text)
        c = random() % 2 == 0 ? corners[random() % corners.size()] : static_cast<char>(random() % 256);
    return text;
}

TEST(Escaped, IsUtf8OnOneLineWithoutControlsWhateverTheBytes)
{
    const unsigned seed = 20'240'311;
    RecordProperty("seed", std::to_string(seed));
    std::mt19937 random(seed);
    for (int i = 0; i < 20'000; ++i)
    {
        const auto shown = escaped(random_bytes(random));
        ASSERT_TRUE(is_utf8(shown)) << "seed " << seed << ", round " << i;
        ASSERT_FALSE(has_control_characters(shown)) << "seed " << seed << ", round " << i;
        ASSERT_EQ(shown.find("\u2028"), std::string::npos) << "seed " << seed << ", round " << i;
    }
}

TEST(Escaped, NeverShowsTwoTextsAlike)
{
    const unsigned seed = 7;
    std::mt19937 random(seed);
    std::set<std::string> texts;
    std::set<std::string> shown;
    for (int i = 0; i < 5'000; ++i)
    {
        const auto text = random_bytes(random);
        texts.insert(text);
        shown.insert(escaped(text));
    }
    EXPECT_EQ(shown.size(), texts.size()) << "seed " << seed;
}

TEST(Quoted, PutsQuotesAroundAndEscapesThoseInside)
{
    EXPECT_EQ(quoted("say \"hi\""), "\"say \\\"hi\\\"\"");
    EXPECT_EQ(quoted(""), "\"\"");
    EXPECT_EQ(quoted("\n\\"), "\"\\n\\\\\"");
}

TEST(Quoted, IsMeantByAnUnqualifiedCallWhateverTheTextIsHeldIn)
{
    std::string text = "\n";
    const std::string_view view = text;
    EXPECT_EQ(quoted(text), "\"\\n\"");
    EXPECT_EQ(quoted(std::as_const(text)), "\"\\n\"");
    EXPECT_EQ(quoted(std::string("\n")), "\"\\n\"");
    EXPECT_EQ(quoted(text.c_str()), "\"\\n\"");
    EXPECT_EQ(quoted(view), "\"\\n\"");
}

TEST(Excerpt, LeavesAShortTextWhole)
{
    EXPECT_EQ(excerpt("short", 5), "short");
    EXPECT_EQ(excerpt("", 0), "");
}

TEST(Excerpt, CutsALongTextAndShowsThatItDid)
{
    EXPECT_EQ(excerpt("abcdefgh", 5), "abcde…");
}

TEST(Excerpt, NeverCutsACharacterOrAnEscapeInTwo)
{
    EXPECT_EQ(excerpt("aaä\u202e…", 3), "aaä…");
    EXPECT_EQ(excerpt("\n\n\n", 3), "\\n\\n…");
}

TEST(Excerpt, EscapesWhatItKeeps)
{
    EXPECT_EQ(excerpt("<html>\r\n<body>", 10), "<html>\\r\\n…");
}

TEST(IsUtf8, TakesTheSmallestAndLargestOfEachLength)
{
    for (const auto text :
         {"\x00"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xef\xbf\xbf"sv,
          "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "\xed\x9f\xbf"sv, "\xee\x80\x80"sv})
        EXPECT_TRUE(is_utf8(text)) << escaped(text);
}

TEST(VisibleJson, WritesWhatSteersATerminalAsEscapes)
{
    EXPECT_EQ(visible_json("\"a\u202eb\""), R"("a\u202eb")");
    EXPECT_EQ(visible_json("\"\u0085\x7f\""), R"("\u0085\u007f")");
    EXPECT_EQ(visible_json("\"\U000e0041\""), R"("\udb40\udc41")");
}

TEST(VisibleJson, LeavesEverythingElseAsItIs)
{
    const std::string document = "{\"name\":\"\u00dcn\u00efcode \U0001f680\",\"n\":[1,true,null,\"\\n\"]}";
    EXPECT_EQ(visible_json(document), document);
}

TEST(IsUtf8, RefusesOverlongFormsSurrogatesAndCutSequences)
{
    for (const auto text :
         {"\xc0\x80"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xed\xa0\x80"sv, "\xed\xbf\xbf"sv,
          "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "\xe2\x82"sv, "\x80"sv})
        EXPECT_FALSE(is_utf8(text)) << escaped(text);
}

TEST(HasControlCharacters, FindsC0C1AndDelete)
{
    for (const auto text : {"a\nb"sv, "\0"sv, "\x1f"sv, "\x7f"sv, "\u0080"sv, "\u009f"sv})
        EXPECT_TRUE(has_control_characters(text)) << escaped(text);
    for (const auto text : {""sv, " "sv, "~"sv, "\u00a0"sv, "ü"sv, "\u200b"sv})
        EXPECT_FALSE(has_control_characters(text)) << escaped(text);
}

constexpr std::array<std::string_view, 3> words{"issuer", "client_id", "type"};

TEST(Nearest, FindsTheWordThatWasMeant)
{
    EXPECT_EQ(nearest("isuer", words.data(), words.size()), "issuer");
    EXPECT_EQ(nearest("client-id", words.data(), words.size()), "client_id");
    EXPECT_EQ(nearest("tpye", words.data(), words.size()), "type");
    EXPECT_EQ(nearest("typ", words.data(), words.size()), "type");
}

TEST(Nearest, FindsNothingWhenNothingIsNear)
{
    EXPECT_EQ(nearest("foo", words.data(), words.size()), "");
    EXPECT_EQ(nearest("", words.data(), words.size()), "");
    EXPECT_EQ(nearest("issuer", words.data(), 0), "");
}

TEST(Nearest, FindsNothingForATextThatIsFarTooLong)
{
    EXPECT_EQ(nearest(std::string(1'000, 'x'), words.data(), words.size()), "");
}

TEST(Quoted, CutsAndEscapesOnce)
{
    EXPECT_EQ(quoted("a\\b\"c\n", 80), "\"a\\\\b\\\"c\\n\"");
    EXPECT_EQ(quoted("a\\b\"c\n", 80), quoted("a\\b\"c\n"));
    EXPECT_EQ(quoted("abcdef", 3), "\"abc…\"");
}

} // namespace
} // namespace idpsync
