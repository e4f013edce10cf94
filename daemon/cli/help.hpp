#pragma once

// The texts of `--help`, one for the program and one for each command.

#include <string_view>

namespace idpsync::cli {

/// Of the command of that name; of the program when `command` is empty.
std::string_view help_text(std::string_view command);

/// Of a command that asks a running daemon; empty for any other.
std::string_view control_help_text(std::string_view command);

} // namespace idpsync::cli
