#pragma once

// What a YAML parser says of a mistake, in the words of whoever made it, and where it was made. Pure.

#include "config/source_text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::config {

/// The parser stopped at `mark` and said `said`. Gives the line of the mistake and what to change there: a
/// value that needs quotes, a blank that is missing after a colon, an indentation of its own. What the line
/// holds is not quoted: it may be a secret.
TextProblem explained(const Mark& mark, std::string_view said, std::string_view text);

/// The first mark of a merge conflict, in a text that is no YAML.
std::optional<TextProblem> merge_conflict(std::string_view text);

/// "a blank is missing after the colon …", when `scalar` reads like key:value; empty otherwise.
std::string_view missing_blank(std::string_view scalar);

} // namespace idpsync::config
