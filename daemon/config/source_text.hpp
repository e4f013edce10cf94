#pragma once

// A file's bytes, before YAML looks at them.

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::config {

/// Where a node or an error stands in its file. Columns count bytes, as compilers do.
struct Mark
{
    unsigned line = 0;   ///< 1-based; 0 when unknown
    unsigned column = 0; ///< 1-based; 0 when unknown
};

struct TextProblem
{
    Mark mark;
    std::string message;
};

/// The first byte that YAML does not allow in a text: not UTF-8, or a control character. This must be known
/// before yaml-cpp reads the text: it takes a byte 0x04 for the end of the file and guesses encodings.
std::optional<TextProblem> find_text_problem(std::string_view text);

/// `text` without a UTF-8 byte order mark.
std::string_view without_byte_order_mark(std::string_view text);

} // namespace idpsync::config
