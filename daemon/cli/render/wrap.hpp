#pragma once

// Long lines on a terminal. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace idpsync::cli {

/// `text` with every line that is longer than `width` columns broken between words. What follows a break is
/// indented: below the last column of a table's row, else a little more than the line itself, or less where a
/// word would not fit. A word, a URL and a `command in back quotes` stay whole, even when they are longer
/// than a line. Escape sequences that colour take no room. `width` 0: as it is.
std::string wrapped(std::string_view text, std::size_t width);

} // namespace idpsync::cli
