#pragma once

// Text inside Markdown as GitHub and GitLab show it. Both functions take text that is escaped already
// (core/text.hpp), and take living secrets out first: what is escaped twice is harder to find.

#include <string>
#include <string_view>

namespace idpsync::cli {

/// For a paragraph or a cell of a table: nothing in it is markup, a link, a mention (`@team`), a reference to
/// an issue (`#1`) or the end of the cell. It reads as before.
std::string markdown_escaped(std::string_view text);

/// For what stands between `<pre>` and `</pre>`; may have several lines.
std::string preformatted(std::string_view text);

} // namespace idpsync::cli
