#include "support/echoes.hpp"

#include <cstdio>

namespace idpsync::test {
namespace {

std::string each(std::string_view text, const std::function<std::string(unsigned char)>& spell)
{
    std::string out;
    for (const char c : text)
        out += spell(static_cast<unsigned char>(c));
    return out;
}

std::string in_format(const char* format, unsigned value)
{
    char out[32] = {};
    std::snprintf(out, sizeof out, format, value);
    return out;
}

bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string every(std::string_view text, const char* format)
{
    return each(text, [&](unsigned char c) { return in_format(format, c); });
}

std::string marks(std::string_view text, const char* format)
{
    return each(text, [&](unsigned char c) {
        return is_plain(c) ? std::string(1, static_cast<char>(c)) : in_format(format, c);
    });
}

} // namespace

std::string base64(std::string_view bytes, std::string_view last_two, bool padded)
{
    std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    alphabet += last_two;
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3)
    {
        const auto group = bytes.substr(i, 3);
        unsigned bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits * 256 + (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            if (j <= group.size())
                out += alphabet[(bits >> (18 - 6 * j)) & 63U];
            else if (padded)
                out += '=';
    }
    return out;
}

std::string json_string(std::string_view text)
{
    return each(text, [](unsigned char c) {
        return (c == '"' || c == '\\' ? "\\" : "") + std::string(1, static_cast<char>(c));
    });
}

namespace {

std::string go_json(std::string_view text)
{
    return each(text, [](unsigned char c) {
        if (c == '<' || c == '>' || c == '&')
            return in_format("\\u%04x", c);
        return (c == '"' || c == '\\' ? "\\" : "") + std::string(1, static_cast<char>(c));
    });
}

std::string html(std::string_view text)
{
    return each(text, [](unsigned char c) -> std::string {
        switch (c)
        {
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '&': return "&amp;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        case '/': return "&sol;";
        default: return {static_cast<char>(c)};
        }
    });
}

std::string slashes(std::string_view text)
{
    return each(json_string(text), [](unsigned char c) {
        return (c == '/' ? "\\" : "") + std::string(1, static_cast<char>(c));
    });
}

std::string form(std::string_view text)
{
    return each(text, [](unsigned char c) {
        return c == ' ' ? "+" : marks({reinterpret_cast<const char*>(&c), 1}, "%%%02X");
    });
}

} // namespace

std::vector<Encoding> encodings()
{
    std::vector<Encoding> all{
        {"as it is", [](std::string_view s) { return std::string(s); }},
        {"percent, capital", [](std::string_view s) { return marks(s, "%%%02X"); }},
        {"percent, small", [](std::string_view s) { return marks(s, "%%%02x"); }},
        {"percent, every byte", [](std::string_view s) { return every(s, "%%%02x"); }},
        {"percent, twice", [](std::string_view s) { return marks(marks(s, "%%%02X"), "%%%02X"); }},
        {"form", form},
        {"HTML names", html},
        {"HTML decimal", [](std::string_view s) { return marks(s, "&#%u;"); }},
        {"HTML hexadecimal", [](std::string_view s) { return every(s, "&#x%x;"); }},
        {"HTML twice", [](std::string_view s) { return html(html(s)); }},
        {"JSON", json_string},
        {"JSON as Go writes it", go_json},
        {"JSON, slashes escaped", slashes},
        {"JSON, every character", [](std::string_view s) { return every(s, "\\u%04x"); }},
        {"JSON, capital digits", [](std::string_view s) { return marks(s, "\\u%04X"); }},
        {"JSON in JSON", [](std::string_view s) { return json_string(json_string(s)); }},
        {"Go's JSON in JSON", [](std::string_view s) { return json_string(go_json(s)); }},
        {"JSON in JSON in JSON", [](std::string_view s) { return json_string(json_string(go_json(s))); }},
        {"HTML in JSON", [](std::string_view s) { return go_json(html(s)); }},
        {"percent in JSON", [](std::string_view s) { return json_string(marks(s, "%%%02x")); }},
        {"Go, quoted", [](std::string_view s) { return marks(s, "\\x%02x"); }},
        {"C, octal", [](std::string_view s) { return marks(s, "\\%03o"); }},
        {"JavaScript", [](std::string_view s) { return marks(s, "\\u{%x}"); }},
        {"hexadecimal, small", [](std::string_view s) { return every(s, "%02x"); }},
        {"hexadecimal, capital", [](std::string_view s) { return every(s, "%02X"); }},
    };
    for (const std::string_view before : {"", "a", "ab", "netbird:", "xnetbird:", "xxnetbird:"})
        for (const bool padded : {true, false})
        {
            const auto in = std::string(before) + (padded ? " padded" : "");
            all.push_back({"base64 after \"" + in + '"', [before, padded](std::string_view s) {
                               return base64(std::string(before) + std::string(s), "+/", padded);
                           }});
            all.push_back({"base64url after \"" + in + '"', [before, padded](std::string_view s) {
                               return base64(std::string(before) + std::string(s) + "tail", "-_", padded);
                           }});
            all.push_back({"Basic of forms after \"" + in + '"', [before, padded](std::string_view s) {
                               return base64(std::string(before) + form(s), "+/", padded);
                           }});
            all.push_back({"base64 of JSON after \"" + in + '"', [before, padded](std::string_view s) {
                               return marks(base64(std::string(before) + go_json(s), "+/", padded), "%%%02X");
                           }});
        }
    return all;
}

} // namespace idpsync::test
