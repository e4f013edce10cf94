#include "oidc/json.hpp"

#include <boost/json/parse.hpp>

namespace idpsync::oidc {

namespace json = boost::json;

std::optional<json::object> parse_object(std::string_view text)
{
    constexpr std::size_t deepest = 32;
    json::parse_options options;
    options.max_depth = deepest;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error || !value.is_object())
        return std::nullopt;
    return std::move(value.as_object());
}

std::optional<std::string> text_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    return std::string(value->as_string());
}

std::optional<std::vector<std::string>> words_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array())
        return std::nullopt;
    std::vector<std::string> words;
    for (const auto& one : value->as_array())
        if (one.is_string())
            words.emplace_back(one.as_string());
    return words;
}

} // namespace idpsync::oidc
