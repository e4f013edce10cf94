#include "core/decide.hpp"

#include "core/claims.hpp"
#include "core/decide_key.hpp"
#include "core/prune.hpp"
#include "core/sorted_walk.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace idpsync {
namespace {

/// What is said of a connector of a type that nobody here knows.
constexpr std::string_view cannot_be_managed =
    "this version of netbird-idp-sync does not know its type and never changes it";

/// The planning of one pass.
class Planner
{
public:
    Planner(const DesiredState& desired, const SecretStates& secrets, const ObservedState& observed,
            const Ledger& ledger, const PassContext& context)
        : desired_(desired),
          observed_(observed),
          ledger_(ledger),
          context_(context),
          claims_(desired, observed, ledger),
          entries_(ledger.entries),
          secrets_(secrets),
          pass_{ledger, context, claims_, {}, {}}
    {}

    Plan plan();

private:
    PlanItem item_for(const DesiredProvider& provider, const Claim& claim);
    void apply_hold(PlanItem& item);
    void wait_for_earlier_write(PlanItem& item);
    static void spare_what_others_want(Plan& plan);
    void add_undeclared(Plan& plan);
    void add_undeclared_creates(Plan& plan);
    void add_unmanaged(Plan& plan);
    void keep_what_did_not_move(Plan& plan);
    void finish_ledger(Plan& plan);

    [[nodiscard]] bool selected(const ProviderKey& key) const
    {
        return context_.named.empty() || context_.named.contains(key);
    }

