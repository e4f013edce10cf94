#pragma once

// Lists in sentences.

#include <functional>
#include <string>
#include <string_view>

namespace idpsync {

/// Adds `part` to `text`, behind `between` unless it is the first.
inline void append_part(std::string& text, std::string_view part, std::string_view between = ", ")
{
    if (!text.empty())
        text += between;
    text += part;
}

/// "a, b, c": what `word` makes of each element of `range`.
template <class Range, class Word = std::identity>
std::string joined(const Range& range, const Word& word = {}, std::string_view between = ", ")
{
    std::string text;
    for (const auto& one : range)
        append_part(text, std::invoke(word, one), between);
    return text;
}

} // namespace idpsync
