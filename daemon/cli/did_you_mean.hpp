#pragma once

// What somebody meant who typed something else: the end of a message about it.

#include <string>
#include <string_view>

namespace idpsync::cli {

/// "; did you mean plan?", or nothing.
std::string command_that_was_meant(std::string_view word);

/// Of an option that `command` does not take where it stands, with its value or without: "; did you mean
/// --yes?", "; apply and reload take it", or nothing.
std::string what_was_meant(std::string_view word, std::string_view command);

} // namespace idpsync::cli
