#include "core/condition.hpp"

#include <algorithm>
#include <array>

namespace idpsync {
namespace {

using enum ConditionId;
using Health::attention;
using Health::not_well;
using Health::well;

constexpr bool not_ready = false;

constexpr ConditionRow of_provider(ConditionId id, Health health, std::string_view word, int plan_exit,
                                   AsDeclared declared, LoginReady login = LoginReady::as_seen)
{
    return {.id = id,
            .health = health,
            .word = word,
            .plan_exit = plan_exit,
            .as_declared = declared,
            .login = login};
}

constexpr ConditionRow of_service(ConditionId id, Health health, std::string_view word,
                                  LoginReady login = LoginReady::as_seen, bool ready = true)
{
    return {.id = id, .of_service = true, .health = health, .word = word, .login = login, .ready = ready};
}

constexpr auto yes = AsDeclared::yes;
constexpr auto no = AsDeclared::no;
constexpr auto nobody_knows = AsDeclared::unknown;

constexpr std::array rows{
    of_provider(in_sync, well, "in sync", 0, yes),
    of_provider(no_longer_managed, attention, "no longer managed", 0, nobody_knows),
    of_provider(secret_unverified, attention, "secret unverified", 0, yes, LoginReady::unknown),
    of_provider(unverified, attention, "unverified", 0, yes, LoginReady::unknown),
    of_provider(unverified_for_long, not_well, "unverified", 0, yes, LoginReady::unknown),
    of_provider(ConditionId::unknown, Health::unknown, "unknown", 0, nobody_knows, LoginReady::unknown),
    of_provider(pending, not_well, "pending", 2, no),
    of_provider(open, not_well, "open", 2, no, LoginReady::unknown),
    of_provider(restart_needed, not_well, "restart needed", 0, yes, LoginReady::never),
    of_provider(drifted, not_well, "drifted", 2, no),
    of_provider(login_broken, not_well, "logins broken", 1, yes, LoginReady::never),
    of_provider(held, not_well, "held", 1, no),
    of_provider(rejected, not_well, "rejected", 2, no),
    of_provider(failed, not_well, "failed", 1, no),
    of_provider(blocked, not_well, "blocked", 1, no),
    of_provider(refused, not_well, "refused", 1, no),
    of_provider(not_converging, not_well, "not converging", 1, no),
    of_provider(contested, not_well, "contested", 1, no),
    of_provider(deleted_outside, not_well, "deleted outside", 1, no, LoginReady::never),
    of_provider(conflict, not_well, "conflict", 1, no),

    of_service(running, well, "running"),
    of_service(paused, attention, "paused"),
    of_service(observing, attention, "observing"),
    of_service(starting, Health::unknown, "starting", LoginReady::unknown, not_ready),
    of_service(stale, Health::unknown, "stale", LoginReady::unknown, not_ready),
    of_service(files_pending, not_well, "files"),
    of_service(restart_outstanding, not_well, "restart"),
    of_service(unfinished, not_well, "unfinished"),
    of_service(pass_failed, not_well, "failed"),
    of_service(token_not_renewed, not_well, "token"),
    of_service(token_expired, not_well, "token"),
    of_service(token_refused, not_well, "token"),
    of_service(token_unreadable, not_well, "token"),
    of_service(netbird_unreachable, not_well, "NetBird", LoginReady::unknown),
    of_service(nothing_declared, not_well, "files"),
    of_service(files_wrong, not_well, "files"),
};

ConditionId of_trouble(Action action, Reason reason)
{
    if (action == Action::refuse)
        return refused;
    if (action == Action::block)
        return blocked;
    if (action == Action::hold)
        return held;
    switch (reason)
    {
    case Reason::contested: return contested;
    case Reason::not_converging: return not_converging;
    case Reason::deleted_outside: return deleted_outside;
    default: return conflict;
    }
}

/// What is not as declared. `changed_in_netbird`: others made it differ.
ConditionId out_of_sync(Action action, Reason reason, bool changed_in_netbird)
{
    switch (action)
    {
    case Action::conflict:
    case Action::refuse:
    case Action::hold:
    case Action::block: return of_trouble(action, reason);
    case Action::wait:
        if (reason == Reason::intent_open)
            return open;
        return reason == Reason::not_due ? rejected : pending;
    case Action::none:
    case Action::create:
    case Action::update:
    case Action::remove:
    case Action::forget: break;
    }
    return changed_in_netbird || reason == Reason::drifted || reason == Reason::recreate ? drifted : pending;
}

} // namespace

std::string_view to_string(AsDeclared declared)
{
    switch (declared)
    {
    case AsDeclared::no: return "0";
    case AsDeclared::yes: return "1";
    case AsDeclared::unknown: return "none";
    }
    return "none";
}

std::string_view to_string(LoginReady ready)
{
    switch (ready)
    {
    case LoginReady::as_seen: return "as seen";
    case LoginReady::never: return "0";
    case LoginReady::unknown: return "none";
    }
    return "none";
}

std::span<const ConditionRow> condition_rows()
{
    return rows;
}

const ConditionRow& row_of(ConditionId id)
{
    return rows.at(static_cast<std::size_t>(id));
}

ConditionId condition_of(const ClientItem& item)
{
    return item.in_sync() ? in_sync : out_of_sync(item.action, item.reason, !item.drift.empty());
}

ConditionId condition_of(const PlanItem& item, bool restart)
{
    return item.client ? std::max(condition_of_connector(item, restart), condition_of(*item.client))
                       : condition_of_connector(item, restart);
}

ConditionId condition_of_connector(const PlanItem& item, bool restart)
{
    if (item.in_sync() && item.login_refused)
        return login_broken;
    if (item.in_sync() && restart)
        return restart_needed;
    if (item.in_sync())
        return item.reason == Reason::secret_unverified ? secret_unverified : in_sync;
    return out_of_sync(item.action, item.reason, !item.drift.empty() || item.touched.has_value());
}

ConditionId condition_of(const GroupSyncItem& item)
{
    if (item.in_sync())
        return in_sync;
    return out_of_sync(item.action, item.reason, !item.drift.empty());
}

Condition condition_of(const ProviderView& view)
{
    if (!view.seen.fine())
        return view.seen;
    if (view.login)
        return {.id = login_broken, .text = view.login->text, .next = view.login->next};
    if (view.restart_needed)
        return {.id = restart_needed,
                .text = "NetBird still uses the old settings for logins",
                .next = "restart NetBird's management server"};
    if (view.stale)
        return {.id = ConditionId::unknown,
                .text = view.seen_when.empty() ? "not checked yet"
                                               : "as declared when it was seen last, " + view.seen_when,
                .next = {}};
    if (view.unverified)
        return {.id = view.unverified_for_long ? unverified_for_long : unverified,
                .text = *view.unverified,
                .next =
                    view.unverified_for_long ? view.commands.command("doctor") + " says why" : std::string()};
    return view.seen;
}

const Condition* Conditions::find(const ProviderKey& key) const
{
    const auto found = std::ranges::lower_bound(
        providers, key, {}, [](const auto& one) -> const ProviderKey& { return one.first; });
    return found == providers.end() || found->first != key ? nullptr : &found->second;
}

Health Conditions::whole() const
{
    auto worst = logins_broken.empty() ? well : not_well;
    for (const auto& condition : service)
        worst = std::max(worst, condition.health());
    for (const auto& [key, condition] : providers)
        worst = std::max(worst, condition.health());
    return group_sync ? std::max(worst, group_sync->health()) : worst;
}

LoginReady Conditions::login_of(const ProviderKey& key) const
{
    const auto* condition = find(key);
    const auto of_it = condition == nullptr ? LoginReady::unknown : condition->row().login;
    const bool out_of_sight = std::ranges::any_of(
        service, [](const Condition& one) { return one.row().login == LoginReady::unknown; });
    return of_it == LoginReady::as_seen && out_of_sight ? LoginReady::unknown : of_it;
}

const Condition* Conditions::unready() const
{
    const auto found =
        std::ranges::find_if(service, [](const Condition& condition) { return !condition.row().ready; });
    return found == service.end() ? nullptr : &*found;
}

} // namespace idpsync
