#pragma once

// The commands there are, each with the options of its own. Used by arguments.cpp.

#include "cli/arguments.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace idpsync::cli {

/// What a command was asked for, once its line is parsed. Called once.
using Asked = std::function<Arguments(const CommonOptions& common)>;

struct Command
{
    std::string_view name;
    Asked (*add)(CLI::App& app); ///< adds its options
};

std::span<const Command> commands();

/// Where to look when a command line cannot be understood; `command` may be empty.
std::string next_step_for(std::string_view command);

} // namespace idpsync::cli
