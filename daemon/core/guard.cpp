#include "core/guard.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <unordered_set>

namespace idpsync {
namespace {

bool knows_a_listed_id(const ObservedState& observed, const Ledger& ledger)
{
    std::unordered_set<std::string_view> listed;
    listed.reserve(observed.providers.size());
    for (const auto& connector : observed.providers)
        listed.insert(connector.id.value);
    return std::any_of(ledger.entries.begin(), ledger.entries.end(),
                       [&](const auto& entry) { return listed.contains(entry.second.id.value); });
}

/// Unreadable settings count as off: better a delete too few than a server nobody can sign in to.
bool local_login_is_off(const Facts& facts)
{
    return !facts.account || facts.account->local_auth_disabled.value_or(false);
}

std::string local_login_text(const Facts& facts)
{
    return facts.account ? "local login is disabled" : "whether local login is on could not be read";
}

Error not_believed(const Facts& facts)
{
    if (facts.account && facts.account->embedded_idp_enabled == false)
        return {ErrorKind::bad_response,
                "NetBird's embedded identity provider is off (embedded_idp_enabled "
                "is false), so it lists no identity "
                "providers",
                "switch it on in NetBird's configuration"};
    return {
        ErrorKind::bad_response,
        "NetBird lists none of the identity providers that should be there, and it is not known whether its "
        "embedded "
        "identity provider is on" +
            (facts.account_problem.empty() ? std::string() : " (" + facts.account_problem + ")") +
            "; nothing is changed",
        "check that management.url is the right server"};
}

Error other_server(const Ledger& ledger, const Facts& facts, const NextCommand& commands)
{
    const std::string seen = facts.account ? "account " + quoted(facts.account->id)
                             : facts.account_problem.empty()
                                 ? std::string("an account that was not read")
                                 : "an account that cannot be read (" + facts.account_problem + ")";
    const std::string expected = ledger.account_id.empty()
                                     ? std::string("no account id was recorded")
                                     : "the ledger belongs to account " + quoted(ledger.account_id);
    return {ErrorKind::conflict,
            "a different NetBird: none of the connectors in the ledger is listed; " + expected +
                ", this server has " + seen + "; nothing is changed",
            "if this is meant: " + commands.pass("--new-server")};
}

bool is_delete(const PlanItem& item)
{
    return item.action == Action::remove && item.selected;
}

bool holds_back_deletes(const PlanItem& item)
{
    const bool present = item.want.has_value();
    return present && item.selected &&
           (item.action == Action::block || item.action == Action::refuse || item.action == Action::wait ||
            item.action == Action::hold);
}

void refuse_the_last_way_in(Plan& plan, const ObservedState& observed, const Facts& facts)
{
    const auto deletes =
        static_cast<std::size_t>(std::count_if(plan.items.begin(), plan.items.end(), is_delete));
    const auto creates = static_cast<std::size_t>(
        std::count_if(plan.items.begin(), plan.items.end(),
                      [](const PlanItem& item) { return item.action == Action::create && item.selected; }));
    const bool last = observed.providers.size() + creates <= deletes && local_login_is_off(facts);
    for (auto& item : plan.items)
    {
        if (!is_delete(item))
            continue;
        const bool consented = item.allow.has(Consent::delete_last);
        if (last && !consented)
        {
            item.missing.add(Consent::delete_last);
            item.conclude(Action::refuse, Reason::last_way_in,
                          "no connector would be left, and " + local_login_text(facts),
                          "switch local login on, or consent with `allow: [delete-last]`");
        }
        else if (!last && consented)
            item.hints.emplace_back("`allow: [delete-last]` is not needed; remove it");
    }
}

} // namespace

bool list_is_doubtful(const ObservedState& observed, const Ledger& ledger)
{
    return observed.providers.empty() || (!ledger.empty() && !knows_a_listed_id(observed, ledger));
}

FactsNeeded facts_needed(const ObservedState& observed, const Ledger& ledger, const Plan* plan)
{
    if (list_is_doubtful(observed, ledger))
        return {.account = true};
    if (plan == nullptr)
        return {};
    const bool deletes = std::any_of(plan->items.begin(), plan->items.end(), is_delete);
    const bool becomes_ours = !plan->ledger_before_writes.entries.empty() || plan->count(Action::create) != 0;
    return {.account = deletes || (ledger.account_id.empty() && becomes_ours)};
}

Result<void> believe(const ObservedState& observed, const Ledger& ledger, const Facts& facts,
                     const NextCommand& commands)
{
    if (!list_is_doubtful(observed, ledger))
        return {};
    const auto embedded = facts.account ? facts.account->embedded_idp_enabled : std::nullopt;
    if (!embedded.value_or(facts.login_service_answers.value_or(false)))
        return not_believed(facts);
    const bool same_account =
        facts.account && !ledger.account_id.empty() && facts.account->id == ledger.account_id;
    if (!ledger.empty() && !same_account)
        return other_server(ledger, facts, commands);
    return {};
}

Plan guard(Plan plan, const ObservedState& observed, const Facts& facts, const Policy& policy)
{
    const auto deletes =
        static_cast<std::size_t>(std::count_if(plan.items.begin(), plan.items.end(), is_delete));
    if (deletes == 0)
        return plan;
    if (deletes > policy.max_deletes)
    {
        for (auto& item : plan.items)
            if (is_delete(item))
                item.conclude(Action::refuse, Reason::too_many_deletes,
                              std::to_string(deletes) + " deletes are planned, reconcile.max_deletes is " +
                                  std::to_string(policy.max_deletes),
                              "raise max_deletes for this change, or delete fewer at a time");
        return plan;
    }
    refuse_the_last_way_in(plan, observed, facts);
    if (std::any_of(plan.items.begin(), plan.items.end(), holds_back_deletes))
        for (auto& item : plan.items)
            if (is_delete(item))
            {
                item.conclude(Action::wait, Reason::waits_for_writes,
                              "it is deleted once every create and update has succeeded");
            }
    return plan;
}

std::optional<std::string> objection_to_delete(const PlanItem& item, const ObservedState& observed,
                                               const Facts& facts)
{
    const auto* listed = observed.find(*item.id);
    if (listed == nullptr)
        return "NetBird does not list it any more";
    if (item.seen && listed->values != *item.seen)
        return "it was changed in NetBird since the plan was made";
    const bool last = observed.providers.size() <= 1 && local_login_is_off(facts);
    if (last && !item.allow.has(Consent::delete_last))
        return "it is the last connector now, and " + local_login_text(facts);
    return std::nullopt;
}

Settlement settle_create(const Intent& intent, const ObservedState& observed)
{
    Settlement settlement{.kind = Settlement::Kind::nothing, .ids = {}};
    for (const auto& connector : observed.providers)
    {
        const bool there_before = std::find(intent.known_ids.begin(), intent.known_ids.end(), connector.id) !=
                                  intent.known_ids.end();
        if (!there_before && connector.manageable() && connector.values.type == intent.values.type &&
            same_match(connector.values, intent.values))
            settlement.ids.push_back(connector.id);
    }
    if (settlement.ids.size() == 1)
        settlement.kind = Settlement::Kind::created;
    else if (settlement.ids.size() > 1)
        settlement.kind = Settlement::Kind::several;
    return settlement;
}

} // namespace idpsync
