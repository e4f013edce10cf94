#include "cli/render/plan_words.hpp"

#include "core/condition.hpp"
#include "core/joined.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"

#include <utility>

namespace idpsync::cli {

Sign sign_of(Action action)
{
    switch (action)
    {
    case Action::create: return {"+", Colour::green};
    case Action::update: return {"~", Colour::yellow};
    case Action::remove: return {"-", Colour::red};
    case Action::conflict:
    case Action::refuse:
    case Action::block: return {"!", Colour::red};
    case Action::hold: return {"!", Colour::yellow};
    case Action::wait: return {"?", Colour::cyan};
    case Action::none:
    case Action::forget: break;
    }
    return {"=", Colour::plain};
}

Sign sign_of(const PlanItem& item)
{
    return item.in_sync() && item.login_refused ? Sign{"!", Colour::red} : sign_of(item.action);
}

bool left_alone(const PlanItem& item)
{
    return !item.selected && !item.in_sync() && !item.troubled();
}

bool left_alone(const GroupSyncItem& item)
{
    return !item.selected && !item.in_sync();
}

namespace {

template <class Item>
Item before_its_limit(Item item)
{
    if (const auto before = std::exchange(item.before_limit, std::nullopt))
        item.conclude(before->action, before->reason, before->why);
    return item;
}

} // namespace

PlanItem as_planned(const PlanItem& item)
{
    auto planned = before_its_limit(item);
    if (planned.client)
        planned.client = before_its_limit(std::move(*planned.client));
    return planned;
}

GroupSyncItem as_planned(const GroupSyncItem& item)
{
    return before_its_limit(item);
}

bool says_something(const PlanItem& item)
{
    if (item.troubled())
        return true;
    const bool quiet = item.action == Action::none && item.reason != Reason::secret_unverified &&
                       !item.adopted && !item.renamed_from && !item.unverified_since && item.why.empty() &&
                       item.hints.empty();
    return item.selected && !quiet;
}

bool says_something(const ClientItem& client)
{
    return client.troubled() || !client.in_sync() || !client.hints.empty();
}

const Decision* held_by_limit(const Plan& plan)
{
    for (const auto& item : plan.items)
    {
        if (item.before_limit)
            return &item;
        if (item.client && item.client->before_limit)
            return &*item.client;
    }
    return plan.group_sync && plan.group_sync->before_limit ? &*plan.group_sync : nullptr;
}

std::string memory_words(Memory memory, const std::string& ledger, const NextCommand& commands)
{
    switch (memory)
    {
    case Memory::complete: break;
    case Memory::incomplete:
        return "The ledger began here without earlier writes: what it does not know yet is changed only "
               "with " +
               commands.pass("--adopt");
    case Memory::none:
        return "No ledger of earlier writes" + (ledger.empty() ? std::string() : " at " + escaped(ledger)) +
               ": what NetBird has is adopted where it matches, and changed only with " +
               commands.pass("--adopt");
    }
    return {};
}

std::string_view action_word(const PlanItem& item)
{
    if (item.in_sync() && item.login_refused)
        return row_of(ConditionId::login_broken).word;
    return item.action == Action::none && item.adopted ? "adopt" : action_word(item.action);
}

std::string_view action_word(Action action)
{
    switch (action)
    {
    case Action::none: return "in sync";
    case Action::conflict: return "conflict";
    case Action::refuse: return "refused";
    case Action::block: return "blocked";
    case Action::hold: return "held";
    default: return to_string(action);
    }
}

std::string reason_words(const PlanItem& item)
{
    std::string out = item.why.empty() ? std::string(words_for(item.reason)) : item.why;
    if (left_alone(item))
        out += "; not named, left alone";
    if (item.adopted && item.action != Action::remove)
        out += "; an existing connector becomes managed";
    if (item.renamed_from)
        out += "; renamed from " + item.renamed_from->str();
    if (item.made_by_hand)
        out += "; made by hand, never managed here";
    return out;
}

std::string authors_words(const std::vector<Drift>& drift)
{
    if (drift.empty() || !drift.front().authors.known())
        return {};
    const auto& [by, at, others] = drift.front().authors;
    return (drift.front().kind == Drift::Kind::missing ? "deleted by " : "changed by ") + escaped(by) +
           " at " + escaped(at) + (others.empty() ? "" : ", also by " + escaped(others));
}

std::string_view secret_words(const PlanItem& item)
{
    if (item.in_sync() && item.may_have_another_secret())
        return "(unverified)";
    switch (item.secret)
    {
    case SecretFate::not_applicable: return "";
    case SecretFate::unchanged: return "(unchanged)";
    case SecretFate::written:
        if (item.client && item.client->generated)
            return "(generated)";
        return item.action == Action::create ? "(as declared)" : "(changed)";
    case SecretFate::kept: return "(kept in NetBird)";
    case SecretFate::unverified: return "(unverified)";
    case SecretFate::unreadable: return "(unreadable)";
    }
    return "";
}

std::string restart_text(const RestartNeeded& needed, const Painter& paint, const NextCommand& commands)
{
    auto keys = joined(needed.providers, [](const auto& key) { return key.str(); });
    return paint(Colour::yellow, "restart needed") + "  " + keys +
           "  NetBird's login service keeps the old values until NetBird restarts\n" +
           "    next: restart NetBird's management server\n"
           "    a restart is noticed by a probe of the login service, by management.metrics_url, or by " +
           commands.command("ack-restart") + '\n';
}

} // namespace idpsync::cli
