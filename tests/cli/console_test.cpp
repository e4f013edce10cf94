#include "cli/console.hpp"
#include "cli/prepare.hpp"

#include <gtest/gtest.h>

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
