// What is YAML to us, and what is refused before any setting is looked at.

#include "config/tree.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

/// The only thing that is wrong with `text`, as "line:column: message".
std::string refusal(std::string_view text)
{
    std::vector<Diagnostic> errors;
    const auto tree = parse_tree(text, "f", errors);
    EXPECT_FALSE(tree.has_value());
    EXPECT_EQ(errors.size(), 1U);
    return errors.empty() ? std::string() : to_string(errors.front());
}

std::optional<Tree> accepted(std::string_view text)
{
    std::vector<Diagnostic> errors;
    auto tree = parse_tree(text, "f", errors);
    EXPECT_TRUE(tree.has_value()) << (errors.empty() ? "" : to_string(errors.front()));
    return tree;
}

std::string repeated(std::string_view part, std::size_t times)
{
    std::string text;
    text.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        text += part;
    return text;
}

TEST(ParseTree, KeepsScalarsRawWithTheirPlaces)
{
    const auto tree = accepted("a: 012\nb:\n  - 'no'\n");
    const auto top = tree->children(tree->root());
    ASSERT_EQ(top.size(), 4U);
    EXPECT_EQ(tree->text(top[1]), "012");
    EXPECT_EQ(tree->kind(top[1]), NodeKind::plain);
    const auto item = tree->children(top[3])[0];
    EXPECT_EQ(tree->text(item), "no");
    EXPECT_EQ(tree->kind(item), NodeKind::quoted);
    EXPECT_EQ(tree->mark(item).line, 3U);
    EXPECT_EQ(tree->mark(item).column, 5U);
}

TEST(ParseTree, SharesTheNodeThatAnAliasMeans)
{
    const auto tree = accepted("a: &x {b: c}\nd: *x\n");
    const auto top = tree->children(tree->root());
    EXPECT_EQ(top[1], top[3]);
}

TEST(ParseTree, TakesAByteOrderMarkAndWindowsLineEnds)
{
    const auto tree = accepted("\xEF\xBB\xBF"
                               "a: 1\r\nb: 2\r\n");
    EXPECT_EQ(tree->mark(tree->children(tree->root())[0]).column, 1U);
    EXPECT_EQ(tree->text(tree->children(tree->root())[1]), "1");
}

TEST(ParseTree, TakesADocumentStartAndEnd)
{
    accepted("---\na: 1\n...\n# the end\n");
}

TEST(ParseTree, EndsAtWhatTheParserNeverGetsPast)
{
    for (const auto* text : {", a: 1\n", "a: 1\n...\n, b\n", "---\n,\n", "a: 1\n---\n,\n"})
        EXPECT_THAT(refusal(text), HasSubstr("one document")) << text;
    for (const auto* text : {"]\n", "}\na: 1\n", "a: 1\n---\n]\n"})
        EXPECT_THAT(refusal(text), HasSubstr("illegal flow end")) << text;
}

TEST(ParseTree, TakesALastDashLineWithNothingBehindIt)
{
    for (const auto* text : {"a: 1\n---\n", "a: 1\n---", "a: 1\n---\n# the end\n", "a: 'x'\n---\n---\n"})
    {
        const auto tree = accepted(text);
        EXPECT_EQ(tree->children(tree->root()).size(), 2U) << text;
    }
}

TEST(ParseTree, RefusesAnEmptyText)
{
    EXPECT_EQ(refusal(""), "f: the file is empty");
    EXPECT_EQ(refusal("# only a comment\n"), "f: the file is empty");
}

TEST(ParseTree, RefusesSeveralDocuments)
{
    EXPECT_THAT(refusal("a: 1\n---\nb: 2\n"), AllOf(StartsWith("f:2:1: "), HasSubstr("one document")));
    EXPECT_THAT(refusal("a: 1\n...\nb: 2\n"), StartsWith("f:3:1: "));
    EXPECT_THAT(refusal("a: 1\n---\n---\nb: 2\n"), StartsWith("f:3:1: "));
    EXPECT_THAT(refusal("a: &x 1\n---\n[]\n"), StartsWith("f:2:1: "));
}

TEST(ParseTree, RefusesTextThatBelongsToNoMapping)
{
    EXPECT_THAT(refusal("- a\nb: 1\n"), HasSubstr("check the indentation"));
}

TEST(ParseTree, PointsAtTheByteThatIsNotUtf8)
{
    EXPECT_THAT(refusal("a: ok\nb: x\xFFy\n"), AllOf(StartsWith("f:2:5: "), HasSubstr("\\xff")));
    EXPECT_THAT(refusal("a: \xC0\x80\n"), StartsWith("f:1:4: "));
    EXPECT_THAT(refusal("a: \xC3"), StartsWith("f:1:4: "));
}

TEST(ParseTree, RefusesUtf16)
{
    EXPECT_THAT(refusal(std::string_view("\xFF\xFE"
                                         "a\0:\0",
                                         6)),
                HasSubstr("not UTF-8"));
    EXPECT_THAT(refusal(std::string_view("a\0:\0 \0001\0", 8)), HasSubstr("UTF-16"));
}

TEST(ParseTree, RefusesTheByteThatTheParserTakesForTheEnd)
{
    EXPECT_THAT(refusal("a: 1\n\x04\nb: 2\n"), AllOf(StartsWith("f:2:1: "), HasSubstr("control character")));
}

TEST(ParseTree, RefusesAQuoteThatIsNeverClosed)
{
    for (const auto* text : {"a: \"x\n", "a: 'x\n\n", "a: \"x", "a: &q 'it''s\n", "a: \"x\\\"\n", "a: \"x\\"})
        EXPECT_THAT(refusal(text), StartsWith("f:1:")) << text;
    EXPECT_THAT(refusal("a: 1\nb: \"x\n"), AllOf(StartsWith("f:2:4: "), HasSubstr("never closed")));
}

