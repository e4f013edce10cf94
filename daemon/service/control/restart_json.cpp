#include "service/control/restart_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace idpsync::service::control {

namespace json = boost::json;

json::value restart_json(const std::optional<RestartNeeded>& needed)
{
    if (!needed)
        return nullptr;
    json::array providers;
    for (const auto& key : needed->providers)
        providers.emplace_back(key.str());
    return json::object{{"generation", needed->generation},
                        {"since", time_or_null(needed->since)},
                        {"providers", std::move(providers)}};
}

std::optional<RestartNeeded> restart_from_json(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    RestartNeeded needed{.generation = members.number("generation"),
                         .since = members.time("since").value_or(WallTime()),
                         .providers = {}};
    for (const auto& one : members.list("providers"))
        if (auto key = one.is_string() ? ProviderKey::parse(one.get_string()) : std::nullopt)
            needed.providers.push_back(std::move(*key));
    return needed;
}

} // namespace idpsync::service::control
