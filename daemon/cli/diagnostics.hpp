#pragma once

// What is wrong with files, on standard error.

#include "cli/console.hpp"
#include "config/diagnostic.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::cli {

/// A line of a file, fit for a terminal.
struct ShownLine
{
    std::string text;
    std::size_t caret = 0; ///< below this character of it, from 1; 0: no place in it is known

    bool operator==(const ShownLine&) const = default;
};

/// "FILE:LINE:COLUMN: error: SETTING: what is wrong", as compilers have it, so that editors jump there. With
/// `line` it follows with its caret.
std::string diagnostic_text(std::string_view severity, const config::Diagnostic& diagnostic,
                            const std::optional<ShownLine>& line);

/// The line of `source` that `where` names, if it may be shown: it is `key: value`, and neither it nor the
/// entry that it belongs to is about a secret. Of a very long one, what is around the place.
std::optional<ShownLine> line_to_show(std::string_view source, const SourceLocation& where);

/// Prints them, on a terminal with the lines they are about. `texts`: of files that are not on the disk, by
/// the name that places call them.
void print_diagnostics(std::string_view severity, const std::vector<config::Diagnostic>& diagnostics,
                       Console& console, const std::map<std::string, std::string>& texts = {});

} // namespace idpsync::cli
