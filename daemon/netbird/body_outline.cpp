#include "netbird/body_outline.hpp"

#include "json/text.hpp"

#include <string_view>

namespace idpsync::netbird {
namespace {

/// Of every server in Go, NetBird's too, for a path that it does not have.
constexpr std::string_view no_such_page = "404 page not found";

std::string_view kind_of(const net::Response& response)
{
    const auto type = response.header("content-type").value_or("");
    const auto first = response.body.find_first_not_of(" \t\r\n");
    const char begins_with = first == std::string::npos ? '\0' : response.body[first];
    if (type.starts_with("text/html") || begins_with == '<')
        return "an HTML page";
    if (parse_json(response.body))
        return "JSON of another form";
    if (type.starts_with("application/json"))
        return "what is no JSON, though its type says so,";
    if (type.starts_with("text/"))
        return "plain text";
    return type.empty() ? "a body without a content type" : "a body of another type";
}

} // namespace

std::string outline_of(const net::Response& response)
{
    if (response.body.empty())
        return "an empty body";
    if (response.body == no_such_page || response.body == std::string(no_such_page) + '\n')
        return '"' + std::string(no_such_page) + '"';
    return std::string(kind_of(response)) + " of " + std::to_string(response.body.size()) + " bytes";
}

} // namespace idpsync::netbird
