// How everything is, in one line.

#include "core/condition.hpp"
#include "core/joined.hpp"

#include <algorithm>
#include <ranges>

namespace idpsync {
namespace {

constexpr std::size_t most_names = 5;

std::string names_of(const std::vector<std::string>& keys)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(keys.size(), most_names); ++i)
        append_part(out, keys[i]);
    if (keys.size() > most_names)
        out += " and " + std::to_string(keys.size() - most_names) + " more";
    return out;
}

void add(std::string& line, const std::string& part)
{
    append_part(line, part, "; ");
}

/// Why nothing is known of the providers has been said.
bool explains_what_is_unknown(const Conditions& conditions)
{
    return std::ranges::any_of(conditions.service, [](const Condition& one) { return !one.fine(); });
}

/// "corp, sso refused": the conditions of providers that are worth a word, the most urgent first.
void add_providers(std::string& line, const Conditions& conditions, bool fine)
{
    for (const auto& row : condition_rows() | std::views::reverse)
    {
        if (row.id == ConditionId::unknown && explains_what_is_unknown(conditions))
            continue;
        std::vector<std::string> keys;
        for (const auto& [key, condition] : conditions.providers)
            if (condition.id == row.id && condition.fine() == fine && condition.health() != Health::well)
                keys.push_back(key.str());
        if (!keys.empty())
            add(line, names_of(keys) + ' ' + std::string(row.word));
    }
}

void add_broken_logins(std::string& line, const Conditions& conditions)
{
    std::vector<std::string> keys;
    for (const auto& key : conditions.logins_broken)
        if (const auto* condition = conditions.find(key);
            condition == nullptr || condition->id != ConditionId::login_broken)
            keys.push_back(key.str());
    if (!keys.empty())
        add(line, names_of(keys) + " logins broken");
}

std::string in_brief(const Condition& condition)
{
    if (!condition.brief.empty())
        return condition.brief;
    return condition.text.empty() ? std::string(condition.row().word) : condition.text;
}

void add_service(std::string& line, const Conditions& conditions, bool fine)
{
    for (const auto& condition : conditions.service)
        if (condition.fine() == fine && condition.id != ConditionId::running)
            add(line, in_brief(condition));
}

void add_group_sync(std::string& line, const Conditions& conditions, bool fine)
{
    const auto& settings = conditions.group_sync;
    if (settings && settings->fine() == fine && settings->health() != Health::well)
        add(line, "group sync " + std::string(settings->row().word));
}

/// Of what keeps the service from being well or, when nothing does, of the most urgent of the rest.
const Condition* most_urgent(const Conditions& conditions)
{
    const auto urgent = std::ranges::find_if(conditions.service, [](const auto& one) { return !one.fine(); });
    if (urgent != conditions.service.end())
        return &*urgent;
    const Condition* worst = conditions.group_sync ? &*conditions.group_sync : nullptr;
    for (const auto& [key, condition] : conditions.providers)
        if (worst == nullptr ||
            std::pair(condition.health(), condition.id) > std::pair(worst->health(), worst->id))
            worst = &condition;
    return worst;
}

std::string all_in_sync(const Conditions& conditions)
{
    const auto others =
        static_cast<std::size_t>(std::ranges::count_if(conditions.providers, [](const auto& one) {
            return one.second.id == ConditionId::no_longer_managed;
        }));
    const auto number = conditions.providers.size() - others;
    const auto count = std::to_string(number);
    return count + " of " + count + (number == 1 ? " provider in sync" : " providers in sync");
}

std::string what_is_not_fine(const Conditions& conditions)
{
    std::string line;
    add_service(line, conditions, false);
    add_providers(line, conditions, false);
    add_broken_logins(line, conditions);
    add_group_sync(line, conditions, false);
    return line;
}

} // namespace

std::string verdict(const Conditions& conditions)
{
    const auto whole = conditions.whole();
    const bool fine = whole <= Health::attention;
    auto line = fine ? all_in_sync(conditions) : what_is_not_fine(conditions);
    if (!fine)
        line.insert(0, whole == Health::not_well ? "not well: " : "unknown: ");
    add_service(line, conditions, true);
    add_providers(line, conditions, true);
    const auto* urgent = fine ? nullptr : most_urgent(conditions);
    if (urgent != nullptr && !urgent->next.empty())
        add(line, "next: " + urgent->next);
    return line;
}

} // namespace idpsync
