#include "cli/render/plan_summary.hpp"

#include "cli/render/plan_words.hpp"
#include "cli/render/render_group_sync.hpp"
#include "core/joined.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace idpsync::cli {
namespace {

struct Count
{
    Action action;
    std::string_view words;
};

constexpr std::array counts{
    Count{Action::create, "to create"},     Count{Action::update, "to update"},
    Count{Action::remove, "to delete"},     Count{Action::wait, "waiting"},
    Count{Action::conflict, "in conflict"}, Count{Action::refuse, "refused"},
    Count{Action::block, "blocked"},        Count{Action::hold, "held back"},
};

void add(std::string& list, std::size_t number, std::string_view words)
{
    if (number != 0)
        append_part(list, std::to_string(number) + ' ' + std::string(words));
}

template <class Predicate>
std::size_t count(const Plan& plan, const Predicate& predicate)
{
    return static_cast<std::size_t>(std::ranges::count_if(plan.items, predicate));
}

/// How many of those that `among` lets through have each action.
template <class Predicate>
std::string counts_text(const Plan& plan, const Predicate& among)
{
    std::string out;
    for (const auto& [action, words] : counts)
        add(out, count(plan, [&](const PlanItem& item) { return item.action == action && among(item); }),
            words);
    return out;
}

bool is_selected(const PlanItem& item)
{
    return item.selected;
}

/// " (1 adopted, 1 unverified)" or nothing.
std::string in_sync_remarks(const Plan& plan)
{
    std::string out;
    add(out, count(plan, [](const PlanItem& item) { return item.counts_as_in_sync() && item.adopted; }),
        "adopted");
    add(out, count(plan, [](const PlanItem& item) { return item.counts_as_in_sync() && item.unverified(); }),
        "unverified");
    return out.empty() ? out : " (" + out + ')';
}

/// What is to be done at providers; empty: nothing.
std::string at_providers(const Plan& plan)
{
    std::string out;
    for (const auto& [action, words] : counts)
        add(out,
            count(plan,
                  [&](const PlanItem& item) {
                      return item.client && item.client->selected && item.client->action == action;
                  }),
            words);
    return out.empty() ? out : "; at providers: " + out;
}

std::string not_named(const Plan& plan)
{
    auto out = counts_text(plan, [](const PlanItem& item) { return !item.selected && item.troubled(); });
    add(out, count(plan, [](const PlanItem& item) { return left_alone(item); }), "left alone");
    return out.empty() ? out : "; not named: " + out;
}

/// Group sync says itself what is to be done.
bool settings_say_it(const Plan& plan)
{
    return plan.group_sync && plan.group_sync->selected && !plan.group_sync->in_sync();
}

} // namespace

std::string plan_summary(const Plan& plan)
{
    auto planned = counts_text(plan, is_selected);
    const auto clients = at_providers(plan);
    if (planned.empty() && clients.empty() && !settings_say_it(plan))
        planned = "nothing to do";
    auto out = "Plan: " + planned + (planned.empty() ? "" : "; ") + std::to_string(plan.count_in_sync()) +
               " in sync" + in_sync_remarks(plan) + clients + not_named(plan);
    if (plan.group_sync)
        out += "; group sync " + std::string(group_sync_standing(*plan.group_sync));
    const auto broken =
        names_of(plan, [](const PlanItem& item) { return item.in_sync() && item.login_refused.has_value(); });
    if (!broken.empty())
        out += "; logins broken: " + broken;
    return out + ".\n";
}

} // namespace idpsync::cli
