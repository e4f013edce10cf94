#pragma once

// The texts of `--help`, one for the program and one for each command.

#include <string>
#include <string_view>

namespace idpsync::cli {

/// Of the command of that name; of the program when there is none of that name. No line is longer than 79
/// columns.
std::string help_text(std::string_view command);

} // namespace idpsync::cli
