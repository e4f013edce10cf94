#pragma once

// Colour for a terminal, or none.

#include <cstddef>
#include <string>
#include <string_view>

namespace idpsync::cli {

enum class Colour
{
    plain,
    bold,
    faint,
    red,
    green,
    yellow,
    cyan
};

/// Wraps text in the escape sequences of a colour; disabled, it gives the text back as it is.
class Painter
{
public:
    explicit Painter(bool enabled) : enabled_(enabled) {}

    [[nodiscard]] std::string operator()(Colour colour, std::string_view text) const;

private:
    bool enabled_;
};

/// The columns that `text`, valid UTF-8, takes up on a terminal, one for each code point.
std::size_t width(std::string_view text);

/// A column of keys is no wider: a longer one reaches into what follows it.
inline constexpr std::size_t widest_key_column = 24;

/// `text` with spaces behind it up to `columns`.
std::string padded(std::string_view text, std::size_t columns);

} // namespace idpsync::cli
