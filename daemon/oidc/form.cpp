#include "oidc/form.hpp"

#include <optional>

namespace idpsync::oidc {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool is_plain(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '*' || letter == '-' || letter == '.' ||
           letter == '_';
}

std::optional<unsigned> digit(char letter)
{
    const auto upper = letter >= 'a' && letter <= 'f' ? static_cast<char>(letter - 'a' + 'A') : letter;
    const auto value = digits.find(upper);
    return value == std::string_view::npos ? std::nullopt : std::optional(static_cast<unsigned>(value));
}

std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) && digit(text[i + 2]);
        if (escape)
        {
            out += static_cast<char>(*digit(text[i + 1]) * 16 + *digit(text[i + 2]));
            i += 2;
        }
        else
            out += text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

} // namespace

std::string form_encoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size() * 3);
    for (const char letter : text)
    {
        const auto byte = static_cast<unsigned char>(letter);
        if (is_plain(letter))
            out += letter;
        else if (letter == ' ')
            out += '+';
        else
            (out += '%').append({digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

std::map<std::string, std::string> form_parameters(std::string_view query)
{
    std::map<std::string, std::string> parameters;
    while (!query.empty())
    {
        const auto end = query.find('&');
        const auto one = query.substr(0, end);
        const auto equals = one.find('=');
        if (!one.empty())
            parameters.emplace(decoded(one.substr(0, equals)),
                               equals == std::string_view::npos ? "" : decoded(one.substr(equals + 1)));
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    }
    return parameters;
}

} // namespace idpsync::oidc
