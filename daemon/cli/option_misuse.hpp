#pragma once

// Options without the value that they take, and with one that they do not.

#include "cli/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::cli {

/// What is wrong with the first such option among `arguments`; nothing: it is something else.
std::optional<std::string> misused_option(const std::vector<std::string>& arguments, Commands command);

/// `text` as a whole number from `least` on. Nothing: it is none.
std::optional<std::uint64_t> whole_number(const std::string& text, std::uint64_t least);

/// "-n takes a whole number from 1 on, not "many"".
std::string no_whole_number(const std::string& option, const std::string& text, std::uint64_t least);

} // namespace idpsync::cli