TEST(ParseTree, TakesClosedQuotesAtTheVeryEnd)
{
    for (const auto* text : {"a: \"x\"", "a: 'it''s'\n", "a: \"\\\\\"", "a: &q\n  'x'", "a: ''",
                             "a: |\n  \"x\n", "a: >\n  'x\n"})
        accepted(text);
}

TEST(ParseTree, RefusesALastLineThatLacksItsColon)
{
    for (const auto* text : {"a: 1\nb", "a: 1\nb\n", "a:\n  b: 1\n  c", "a: 1\n&x b"})
        EXPECT_THAT(refusal(text), HasSubstr("a key without a colon")) << text;
}

TEST(ParseTree, TakesKeysWithoutAValue)
{
    for (const auto* text :
         {"a: 1\nb:", "a:\nb:\n", "a:\n  b:\nc:\n", "a: {b}\n", "{a: , b: }", "? a\n", "a: &x\n"})
        accepted(text);
}

TEST(ParseTree, RefusesALoneCarriageReturn)
{
    EXPECT_THAT(refusal("# a\rb: 1\n"), AllOf(StartsWith("f:1:4: "), HasSubstr("carriage return")));
    EXPECT_THAT(refusal("a: 1\r"), HasSubstr("carriage return"));
}

TEST(ParseTree, RefusesTagsAndNamesEach)
{
    std::vector<Diagnostic> errors;
    EXPECT_FALSE(parse_tree("a: !!binary eA==\nb: !own x\nc: !!map {}\n", "f", errors));
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_EQ(errors[1].where.line, 2U);
    EXPECT_THAT(errors[1].message, HasSubstr("tags"));
}

TEST(ParseTree, NeverRepeatsATagThatMayBeASecret)
{
    EXPECT_THAT(refusal("client_secret: !not-a-real-secret\n"), Not(HasSubstr("not-a-real-secret")));
}

TEST(ParseTree, RefusesAnAliasInsideItsOwnNode)
{
    EXPECT_THAT(refusal("&a [*a]"), AllOf(StartsWith("f:1:5: "), HasSubstr("inside the value")));
    EXPECT_THAT(refusal("a: &x\n  b: {c: *x}\n"), StartsWith("f:2:10: "));
}

TEST(ParseTree, RefusesAnUnknownAlias)
{
    EXPECT_THAT(refusal("a: *nowhere\n"), AllOf(StartsWith("f:1:4: "), HasSubstr("in quotes")));
}

TEST(ParseTree, AdvisesSpacesForTabs)
{
    EXPECT_THAT(refusal("a:\n\tb: 1\n"), HasSubstr("indent with spaces"));
}

TEST(ParseTree, GivesThePlaceOfASyntaxError)
{
    EXPECT_THAT(refusal("a: 1\nb: [1, 2\nc: 3\n"),
                StartsWith("f:2:4: the bracket that opens here is not closed"));
    EXPECT_THAT(refusal("a: b: c\n"), StartsWith("f:1:4: "));
}

TEST(ParseTree, TakesSixtyFourLevelsAndRefusesMore)
{
    accepted(repeated("[", 64) + repeated("]", 64));
    EXPECT_THAT(refusal(repeated("[", 65) + repeated("]", 65)), HasSubstr("64 levels"));
    EXPECT_THAT(refusal(repeated("- ", 65) + "x"), HasSubstr("64 levels"));
    EXPECT_THAT(refusal(repeated("{a: ", 65) + repeated("}", 65)), HasSubstr("64 levels"));
}

TEST(ParseTree, SurvivesEndlessNesting)
{
    for (const auto* part : {"[", "{", "- ", "? ", "{a: ", "[a,", "[[],", "[\n", "{:", "&a [", "[? "})
        refusal(repeated(part, 100'000));
}

TEST(ParseTree, SurvivesFourMebibytesOfAnything)
{
    for (const auto* part : {"[", "[],", "{a: b},", "\"", "'", "&a ", "[a,\n"})
        refusal("[" + repeated(part, (4U << 20U) / std::string_view(part).size()));
}

TEST(ParseTree, TakesLargeFilesInBlockStyle)
{
    const auto tree = accepted(repeated("- {a: b, c: \"d\"}\n", 20'000));
    EXPECT_EQ(tree->children(tree->root()).size(), 20'000U);
}

TEST(ParseTree, RefusesToHoldHalfAMegabyteInOneBracket)
{
    EXPECT_THAT(refusal("{" + repeated("\"key\": \"value\",\n", 32'768) + "}"), HasSubstr("256 KiB"));
}

TEST(ParseTree, TakesAnyAmountOfComments)
{
    accepted(repeated("  # nothing to see here\n", 50'000) + "a: 1\n");
}

TEST(ParseTree, TakesJson)
{
    const auto tree = accepted(R"({"version": 1, "management": {"url": "https://netbird.example.com"}})");
    EXPECT_EQ(tree->children(tree->root()).size(), 4U);
}

TEST(ParseTree, SharesNodesHoweverOftenTheyAreMeant)
{
    std::string text = "a0: &a0 [x, x]\n";
    for (int i = 1; i < 60; ++i)
    {
        const auto previous = "*a" + std::to_string(i - 1);
        const auto name = "a" + std::to_string(i);
        text += name;
        text += ": &" + name + " [" + previous + ", " + previous + "]\n";
    }
    accepted(text);
}

} // namespace
} // namespace idpsync::config
