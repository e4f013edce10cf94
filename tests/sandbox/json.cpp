#include "sandbox/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

/// Go escapes what could end a script element or a line of JavaScript. These only stand inside strings.
std::string escaped_for_html(std::string_view text)
{
    constexpr std::string_view line_separator = "\xE2\x80\xA8";
    constexpr std::string_view paragraph_separator = "\xE2\x80\xA9";
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at)
    {
        const auto three = text.substr(at, 3);
        if (text[at] == '<')
            result += "\\u003c";
        else if (text[at] == '>')
            result += "\\u003e";
        else if (text[at] == '&')
            result += "\\u0026";
        else if (three == line_separator || three == paragraph_separator)
        {
            result += three == line_separator ? "\\u2028" : "\\u2029";
            at += 2;
        }
        else
            result += text[at];
    }
    return result;
}

void indent(const json::value& value, std::size_t depth, std::string& out)
{
    const auto line = [&out](std::size_t level) { out += "\n" + std::string(level * 2, ' '); };
    if (value.is_object() && !value.get_object().empty())
    {
        out += "{";
        for (const auto& [key, member] : value.get_object())
        {
            if (out.back() != '{')
                out += ",";
            line(depth + 1);
            out += json::serialize(json::string(key)) + ": ";
            indent(member, depth + 1, out);
        }
        line(depth);
        out += "}";
        return;
    }
    if (value.is_array() && !value.get_array().empty())
    {
        out += "[";
        for (const auto& element : value.get_array())
        {
            if (out.back() != '[')
                out += ",";
            line(depth + 1);
            indent(element, depth + 1, out);
        }
        line(depth);
        out += "]";
        return;
    }
    out += json::serialize(value);
}

Answer json_text(unsigned status, const json::value& value)
{
    return {.status = status,
            .headers = {{"content-type", "application/json; charset=UTF-8"}},
            .body = to_go_json(value)};
}

} // namespace

std::string to_go_json(const json::value& value)
{
    return escaped_for_html(json::serialize(value)) + "\n";
}

std::string to_indented_json(const json::value& value)
{
    std::string text;
    indent(value, 0, text);
    return text;
}

Answer json_answer(const json::value& value)
{
    return json_text(200, value);
}

Answer refusal(unsigned status, std::string_view message)
{
    std::string lower(message);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return json_text(status, json::object{{"message", lower}, {"code", status}});
}

Answer unparsable_request()
{
    return json_text(400, json::object{{"message", "couldn't parse JSON request"}, {"code", 400}});
}

Answer page_not_found()
{
    return {.status = 404,
            .headers = {{"content-type", "text/plain; charset=utf-8"}},
            .body = "404 page not found\n"};
}

std::string string_member(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::optional<json::object> parse_object(std::string_view body)
{
    json::error_code error;
    auto value = json::parse(body, error);
    if (error || !value.is_object())
        return std::nullopt;
    return std::move(value.get_object());
}

} // namespace idpsync::sandbox