    const DesiredState& desired_;
    const ObservedState& observed_;
    const Ledger& ledger_;
    const PassContext& context_;
    Claims claims_;
    SortedWalk<std::map<ProviderKey, LedgerEntry>> entries_;
    SortedWalk<SecretStates> secrets_;
    PassView pass_;
};

Plan Planner::plan()
{
    Plan plan;
    plan.items.reserve(desired_.providers().size());
    for (std::size_t i = 0; i < desired_.providers().size(); ++i)
        plan.items.push_back(item_for(desired_.providers()[i], claims_.all()[i]));
    spare_what_others_want(plan);
    add_undeclared(plan);
    add_unmanaged(plan);
    finish_ledger(plan);
    return plan;
}

PlanItem Planner::item_for(const DesiredProvider& provider, const Claim& claim)
{
    PlanItem item{.key = provider.key};
    item.where = provider.where;
    item.selected = selected(provider.key);
    item.allow = provider.allow;
    if (const auto* entry = entries_.find(provider.key))
        item.entry = ledger_.remembered(*entry);
    if (item.entry)
        item.entry->omitted_since.reset();
    if (claim.connector != nullptr)
    {
        item.id = claim.connector->id;
        item.seen = claim.connector->values;
        item.unknown_members = claim.connector->unknown_members;
    }

    const auto* secret = secrets_.find(provider.key);
    pass_.secret = secret == nullptr ? SecretState{} : *secret;
    switch (provider.state)
    {
    case State::present: decide_present(item, provider, claim, pass_); break;
    case State::absent: decide_absent(item, provider, claim, pass_); break;
    case State::released: decide_released(item, claim, pass_); break;
    }
    apply_hold(item);
    wait_for_earlier_write(item);
    return item;
}

void Planner::apply_hold(PlanItem& item)
{
    const auto found = context_.holds.find(item.key);
    const bool applies = item.action == Action::create || item.action == Action::update ||
                         item.action == Action::remove || item.action == Action::wait;
    if (found == context_.holds.end() || !applies)
        return;
    const auto& hold = found->second;
    if (hold.applies_to(item))
        item.conclude(hold.action, hold.reason, hold.why);
}

/// What is sent now could be overtaken by what was sent before, and what is listed now may not stay.
void Planner::wait_for_earlier_write(PlanItem& item)
{
    const bool applies =
        item.action == Action::none || item.action == Action::update || item.action == Action::remove;
    if (!applies || !item.id || !context_.unsettled.contains(*item.id))
        return;
    const auto* intent = ledger_.open_write(*item.id);
    const bool removes = intent != nullptr && intent->verb == Verb::remove;
    item.conclude(Action::wait, Reason::intent_open,
                  std::string("an earlier ") + (removes ? "delete" : "update") +
                      " of it got no answer, and NetBird may still carry it out; nothing else is sent before "
                      "that is settled");
}

/// An absent key whose connector is just what a present key is looking for: most likely the key was renamed
/// the wrong way, and deleting would strand every user of that provider.
void Planner::spare_what_others_want(Plan& plan)
{
    std::unordered_map<std::string, const ProviderKey*> wanted;
    for (const auto& item : plan.items)
        if (item.want && !item.id)
            wanted.emplace(match_key(*item.want), &item.key);
    if (wanted.empty())
        return;
    for (auto& item : plan.items)
    {
        const auto found = item.action == Action::remove ? wanted.find(match_key(*item.seen)) : wanted.end();
        if (found != wanted.end())
            item.conclude(
                Action::conflict, Reason::similar_exists,
                "its connector is what " + found->second->str() + " declares as present",
                "to move the connector to " + found->second->str() + ", remove " + item.key.str() +
                    " from the files; to have a new one, delete this one in an apply of its own first");
    }
}

void Planner::add_undeclared(Plan& plan)
{
    const auto declared = plan.items.size();
    const PruneRules rules(desired_, context_, plan);
    for (const auto& known : claims_.undeclared())
    {
        const auto& [key, entry] = *known;
        if (claims_.claimer(entry.id) != nullptr)
            continue;
        const auto* connector = claims_.listed(entry.id);
        PlanItem item{.key = key, .id = entry.id};
        item.declared = false;
        item.selected = selected(key);
        if (connector == nullptr)
        {
            item.conclude(Action::forget, Reason::already_gone, {});
            plan.items.push_back(std::move(item));
            continue;
        }
        item.seen = connector->values;
        item.entry = ledger_.remembered(entry);
        if (!entry.omitted_since || *entry.omitted_since > context_.now)
            item.entry->omitted_since = context_.now;
        auto objection = connector->manageable() ? rules.objection(key, entry, connector->values)
                                                 : std::optional(std::string(cannot_be_managed));
        if (objection)
        {
            plan.unmanaged.push_back({*connector, key, *objection});
            plan.ledger_before_writes.entries.emplace(key, *item.entry);
            continue;
        }
        item.conclude(Action::remove, Reason::pruned, "no longer declared");
        apply_hold(item);
        wait_for_earlier_write(item);
        plan.items.push_back(std::move(item));
    }
    add_undeclared_creates(plan);
    if (plan.items.size() > declared)
        std::sort(plan.items.begin(), plan.items.end(),
                  [](const PlanItem& left, const PlanItem& right) { return left.key < right.key; });
}

/// A create that lost its answer, under a key that is not declared any more.
void Planner::add_undeclared_creates(Plan& plan)
{
    for (const auto& intent : ledger_.intents)
    {
        if (intent.verb != Verb::create || desired_.find(intent.key) != nullptr ||
            ledger_.find(intent.key) != nullptr)
            continue;
        PlanItem item{.key = intent.key};
        item.declared = false;
        item.selected = selected(intent.key);
        item.conclude(Action::wait, Reason::intent_open,
                      "an earlier create has no known outcome yet, and the key is not declared any more");
        apply_hold(item);
        plan.items.push_back(std::move(item));
    }
}

void Planner::add_unmanaged(Plan& plan)
{
    for (std::size_t i = 0; i < claims_.all().size(); ++i)
        if (desired_.providers()[i].state == State::released && claims_.all()[i].holds())
            plan.unmanaged.push_back({*claims_.all()[i].connector, std::nullopt, "released"});
    for (const auto& connector : observed_.providers)
        if (claims_.claimer(connector) == nullptr && claims_.undeclared_key_of(connector.id) == nullptr)
            plan.unmanaged.push_back(
                {connector, std::nullopt, std::string(connector.manageable() ? "" : cannot_be_managed)});
}

/// An undeclared entry whose connector a declared key claims but does not take over yet (a conflict, an open
/// create) stays, or what is known of its secret would be lost.
void Planner::keep_what_did_not_move(Plan& plan)
{
    for (const auto& known : claims_.undeclared())
    {
        const auto& [key, entry] = *known;
        const auto* heir = claims_.claimer(entry.id);
        if (heir == nullptr)
            continue;
        const auto* item = plan.find(*heir);
        if (item->action == Action::forget || (item->entry && item->entry->id == entry.id))
            continue;
        auto kept = ledger_.remembered(entry);
        kept.omitted_since.reset();
        plan.ledger_before_writes.entries.emplace(key, std::move(kept));
    }
}

void Planner::finish_ledger(Plan& plan)
{
    auto& ledger = plan.ledger_before_writes;
    ledger.account_id = ledger_.account_id;
    ledger.fingerprint_key = ledger_.fingerprint_key;
    ledger.audit = ledger_.audit;
    ledger.restart = ledger_.restart;
    for (const auto& item : plan.items)
        if (item.entry)
            ledger.entries.emplace_hint(ledger.entries.end(), item.key, *item.entry);
    keep_what_did_not_move(plan);
    for (const auto& intent : ledger_.intents)
    {
        // A PUT that may have carried a secret stays open until the secret is written again, or no longer
        // declared; the entry tells by itself that the secret counts as unwritten.
        const auto* item = plan.find(intent.key);
        const bool open_update = intent.verb == Verb::update && intent.secret && item != nullptr &&
                                 item->fingerprint && item->entry && item->entry->id == intent.id;
        const bool open_create =
            intent.verb == Verb::create &&
            (item == nullptr || item->action == Action::wait || item->action == Action::conflict);
        const bool unsettled = intent.id && context_.unsettled.contains(*intent.id);
        if (open_create || open_update || unsettled)
            ledger.intents.push_back(intent);
    }
}

} // namespace

Plan make_plan(const DesiredState& desired, const SecretStates& secrets, const ObservedState& observed,
               const Ledger& ledger, const PassContext& context)
{
    return Planner(desired, secrets, observed, ledger, context).plan();
}

LedgerEntry entry_after_write(const PlanItem& item, const ConnectorId& id, WallTime now)
{
    LedgerEntry entry{.id = id, .origin = Origin::created, .made_by = item.made_by};
    if (item.entry && item.action != Action::create)
        entry = *item.entry;
    entry.id = id;
    entry.written = item.want;
    entry.written_at = now;
    if (item.secret == SecretFate::written)
    {
        entry.secret = item.fingerprint;
        entry.held_back.reset();
    }
    return entry;
}

Intent intent_for(const PlanItem& item, const ObservedState& observed)
{
    const bool carries_secret = item.secret == SecretFate::written;
    Intent intent{.key = item.key, .id = item.id};
    intent.values = item.want ? *item.want : *item.seen;
    switch (item.action)
    {
    case Action::create:
        intent.verb = Verb::create;
        for (const auto& connector : observed.providers)
            if (same_match(connector.values, intent.values))
                intent.known_ids.push_back(connector.id);
        break;
    case Action::update: intent.verb = Verb::update; break;
    default: intent.verb = Verb::remove; break;
    }
    if (carries_secret)
        intent.secret = item.fingerprint;
    return intent;
}

} // namespace idpsync
