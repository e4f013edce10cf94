#pragma once

// What a plain (unquoted) scalar is to YAML readers. Written without quotes, `no`, `012` or 2027-01-31 is not
// text to all of them; where text is due, such a scalar has to be quoted.

#include <string_view>

namespace idpsync::config {

enum class PlainMeaning
{
    text,
    null,
    boolean,
    number,
    date
};

/// By YAML 1.1 and 1.2 together: what either would not read as text is not text.
PlainMeaning meaning_of_plain(std::string_view text);

/// "a boolean", "a number" …, for messages.
std::string_view to_string(PlainMeaning meaning);

} // namespace idpsync::config
