#include "cli/console.hpp"
#include "cli/prepare.hpp"
#include "core/redaction.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace idpsync::cli {
namespace {

reconcile::Environment environment(std::map<std::string, std::string> variables)
{
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

TEST(Colour, IsForTerminalsOnly)
{
    EXPECT_TRUE(Console(environment({}), {.output = true}).colours_output());
    EXPECT_FALSE(Console(environment({}), {.input = true, .errors = true}).colours_output());
    EXPECT_TRUE(Console(environment({}), {.errors = true}).colours_errors());
}

TEST(Colour, IsOffWithANoColorThatIsNotEmpty)
{
    EXPECT_FALSE(Console(environment({{"NO_COLOR", "1"}}), {.output = true}).colours_output());
    EXPECT_TRUE(Console(environment({{"NO_COLOR", ""}}), {.output = true}).colours_output());
}

TEST(Colour, IsOffOnADumbTerminal)
{
    EXPECT_FALSE(Console(environment({{"TERM", "dumb"}}), {.output = true}).colours_output());
    EXPECT_TRUE(Console(environment({{"TERM", "xterm"}}), {.output = true}).colours_output());
}

const std::string long_line = "one two three four five six seven eight nine ten";

std::string printed(Terminals terminals, const std::function<void(Console&)>& print)
{
    Console console(environment({}), terminals);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    print(console);
    return testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
}

TEST(ConsoleLines, AreWrappedOnATerminalOnly)
{
    const auto print = [](Console& console) { console.print(long_line + '\n'); };
    EXPECT_EQ(printed({.output = true, .width = 40}, print),
              "one two three four five six seven eight\n    nine ten\n");
    EXPECT_EQ(printed({.errors = true, .width = 40}, print), long_line + '\n');
    EXPECT_EQ(printed({.output = true}, print), long_line + '\n');
    const auto warn = [](Console& console) { console.warning(long_line); };
    EXPECT_EQ(printed({.errors = true, .width = 60}, warn),
              "netbird-idp-sync: warning: one two three four five six seven\n    eight nine ten\n");
    EXPECT_EQ(printed({.output = true, .width = 60}, warn), "netbird-idp-sync: warning: " + long_line + '\n');
}

TEST(ConsoleLines, ForAFileAreNeverWrapped)
{
    EXPECT_EQ(
        printed({.output = true, .width = 40}, [](Console& console) { console.print_exactly(long_line); }),
        long_line);
    EXPECT_EQ(printed({.output = true, .width = 40},
                      [](Console& console) { console.print_json('"' + long_line + '"'); }),
              '"' + long_line + "\"\n");
}

TEST(ConsoleLines, ShowNoLivingSecret)
{
    living_secrets().learn("fake-Zk7fQ91-secret");
    const std::string told = "fake-Zk7fQ91-secret";
    EXPECT_EQ(printed({}, [&](Console& console) { console.print(told); }), "[secret]");
    EXPECT_EQ(printed({}, [&](Console& console) { console.print_exactly(told); }), "[secret]");
    EXPECT_EQ(printed({}, [&](Console& console) { console.print_json('"' + told + '"'); }), "\"[secret]\"\n");
    EXPECT_EQ(printed({}, [&](Console& console) { console.error(told); }),
              "netbird-idp-sync: error: [secret]\n");
    EXPECT_EQ(printed({}, [&](Console& console) { console.note(told); }), "netbird-idp-sync: [secret]\n");
    const auto torn = printed({.output = true, .width = 40}, [&](Console& console) {
        console.print("a long line with the words of it, and \"" + told + "\" in it\n");
    });
    EXPECT_NE(torn.find("[secret]"), std::string::npos);
}

TEST(StateDirectory, IsTheOneNamedOnTheCommandLine)
{
    CommonOptions options;
    options.state_directory = "/a";
    EXPECT_EQ(state_directory_from(options, environment({{"STATE_DIRECTORY", "/b"}})), "/a");
}

TEST(StateDirectory, IsTheFirstThatSystemdNames)
{
    EXPECT_EQ(state_directory_from({}, environment({{"STATE_DIRECTORY", "/b:/c"}})), "/b");
}

TEST(StateDirectory, IsBelowVarLibOtherwise)
{
    EXPECT_EQ(state_directory_from({}, environment({})), "/var/lib/netbird-idp-sync");
    EXPECT_EQ(state_directory_from({}, environment({{"STATE_DIRECTORY", ""}})), "/var/lib/netbird-idp-sync");
}

} // namespace
} // namespace idpsync::cli
