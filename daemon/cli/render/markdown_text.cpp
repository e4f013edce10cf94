#include "cli/render/markdown_text.hpp"

#include "core/redaction.hpp"
#include "service/web/html.hpp"

#include <cstddef>

namespace idpsync::cli {
namespace {

constexpr std::string_view markup = "\\`*_{}[]<>&|~#@!$^";

std::string entity(char c)
{
    return "&#" + std::to_string(static_cast<unsigned char>(c)) + ';';
}

/// A name behind `@`, or a number behind `#` or `!`, means somebody or something where no markup is left
/// either: an invisible space parts them.
bool begins_a_reference(std::string_view text, std::size_t at)
{
    const bool number_follows = at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9';
    return text[at] == '@' || ((text[at] == '#' || text[at] == '!') && number_follows);
}

/// What makes a link of the words around it: "https://" and "www.".
bool begins_a_link(std::string_view text, std::size_t at)
{
    if (text[at] == ':')
        return text.substr(at + 1).starts_with("//");
    return text[at] == '.' && (text.substr(0, at).ends_with("www") || text.substr(0, at).ends_with("WWW"));
}

} // namespace

std::string markdown_escaped(std::string_view text)
{
    const auto shown = redacted(std::string(text));
    std::string out;
    for (std::size_t at = 0; at < shown.size(); ++at)
    {
        const char c = shown[at];
        if (c == '\n' || c == '\r')
            out += ' ';
        else if (markup.find(c) != std::string_view::npos || begins_a_link(shown, at))
            out += entity(c);
        else
            out += c;
        if (begins_a_reference(shown, at))
            out += "&#8203;";
    }
    return out;
}

std::string preformatted(std::string_view text)
{
    std::string out;
    for (const char c : service::html_escaped(redacted(std::string(text))))
        if (c == '@')
            out += entity(c);
        else
            out += c;
    return out;
}

} // namespace idpsync::cli
