// setup.env as data: what is read, and what is reported instead of being carried out.

#include "standalone/setup_env.hpp"
#include "support/matchers.hpp"

#include <string>
#include <vector>

namespace idpsync::standalone {
namespace {

std::optional<std::string> value_in(std::string_view text, std::string_view key = "KEY")
{
    const auto read = parse_setup_env(text);
    EXPECT_THAT(read.troubles, IsEmpty()) << text;
    const auto* found = read.find(key);
    return found == nullptr ? std::nullopt : found->value;
}

TEST(SetupEnv, ReadsPlainValues)
{
    EXPECT_EQ(value_in("KEY=value"), "value");
    EXPECT_EQ(value_in("KEY=\n"), "");
    EXPECT_EQ(value_in("  KEY=https://id.example.com:443/a?b=c#d  \n"), "https://id.example.com:443/a?b=c#d");
    EXPECT_EQ(value_in("KEY=a{b,c}*?[x]!%@^"), "a{b,c}*?[x]!%@^");
}

TEST(SetupEnv, ReadsQuotesAsTheShellDoes)
{
    EXPECT_EQ(value_in("KEY='a $b `c` \"d\" \\e'"), "a $b `c` \"d\" \\e");
    EXPECT_EQ(value_in(R"(KEY="a 'b' \"c\" \$d \`e\` \\ \f")"), R"(a 'b' "c" $d `e` \ \f)");
    EXPECT_EQ(value_in(R"(KEY=a' b'"c "d\ e)"), "a bc d e");
    EXPECT_EQ(value_in("KEY='a'\\''b'"), "a'b");
    EXPECT_EQ(value_in("KEY=\"a\nb\""), "a\nb");
    EXPECT_EQ(value_in("KEY=\"\"''"), "");
}

TEST(SetupEnv, ReadsLinesThatGoOn)
{
    EXPECT_EQ(value_in("KEY=a\\\nb"), "ab");
    EXPECT_EQ(value_in("KEY=\"a\\\nb\""), "ab");
    EXPECT_EQ(value_in("KEY='a\\\nb'"), "a\\\nb");
    EXPECT_EQ(value_in("export \\\n KEY=a"), "a");
}

TEST(SetupEnv, PassesOverComments)
{
    EXPECT_EQ(value_in("# KEY=no\n #KEY=no\nKEY=yes # KEY=no\n"), "yes");
    EXPECT_EQ(value_in("KEY=a#b"), "a#b");
    EXPECT_EQ(value_in("KEY= # nothing"), "");
}

TEST(SetupEnv, ReadsWhatIsExported)
{
    const auto read = parse_setup_env("export A=1 B='2'\nC=3\nexport C\nD=4\n");
    EXPECT_THAT(read.troubles, IsEmpty());
    EXPECT_THAT(read.exported, ElementsAre("A", "B", "C"));
    EXPECT_EQ(read.variables(), (Variables{{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", "4"}}));
}

TEST(SetupEnv, FollowsReferencesToWhatStandsAbove)
{
    EXPECT_EQ(value_in("A=x\nKEY=$A-${A}'$A'\"$A\""), "x-x$Ax");
    EXPECT_EQ(value_in("A='$(b)'\nKEY=$A"), "$(b)");
    EXPECT_EQ(value_in("A=1\nA=2 KEY=$A"), "2");
    EXPECT_EQ(value_in("A=1\nexport A=2 KEY=$A"), "1");
    EXPECT_EQ(value_in("KEY=a$ b=$"), "a$");
}

TEST(SetupEnv, TakesTheLastOfAKey)
{
    const auto read = parse_setup_env("KEY=a\nOTHER=x\nKEY=b\n");
    EXPECT_EQ(read.find("KEY")->value, "b");
    EXPECT_EQ(read.find("KEY")->line, 3U);
    EXPECT_EQ(read.find("NONE"), nullptr);
}

TEST(SetupEnv, KnowsWhereEachAssignmentStands)
{
    const std::string text = "# first\nexport  KEY=\"a\nb\" # behind\nB=2";
    const auto read = parse_setup_env(text);
    ASSERT_THAT(read.assignments, SizeIs(2));
    const auto& [key, value, line, begin, end] = read.assignments[0];
    EXPECT_EQ(text.substr(begin, end - begin), "KEY=\"a\nb\"");
    EXPECT_EQ(line, 2U);
    EXPECT_EQ(read.assignments[1].line, 4U);
}

struct NoData
{
    std::string text;
    ShellTrouble what;
    std::string key = "KEY";
};

TEST(SetupEnv, ReportsWhatAShellWouldRunAndTakesNothingOfIt)
{
    using enum ShellTrouble;
    const std::vector<NoData> cases{
        {"KEY=$(touch /tmp/x)", substitution},
        {"KEY=\"a$(touch /tmp/x)\"", substitution},
        {"KEY=$((1+1))", substitution},
        {"KEY=`touch /tmp/x`", substitution},
        {"KEY=\"`touch /tmp/x`\"", substitution},
        {"`touch /tmp/x`", substitution, ""},
        {"KEY=<(touch /tmp/x)", shell_operator},
        {"KEY=a; touch /tmp/x", shell_operator},
        {"KEY=a && touch /tmp/x", shell_operator},
        {"KEY=a&b", shell_operator},
        {"KEY=a|sh", shell_operator},
        {"KEY=a >/tmp/x", shell_operator},
        {"KEY=a) b", shell_operator},
        {"; KEY=a", shell_operator, ""},
        {"(KEY=a)", shell_operator, ""},
        {"KEY=openid profile", stray_word},
        {"KEY= value", stray_word},
        {"KEY=a export B=c", stray_word},
        {"KEY=a 'b'", stray_word},
        {"touch /tmp/x", command, ""},
        {"KEY = value", command, ""},
        {"KEY: value", command, ""},
        {"1KEY=a", command, ""},
        {"export -n KEY", command, ""},
        {"set -a", command, ""},
        {"KEY=$HOME", unknown_expansion},
        {"KEY=not-a-$real-secret", unknown_expansion},
        {"KEY=${A:-b}", unknown_expansion},
        {"A=b\nKEY=${A:-$(touch /tmp/x)}", unknown_expansion},
        {"KEY=${!A}", unknown_expansion},
        {"KEY=$1$$", unknown_expansion},
        {"KEY=$'a'", unknown_expansion},
        {"KEY=$\"a\"", unknown_expansion},
        {"KEY=$[1]", unknown_expansion},
        {"KEY=~/a", unknown_expansion},
        {"KEY=a:~", unknown_expansion},
        {"export KEY={a,b}", unknown_expansion},
        {"KEY=(a b)", compound},
        {"KEY+=a", compound, ""},
        {"KEY[0]=a", compound, ""},
        {"KEY='a", open_quote},
        {"KEY=\"a", open_quote},
        {"KEY=`a", open_quote},
        {"KEY=${A", open_quote},
        {"KEY=a\r\n", carriage_return},
        {"\r\n", carriage_return, ""},
        {"KEY=a\rb", control_character},
        {"KEY=a\x1b", control_character},
        {std::string("KEY='a\0b'", 9), control_character},
        {std::string("KEY=\"\0\"", 7), control_character},
    };
    for (const auto& [text, what, key] : cases)
    {
        const auto read = parse_setup_env(text);
        EXPECT_THAT(read.troubles, Contains(testing::AllOf(testing::Field(&Trouble::what, what),
                                                           testing::Field(&Trouble::key, key))))
            << text;
        EXPECT_FALSE(read.variables().contains("KEY")) << text;
    }
}

TEST(SetupEnv, GoesOnBehindWhatIsNoData)
{
    const auto read = parse_setup_env("A=$(x)\nB=2\nunset C\nD=4\nE=$A\n");
    EXPECT_EQ(read.variables(), (Variables{{"B", "2"}, {"D", "4"}}));
    EXPECT_THAT(read.troubles, ElementsAre(Trouble{ShellTrouble::substitution, 1, "A"},
                                           Trouble{ShellTrouble::command, 3, ""}));
}

TEST(SetupEnv, StopsAtValuesThatGrowWithoutEnd)
{
    std::string text = "A=0123456789abcdef\n";
    for (int i = 0; i < 1000; ++i)
        text += "A=$A$A\n";
    const auto read = parse_setup_env(text);
    EXPECT_FALSE(read.find("A")->value);
    EXPECT_THAT(read.troubles, Contains(testing::Field(&Trouble::what, ShellTrouble::too_long)));
}

TEST(ShellQuoted, IsReadAsTheSameCharacters)
{
    const std::vector<std::string> values{
        "",   "a",   "a b",  "$(touch /tmp/x)", "`x`",        "a'b\"c", "a\\",
        "#a", "~/a", "${A}", "a;b&&c",          "\x1b\t\xff", "'",      "''''"};
    for (const auto& value : values)
        EXPECT_EQ(value_in("KEY=" + shell_quoted(value).value() + " # behind"), value);
}

TEST(ShellQuoted, RefusesWhatNoLineHolds)
{
    EXPECT_FALSE(shell_quoted("a\nb"));
    EXPECT_FALSE(shell_quoted("a\rb"));
    EXPECT_FALSE(shell_quoted(std::string_view("a\0b", 3)));
}

} // namespace
} // namespace idpsync::standalone
