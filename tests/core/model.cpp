#include "core/model.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace idpsync::test {
namespace {

constexpr std::array<std::string_view, 6> key_names{"a", "b", "c", "d", "e", "f"};
constexpr std::array<std::string_view, 3> secret_texts{"red", "green", "blue"};

DesiredProvider random_declaration(Dice& dice, std::string_view name, const ObservedState& observed)
{
    DesiredProvider provider{.key = key(name)};
    const auto kind = dice.below(10);
    provider.state = kind < 7 ? State::present : kind < 9 ? State::absent : State::released;
    if (provider.state == State::present || dice.chance(50))
        provider.values = !observed.providers.empty() && dice.chance(30)
                              ? dice.one_of(observed.providers).values
                              : random_values(dice, std::string(name));
    if (dice.chance(15))
        provider.id = !observed.providers.empty() && dice.chance(80) ? dice.one_of(observed.providers).id
                                                                     : ConnectorId{"nowhere"};
    for (const auto consent : enumerators<Consent>())
        if (dice.chance(30))
            provider.allow.add(consent);
    return provider;
}

void declare_some(Dice& dice, World& world)
{
    for (const auto name : key_names)
    {
        if (!dice.chance(60))
            continue;
        world.declared.push_back(random_declaration(dice, name, world.observed));
        if (DesiredState::make(world.declared).has_error())
            world.declared.pop_back();
        const auto kind = dice.below(10);
        if (kind == 0)
            world.unreadable_secret(name);
        else if (kind > 1)
            world.secret(name, dice.one_of(secret_texts));
    }
}

void list_some(Dice& dice, World& world)
{
    const auto count = dice.below(7);
    for (unsigned i = 0; i < count; ++i)
        world.list("id-" + std::to_string(i), random_values(dice, std::string(dice.one_of(key_names))));
}

LedgerEntry random_entry(Dice& dice, const ConnectorId& id, const ConnectorValues& seen)
{
    LedgerEntry entry{.id = id, .origin = dice.chance(50) ? Origin::created : Origin::adopted};
    if (dice.chance(80))
        entry.written = dice.chance(70) ? seen : with_name(seen, "written before");
    const auto kind = dice.below(10);
    if (kind < 6)
        entry.secret = fingerprint(dice.one_of(secret_texts));
    else if (kind < 8)
        entry.held_back = HeldBack{fingerprint(dice.one_of(secret_texts))};
    else if (kind == 8)
        entry.held_back = HeldBack{};
    return entry;
}

} // namespace

ConnectorValues random_values(Dice& dice, std::string name)
{
    static const std::array<std::string, 5> issuers{"https://x.example", "https://x.example/",
                                                    "https://y.example", "https://z.example",
                                                    "http://X.example:80"};
    static const std::array<std::string, 2> clients{"nb", "netbird"};
    const auto type = dice.chance(60) ? oidc : dice.one_of(enumerators<ProviderType>());
    return {.type = type,
            .name = std::move(name),
            .issuer = has_builtin_issuer(type) ? std::string() : dice.one_of(issuers),
            .client_id = dice.one_of(clients)};
}

RandomWorld random_world(Dice& dice)
{
    RandomWorld result;
    auto& world = result.world;
    list_some(dice, world);
    declare_some(dice, world);
    for (const auto& connector : world.observed.providers)
        result.secrets_held[connector.id] = fingerprint("what NetBird had before");

    auto ids = world.observed.providers;
    ids.push_back({{"gone-1"}, random_values(dice, "gone")});
    dice.shuffle(ids);
    for (const auto name : key_names)
    {
        if (ids.empty() || !dice.chance(50))
            continue;
        const auto entry = random_entry(dice, ids.back().id, ids.back().values);
        ids.pop_back();
        if (entry.secret)
            result.secrets_held[entry.id] = *entry.secret;
        world.know(name, entry);
    }
    world.context.policy.prune =
        dice.one_of(std::array{Prune::off, Prune::created, Prune::created_and_adopted});
    world.context.policy.max_deletes = 20;
    world.context.prune_now = true;
    return result;
}

