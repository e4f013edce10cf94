#pragma once

#include "config/tree.hpp"

#include <optional>
#include <string_view>

namespace idpsync::config {

/// The tree of a text in the YAML that most files are written in: mappings by indentation, and in braces, of
/// texts that stand on one line each, plain or in quotes without escapes. Nothing for every other text, right
/// or wrong: yaml-cpp decides about those, and takes ten times as long. `text` must have no text problem.
std::optional<Tree> parse_simple_tree(std::string_view text);

} // namespace idpsync::config
