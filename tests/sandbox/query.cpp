#include "sandbox/query.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace idpsync::sandbox {

std::string decoded(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at)
    {
        unsigned byte = 0;
        const auto digits = text.substr(at + 1, 2);
        if (text[at] == '+')
            result += ' ';
        else if (text[at] == '%' && digits.size() == 2 &&
                 std::from_chars(digits.data(), digits.data() + 2, byte, 16).ptr == digits.data() + 2)
        {
            result += static_cast<char>(byte);
            at += 2;
        }
        else
            result += text[at];
    }
    return result;
}

std::string parameter(const Parameters& parameters, const std::string& name)
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

bool holds_word(std::string_view words, std::string_view word)
{
    while (!words.empty())
    {
        const auto one = words.substr(0, words.find(' '));
        if (one == word)
            return true;
        words.remove_prefix(std::min(words.size(), one.size() + 1));
    }
    return false;
}

Parameters parse_query(std::string_view query)
{
    Parameters parameters;
    while (!query.empty())
    {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        if (!pair.empty())
            parameters.emplace(decoded(pair.substr(0, equals)), decoded(value));
    }
    return parameters;
}

std::string encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "-_.~";
    std::string result;
    for (const char character : text)
    {
        const auto byte = static_cast<unsigned char>(character);
        if (std::isalnum(byte) != 0 || unreserved.find(character) != std::string_view::npos)
            result += character;
        else if (character == ' ')
            result += '+';
        else
            result += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
    return result;
}

std::string encode_query(const Parameters& parameters)
{
    std::string query;
    for (const auto& [name, value] : parameters)
        query += (query.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
    return query;
}

} // namespace idpsync::sandbox
