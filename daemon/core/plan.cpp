#include "core/plan.hpp"

#include "core/joined.hpp"

#include <algorithm>

namespace idpsync {

const ObservedProvider* ObservedState::find(const ConnectorId& id) const
{
    const auto found = std::find_if(providers.begin(), providers.end(),
                                    [&](const ObservedProvider& one) { return one.id == id; });
    return found == providers.end() ? nullptr : &*found;
}

void Decision::conclude(Action what, Reason because, std::string explanation, std::string next_step)
{
    action = what;
    reason = because;
    why = std::move(explanation);
    next = std::move(next_step);
}

void PlanItem::tell_refusal(const Finding& refusal)
{
    login_refused = refusal;
    why = "as declared, but users cannot sign in: " + refusal.evidence;
    next = refusal.next;
}

bool PlanItem::changes_field(Field field) const
{
    return std::any_of(changes.begin(), changes.end(),
                       [&](const FieldChange& change) { return change.field == field; });
}

bool PlanItem::writes() const
{
    return selected && (action == Action::create || action == Action::update || action == Action::remove);
}

bool PlanItem::in_sync() const
{
    return action == Action::none || action == Action::forget;
}

bool PlanItem::as_declared() const
{
    return in_sync() && (!client || client->in_sync());
}

bool PlanItem::any_trouble() const
{
    return troubled() || (client && client->troubled());
}

bool PlanItem::counts_as_in_sync() const
{
    return selected && declared && as_declared();
}

bool Decision::troubled() const
{
    return action == Action::conflict || action == Action::refuse || action == Action::block ||
           action == Action::hold;
}

bool PlanItem::may_have_another_secret() const
{
    return secret == SecretFate::unverified || reason == Reason::secret_unverified;
}

bool PlanItem::unverified() const
{
    return !login_refused && (may_have_another_secret() || unverified_since.has_value());
}

const PlanItem* Plan::find(const ProviderKey& key) const
{
    const auto found =
        std::lower_bound(items.begin(), items.end(), key,
                         [](const PlanItem& item, const ProviderKey& wanted) { return item.key < wanted; });
    return found != items.end() && found->key == key ? &*found : nullptr;
}

bool Plan::has_writes() const
{
    return (group_sync && group_sync->writes()) || std::ranges::any_of(items, [](const PlanItem& item) {
               return item.writes() || (item.client && item.client->writes());
           });
}

bool Plan::troubled() const
{
    return (group_sync && group_sync->troubled()) || std::ranges::any_of(items, &PlanItem::any_trouble);
}

std::size_t Plan::count(Action action) const
{
    return static_cast<std::size_t>(std::count_if(
        items.begin(), items.end(), [&](const PlanItem& item) { return item.action == action; }));
}

std::size_t Plan::count_in_sync() const
{
    return static_cast<std::size_t>(std::ranges::count_if(items, &PlanItem::counts_as_in_sync));
}

namespace {

/// True when the update puts back what the login service uses anyway.
bool is_in_force(const PlanItem& item)
{
    if (!item.entry || !item.entry->login.in_force || !item.want)
        return false;
    const auto& secret = item.secret == SecretFate::written ? item.fingerprint : item.entry->secret;
    return *item.entry->login.in_force == LoginValues{item.want->issuer, item.want->client_id, secret};
}

} // namespace

std::string names_of(const Plan& plan, const std::function<bool(const PlanItem&)>& which)
{
    std::string names;
    for (const auto& item : plan.items)
        if (which(item))
            append_part(names, item.key.str());
    return names;
}

std::string stranded_by_delete(std::optional<std::size_t> users)
{
    if (!users)
        return "how many users sign in through it is not known; each of them would lose their identity in "
               "NetBird";
    if (*users == 0)
        return "no user of NetBird signs in through it";
    return *users == 1 ? "1 user signs in through it, and would lose their identity in NetBird"
                       : std::to_string(*users) +
                             " users sign in through it, and would lose their identity in NetBird";
}

std::string consequence(const PlanItem& item)
{
    if (item.action == Action::none && item.entry && item.entry->login.need != 0)
        return "NetBird has not restarted since this provider was last written: logins still use the old "
               "values";
    if (item.action != Action::update || is_in_force(item))
        return {};
    if (item.changes_field(Field::issuer))
        return "login service keeps the old issuer and client until NetBird restarts";
    if (item.changes_field(Field::client_id))
        return "login service keeps the old client until NetBird restarts";
    if (item.secret == SecretFate::written)
        return "login service keeps the old secret until NetBird restarts";
    return {};
}

} // namespace idpsync
