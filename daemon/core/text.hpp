#pragma once

// Text that came from outside: whatever a server, a file name or a configuration says is escaped before it
// reaches a message, a log line or a terminal.

#include <string>
#include <string_view>

namespace idpsync {

/// `text` with everything made visible that could forge a line or steer a terminal: C0 and C1 controls,
/// DEL and ESC as \n, \t, \xNN or \u{N}; bytes that are not UTF-8 as \xNN; bidirectional controls, zero-width
/// characters and line separators (U+2028, U+2029) as \u{N}; the backslash itself as \\ . The result is valid
/// UTF-8 on one line.
std::string escaped(std::string_view text);

/// escaped() in double quotes, with quotes inside escaped too.
std::string quoted(std::string_view text);

// An unqualified call with a std::string finds std::quoted, too, wherever some header includes <iomanip>.
// These are better matches than its templates.
inline std::string quoted(const std::string& text)
{
    return quoted(std::string_view(text));
}

inline std::string quoted(std::string& text)
{
    return quoted(std::string_view(text));
}

inline std::string quoted(const char* text)
{
    return quoted(std::string_view(text));
}

/// quoted(), cut as excerpt() does.
std::string quoted(std::string_view text, std::size_t limit);

/// escaped(), without living secrets (core/redaction.hpp), cut to about `limit` characters with "…" where
/// something was left out.
std::string excerpt(std::string_view text, std::size_t limit = 200);

/// A serialized JSON document (well-formed UTF-8) with the characters that escaped() would show as \u{N},
/// written as \uNNNN: the same document, and nothing in it that steers a terminal.
std::string visible_json(std::string_view json);

/// True when `text` is well-formed UTF-8 (no overlong forms, surrogates or values over U+10FFFF).
bool is_utf8(std::string_view text);

/// True when `text` holds a C0 or C1 control character or DEL.
bool has_control_characters(std::string_view text);

/// The candidate nearest to `word` by edit distance (a swap of neighbours counts once), or an empty view when
/// none is near enough to be meant.
std::string_view nearest(std::string_view word, const std::string_view* candidates, std::size_t count);

} // namespace idpsync
