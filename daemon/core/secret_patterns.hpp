#pragma once

// What a secret looks like when somebody repeats it. Pure; used by core/redaction.hpp.

#include "core/secret.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// One spelling to look for.
struct SecretPattern
{
    Secret text;                  ///< folded(), as what it is compared with
    std::size_t shortest = 0;     ///< so many of its first characters tell enough of the secret to hide them
    std::size_t shortest_end = 0; ///< the same of its last characters
    bool stands_alone = false;    ///< found only where no letter or digit is before or behind it
    bool is_base64 = false;       ///< its first and last characters share bits with what stood beside it
    bool only_in_base64 = false;  ///< found only in what base64 holds
};

/// | secret                                                     | is hidden                               |
/// |------------------------------------------------------------|-----------------------------------------|
/// | 8 characters or more                                       | everywhere, also parts of longer words  |
/// | its beginning or end, of 8 characters or more, in which    |                                         |
/// | letters change case or meet digits twice                   | the same                                |
/// | its beginning or end, when it reads like words             |                                         |
/// | ("pocket-id-secret")                                       | from three quarters of it on            |
/// | 4 to 7 characters, not a word and not only digits          | where it stands alone                   |
/// | one word (of 12 letters at most), less than 8 digits, less |                                         |
/// | than 4 characters                                          | only as a pair with the client id       |
///
/// Words are not hidden from 8 characters on: "pocket-id-secret" would take "pocket-id" out of every message.
/// A secret that is a word would take that word out of every message; an operator who chose it is better off
/// with readable messages and `docs/security.md`.
std::vector<SecretPattern> patterns_of(std::string_view secret);

/// True when patterns_of() finds it without its pair, as part of any text.
bool is_found_anywhere(std::string_view secret);

/// Of "id:secret": found as a whole, for the id is public, and only in base64, for it may be a host and a
/// port.
SecretPattern pair_pattern_of(std::string_view pair);

/// The bytes that `text`, characters of base64 or base64url alone, holds; what is left over of the last ones
/// is left out.
void append_base64_content(std::string& out, std::string_view text);

/// The same for hexadecimal digits of either case.
void append_hex_content(std::string& out, std::string_view text);

/// One spelling for characters that encodings swap: '+', ' ' and '-' are '-'; '/' and '_' are '_'; capitals
/// are small.
std::string folded(std::string text);

/// `text` with one layer of escapes taken away, and where each character of it was in `text` (one more for
/// the end). Escapes are those of percent, HTML, JSON, Go and C; what is none stays.
bool has_escape_marks(std::string_view text); ///< without one there is no escape
struct Unescaped
{
    std::string text;
    std::vector<std::uint32_t> origin;
    bool changed = false; ///< there was an escape
};
Unescaped unescaped(std::string_view text);

/// So many layers of escapes are taken away: a text that escapes itself has no end of them.
inline constexpr int most_escape_layers = 6;

/// The escape that begins at `at`: how many characters it takes, and what it stands for; 0: there is none.
struct EscapeSequence
{
    std::size_t length = 0;
    char32_t value = 0;
    bool is_byte = false; ///< `value` is one byte, not a character
};
EscapeSequence escape_at(std::string_view text, std::size_t at);

} // namespace idpsync
