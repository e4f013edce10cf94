#include "core/slug.hpp"

#include <cstdint>

namespace idpsync {
namespace {

/// U+00C0 to U+017F without what is above, below or through the letter; a space where there is no letter.
constexpr std::string_view latin = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                                   "aaaaaaaceeeeiiiidnooooo ouuuuyty"
                                   "aaaaaaccccccccddddeeeeeeeeeegggg"
                                   "gggghhhhiiiiiiiiiiiijjkkklllllll"
                                   "lllnnnnnnnnnoooooooorrrrrrssssss"
                                   "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct Letter
{
    std::string text; ///< empty: not a letter or digit
    std::size_t length = 1;
    bool is_mark = false; ///< combines with the letter before it
};

std::string ascii_letter(char c)
{
    if (c >= 'A' && c <= 'Z')
        return {static_cast<char>(c - 'A' + 'a')};
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? std::string{c} : std::string();
}

std::string latin_letter(std::uint32_t point)
{
    switch (point)
    {
    case 0xc6:
    case 0xe6: return "ae";
    case 0xde:
    case 0xfe: return "th";
    case 0xdf: return "ss";
    case 0x152:
    case 0x153: return "oe";
    default: break;
    }
    if (point < 0xc0 || point > 0x17f || latin[point - 0xc0] == ' ')
        return {};
    return {latin[point - 0xc0]};
}

Letter next_letter(std::string_view text)
{
    const auto lead = static_cast<std::uint8_t>(text.front());
    const auto next = text.size() > 1 ? static_cast<std::uint8_t>(text[1]) : std::uint8_t{0};
    if (lead < 0xc2 || lead > 0xdf || (next & 0xc0U) != 0x80U)
        return {.text = ascii_letter(text.front())};
    const auto point = ((lead & 0x1fU) << 6U) | (next & 0x3fU);
    return {.text = latin_letter(point), .length = 2, .is_mark = point >= 0x300 && point <= 0x36f};
}

} // namespace

std::string slug(std::string_view text, std::size_t limit)
{
    std::string out;
    bool between_words = false;
    while (!text.empty())
    {
        const auto letter = next_letter(text);
        text.remove_prefix(letter.length);
        if (letter.is_mark)
            continue;
        if (letter.text.empty())
        {
            between_words = true;
            continue;
        }
        const bool dash = between_words && !out.empty();
        if (out.size() + (dash ? 1 : 0) + letter.text.size() > limit)
            break;
        out += (dash ? "-" : "") + letter.text;
        between_words = false;
    }
    return out;
}

} // namespace idpsync
