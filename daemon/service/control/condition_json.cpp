#include "service/control/condition_json.hpp"

#include "service/plan_json.hpp"

#include <algorithm>

namespace idpsync::service::control {

namespace json = boost::json;

namespace {

std::optional<Condition> condition_in(const json::value* value)
{
    const Members members(value);
    if (!members.there())
        return std::nullopt;
    const auto id = enumerator_of<ConditionId>(members.text("name"));
    // A later version's.
    const auto otherwise =
        members.text("health") == to_string(Health::well) ? ConditionId::running : ConditionId::stale;
    return Condition{.id = id.value_or(otherwise),
                     .text = members.text("text"),
                     .next = members.text("next"),
                     .brief = members.text("brief")};
}

void add(Conditions& conditions, const json::value& of_provider)
{
    const Members members(of_provider);
    auto key = ProviderKey::parse(members.text("key"));
    auto condition = condition_in(members.find("condition"));
    if (!key || !condition)
        return;
    if (condition->id == ConditionId::login_broken ||
        Members(members.find("login")).text("state") == to_string(LoginHealth::State::broken))
        conditions.logins_broken.push_back(*key);
    conditions.providers.emplace_back(std::move(*key), std::move(*condition));
}

} // namespace

json::value condition_or_null(const Condition* condition)
{
    if (condition == nullptr)
        return nullptr;
    return json::object{{"name", to_string(condition->id)},
                        {"health", to_string(condition->health())},
                        {"text", text_or_null(condition->text)},
                        {"next", text_or_null(condition->next)},
                        {"brief", text_or_null(condition->brief)}};
}

json::array conditions_json(const std::vector<Condition>& conditions)
{
    json::array out;
    for (const auto& condition : conditions)
        out.push_back(condition_or_null(&condition));
    return out;
}

json::array unseen_json(const Conditions& conditions, const DaemonState& state)
{
    json::array out;
    for (const auto& key : state.declared)
        if (!std::ranges::binary_search(state.providers, key, {}, &ProviderStatus::key))
            out.push_back(
                json::object{{"key", key.str()}, {"condition", condition_or_null(conditions.find(key))}});
    return out;
}

json::array omitted_json(const std::vector<OmittedProvider>& omitted, const Conditions& conditions)
{
    json::array out;
    for (const auto& one : omitted)
        out.push_back(json::object{{"key", one.key.str()},
                                   {"id", json_text(one.id.value)},
                                   {"condition", condition_or_null(conditions.find(one.key))}});
    return out;
}

Conditions conditions_in(const Members& document)
{
    Conditions conditions;
    for (const auto& one : document.list("conditions"))
        if (auto condition = condition_in(&one))
            conditions.service.push_back(std::move(*condition));
    if (conditions.service.empty())
        conditions.service.push_back({.id = ConditionId::stale,
                                      .text = "the daemon is of an older version and does not say how it is",
                                      .next = "restart the daemon"});
    for (const auto* list : {"providers", "not_looked_at", "no_longer_managed"})
        for (const auto& one : document.list(list))
            add(conditions, one);
    std::ranges::sort(conditions.providers, {},
                      [](const auto& one) -> const ProviderKey& { return one.first; });
    std::ranges::sort(conditions.logins_broken);
    conditions.group_sync = condition_in(Members(document.find("group_sync")).find("condition"));
    return conditions;
}

} // namespace idpsync::service::control
