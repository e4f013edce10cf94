#include "sandbox/provider/pages.hpp"

#include "sandbox/query.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {

Answer json_page(unsigned status, std::string_view type, const boost::json::object& body)
{
    return {.status = status,
            .headers = {{"content-type", std::string(type)}},
            .body = boost::json::serialize(body)};
}

Answer json_page(std::string_view type, const boost::json::array& body)
{
    return {.status = 200,
            .headers = {{"content-type", std::string(type)}},
            .body = boost::json::serialize(body)};
}

Answer text_page(unsigned status, std::string_view body)
{
    return {.status = status,
            .headers = {{"content-type", "text/plain; charset=utf-8"}},
            .body = std::string(body)};
}

Answer html_page(unsigned status, std::string_view type, std::string body)
{
    return {.status = status, .headers = {{"content-type", std::string(type)}}, .body = std::move(body)};
}

boost::json::object oauth_error(std::string_view code, std::string_view description)
{
    boost::json::object error{{"error", code}};
    if (!description.empty())
        error["error_description"] = description;
    return error;
}

std::string with_parameter(std::string url, std::string_view name, std::string_view value)
{
    url += url.find('?') == std::string::npos ? '?' : '&';
    return url + std::string(name) + "=" + encoded(value);
}

std::string error_location(const Parameters& asked, std::string_view error, std::string_view description,
                           std::string_view issuer, char separator)
{
    auto location = parameter(asked, "redirect_uri") + separator + "error=" + std::string(error);
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            location += "&" + std::string(name) + "=" + encoded(value);
    };
    add("error_description", description);
    add("state", parameter(asked, "state"));
    add("iss", issuer);
    return location;
}

Answer with_header(Answer answer, std::string_view name, std::string value)
{
    answer.headers.emplace_back(std::string(name), std::move(value));
    return answer;
}

} // namespace idpsync::sandbox
