#include "service/web/html.hpp"

namespace idpsync::service {

std::string html_escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char letter : text)
        switch (letter)
        {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += letter;
        }
    return out;
}

std::string element(std::string_view name, std::string_view inside, std::string_view attributes)
{
    std::string out = "<" + std::string(name);
    if (!attributes.empty())
        out += ' ' + std::string(attributes);
    return out + '>' + std::string(inside) + "</" + std::string(name) + '>';
}

} // namespace idpsync::service