Plan Model::plan_and_guard()
{
    world.context.now += std::chrono::minutes(1);
    const Facts facts{.account = AccountFacts{.id = "acc-1", .local_auth_disabled = false}};
    auto plan = guard(world.plan(), world.observed, facts, world.context.policy);
    world.ledger = plan.ledger_before_writes;
    return plan;
}

Plan Model::pass(const std::function<void(Plan&)>& hold)
{
    auto plan = plan_and_guard();
    hold(plan);
    for (const bool deletes : {false, true})
        for (const auto& item : plan.items)
            if (item.writes() && (item.action == Action::remove) == deletes)
                write(item, {});
    return plan;
}

Plan Model::pass_with_lost_answers(Dice& dice)
{
    auto plan = plan_and_guard();
    for (const auto& item : plan.items)
        if (item.writes())
            write(item, {.carried_out = dice.chance(60), .answered = dice.chance(60)});
    return plan;
}

void Model::write(const PlanItem& item, const Fate& fate)
{
    const auto intent = intent_for(item, world.observed);
    close_intent(item.key);
    world.ledger.intents.push_back(intent);
    // An answer comes only from a write that was carried out.
    const bool carried_out = fate.carried_out || fate.answered;
    const auto id = carried_out ? carry_out(item) : std::nullopt;
    if (!fate.answered)
    {
        if (intent.verb == Verb::create)
            settle(intent);
        return;
    }
    close_intent(item.key);
    if (item.action == Action::remove)
        world.ledger.entries.erase(item.key);
    else
        world.ledger.entries.insert_or_assign(item.key, entry_after_write(item, *id, world.context.now));
}

std::optional<ConnectorId> Model::carry_out(const PlanItem& item)
{
    auto& listed = world.observed.providers;
    if (item.action == Action::create)
    {
        const ConnectorId id{"new-" + std::to_string(++ids_given_)};
        listed.push_back({id, *item.want});
        secrets_held[id] = *item.fingerprint;
        return id;
    }
    const auto found =
        std::find_if(listed.begin(), listed.end(), [&](const auto& one) { return one.id == *item.id; });
    if (item.action == Action::remove)
        listed.erase(found);
    else
    {
        found->values = *item.want;
        if (item.secret == SecretFate::written)
            secrets_held[*item.id] = *item.fingerprint;
    }
    return item.id;
}

void Model::settle(const Intent& intent)
{
    const auto settlement = settle_create(intent, world.observed);
    close_intent(intent.key);
    if (settlement.kind == Settlement::Kind::created)
        world.ledger.entries.insert_or_assign(intent.key, LedgerEntry{.id = settlement.ids.front(),
                                                                      .origin = Origin::created,
                                                                      .written = intent.values,
                                                                      .secret = intent.secret,
                                                                      .written_at = world.context.now});
}

void Model::close_intent(const ProviderKey& name)
{
    std::erase_if(world.ledger.intents, [&](const Intent& one) { return one.key == name; });
}

std::string text_of(const Plan& plan)
{
    std::ostringstream out;
    for (const auto& item : plan.items)
    {
        out << item.key.str() << ' ' << to_string(item.action) << ' ' << to_string(item.reason) << ' '
            << to_string(item.secret) << ' ' << (item.id ? item.id->value : "-") << ' ' << item.why << ' '
            << item.next;
        for (const auto& change : item.changes)
            out << ' ' << to_string(change.field) << '=' << change.desired;
        for (const auto& hint : item.hints)
            out << ' ' << hint;
        out << '\n';
    }
    for (const auto& one : plan.unmanaged)
        out << one.provider.id.value << ' ' << one.note << '\n';
    return out.str();
}

std::vector<std::string> writes_of(const Plan& plan)
{
    std::vector<std::string> writes;
    for (const auto& item : plan.items)
        if (item.writes())
            writes.push_back(item.key.str() + ' ' + std::string(to_string(item.action)) + ' ' +
                             (item.id ? item.id->value : "-"));
    return writes;
}

} // namespace idpsync::test
