#pragma once

// Every command there is: what its help says, and what is asked for with it. `./dev generate` makes the
// manual page and the completions from it, too.

#include "cli/options.hpp"

#include <span>
#include <string>
#include <string_view>

namespace idpsync::cli {

/// What stands on a line beside options.
enum class Argument
{
    none,
    keys,     ///< of providers; "[KEY]..."
    duration, ///< "[DURATION]"
    what,     ///< of `show`: redirect-uri, or registration and keys
    task,     ///< of `standalone`: render or client
    action    ///< of `token`: show or renew
};

struct Command
{
    Commands bit;
    std::string_view name;
    std::string_view brief; ///< for lists of commands
    Argument argument;
    std::string_view forms;                 ///< of the line, behind the command; one on each line
    std::string_view about;                 ///< a paragraph on each line
    std::string_view exits;                 ///< "CODES: TEXT" on each line
    Arguments (*asked)(const Typed& typed); ///< checks what was typed, and says what it asks for
};

std::span<const Command> commands();

/// Nothing: there is no such command.
const Command* command_named(std::string_view name);

/// The same; where there is none, the program itself: a line without a command.
const Command& command_or_program(std::string_view name);

/// Where to look when a command line cannot be understood; `command` may be empty.
std::string next_step_for(std::string_view command);

} // namespace idpsync::cli
