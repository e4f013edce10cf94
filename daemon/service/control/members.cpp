#include "service/control/members.hpp"

#include "core/time_text.hpp"
#include "service/plan_json.hpp"

namespace idpsync::service::control {

namespace json = boost::json;

const json::value* Members::find(std::string_view name) const
{
    return object_ == nullptr ? nullptr : object_->if_contains(name);
}

const json::array& Members::list(std::string_view name) const
{
    static const json::array nothing;
    const auto* value = find(name);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    return list == nullptr ? nothing : *list;
}

std::string Members::text(std::string_view name) const
{
    const auto* value = find(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

bool Members::flag(std::string_view name) const
{
    const auto* value = find(name);
    const auto* flag = value == nullptr ? nullptr : value->if_bool();
    return flag != nullptr && *flag;
}

std::uint64_t Members::number(std::string_view name) const
{
    const auto* value = find(name);
    if (value == nullptr || !value->is_number() || value->is_double())
        return 0;
    json::error_code failed;
    const auto number = value->to_number<std::uint64_t>(failed);
    return failed ? 0 : number;
}

std::optional<WallTime> Members::time(std::string_view name) const
{
    return parse_timestamp(text(name));
}

json::value time_or_null(const std::optional<WallTime>& time)
{
    if (!time)
        return nullptr;
    return json::value(format_timestamp(*time));
}

json::value text_or_null(std::string_view text)
{
    if (text.empty())
        return nullptr;
    return json::value(json_text(text));
}

} // namespace idpsync::service::control
