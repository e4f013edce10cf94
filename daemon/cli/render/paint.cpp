#include "cli/render/paint.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

std::string_view code_of(Colour colour)
{
    switch (colour)
    {
    case Colour::plain: return "";
    case Colour::bold: return "\x1b[1m";
    case Colour::faint: return "\x1b[2m";
    case Colour::red: return "\x1b[31m";
    case Colour::green: return "\x1b[32m";
    case Colour::yellow: return "\x1b[33m";
    case Colour::cyan: return "\x1b[36m";
    }
    return "";
}

} // namespace

std::string Painter::operator()(Colour colour, std::string_view text) const
{
    if (!enabled_ || colour == Colour::plain)
        return std::string(text);
    return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t columns)
{
    std::string out(text);
    const auto taken = width(text);
    if (taken < columns)
        out.append(columns - taken, ' ');
    return out;
}

} // namespace idpsync::cli
