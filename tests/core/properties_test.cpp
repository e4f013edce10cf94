#include "core/expect.hpp"
#include "core/model.hpp"

#include <set>

namespace idpsync::test {
namespace {

constexpr unsigned many = 1'000;

/// Calls `check` with one random world after another; a failure names the seed that makes it again.
template <class Check>
void for_random_worlds(Check check, unsigned worlds = many)
{
    for (unsigned seed = 1; seed <= worlds; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        check(random_world(dice), dice);
        if (testing::Test::HasFailure())
            return;
    }
}

TEST(AnyWorld, IsPlannedTheSameWayTwice)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        EXPECT_EQ(text_of(random.world.plan()), text_of(random.world.plan()));
        EXPECT_EQ(random.world.plan().ledger_before_writes, random.world.plan().ledger_before_writes);
    });
}

TEST(AnyWorld, IsPlannedWhateverTheOrderOfNetBirdsList)
{
    for_random_worlds([](RandomWorld random, Dice& dice) {
        const auto plan = random.world.plan();
        dice.shuffle(random.world.observed.providers);
        const auto shuffled = random.world.plan();
        EXPECT_EQ(writes_of(plan), writes_of(shuffled));
        EXPECT_EQ(plan.ledger_before_writes, shuffled.ledger_before_writes);
    });
}

TEST(AnyWorld, IsPlannedWhateverTheOrderOfTheFiles)
{
    for_random_worlds([](RandomWorld random, Dice& dice) {
        const auto plan = text_of(random.world.plan());
        dice.shuffle(random.world.declared);
        EXPECT_EQ(plan, text_of(random.world.plan()));
    });
}

TEST(Rule01_AnyWorld, WritesToEachConnectorForOneKeyOnly)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        std::set<std::string> written;
        for (const auto& item : random.world.plan().items)
            if (item.writes() && item.id)
                EXPECT_TRUE(written.insert(item.id->value).second) << item.id->value;
    });
}

TEST(Rule01_AnyWorld, KeepsEachConnectorUnderOneDeclaredKeyInTheLedger)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        const auto plan = random.world.plan();
        std::set<std::string> owned;
        for (const auto& item : plan.items)
            if (item.entry && item.action != Action::conflict)
                EXPECT_TRUE(owned.insert(item.entry->id.value).second) << text_of(plan);
    });
}

TEST(Rule02_AnyWorld, CreatesNothingBesideItsLike)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        std::set<std::string> creates;
        for (const auto& item : random.world.plan().items)
        {
            if (item.action != Action::create)
                continue;
            for (const auto& connector : random.world.observed.providers)
            {
                EXPECT_FALSE(same_match(connector.values, *item.want));
                EXPECT_NE(loose_match_key(connector.values), loose_match_key(*item.want));
            }
            EXPECT_TRUE(creates.insert(loose_match_key(*item.want)).second);
        }
    });
}

TEST(Rule04_AnyWorld, RecreatesOnlyWithConsent)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        for (const auto& item : random.world.plan().items)
            if (item.action == Action::create && random.world.ledger.find(item.key) != nullptr)
                EXPECT_TRUE(item.allow.has(Consent::recreate)) << item.key.str();
    });
}

TEST(Rule05_AnyWorld, NeverDeletesWhatAPresentOrReleasedProviderMeans)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        const auto plan = random.world.plan();
        std::set<std::string> meant;
        for (const auto& provider : random.world.declared)
        {
            if (provider.state == State::absent)
                continue;
            if (provider.id)
                meant.insert(provider.id->value);
            if (const auto& id = plan.find(provider.key)->id)
                meant.insert(id->value);
        }
        // The one exception: a present provider of another type only looks like what is declared absent.
        for (const auto& item : plan.items)
            if (item.action == Action::remove && meant.contains(item.id->value))
                for (const auto& other : plan.items)
                    EXPECT_TRUE(other.id != item.id || other.key == item.key ||
                                other.reason == Reason::type_differs)
                        << text_of(plan);
    });
}

TEST(Rule07_AnyWorld, PrunesOnlyWhatIsOurs)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        const auto plan = random.world.plan();
        for (const auto& item : plan.items)
        {
            if (item.reason != Reason::pruned)
                continue;
            const auto* entry = random.world.ledger.find(item.key);
            ASSERT_NE(entry, nullptr);
            EXPECT_NE(random.world.context.policy.prune, Prune::off);
            EXPECT_TRUE(entry->origin == Origin::created ||
                        random.world.context.policy.prune == Prune::created_and_adopted);
            EXPECT_EQ(plan.count(Action::conflict), 0U);
        }
    });
}

TEST(Rule10_AnyWorld, WritesOnlyTheKeysThatWereNamed)
{
    for_random_worlds([](RandomWorld random, Dice&) {
        random.world.context.named = {key("a"), key("c")};
        for (const auto& item : random.world.plan().items)
            EXPECT_TRUE(!item.writes() || item.key == key("a") || item.key == key("c")) << item.key.str();
    });
}

TEST(Rule10_AnyWorld, KeepsTheLastWayInOpen)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        const auto plan = guard(random.world.plan(), random.world.observed, {}, random.world.context.policy);
        std::size_t unconsented = 0;
        for (const auto& item : plan.items)
            unconsented += item.action == Action::remove && !item.allow.has(Consent::delete_last) ? 1 : 0;
        if (unconsented > 0)
            EXPECT_GT(random.world.observed.providers.size() + plan.count(Action::create),
                      plan.count(Action::remove));
    });
}

TEST(Rule13_AnyWorld, SendsNoNewIssuerOrClientWithoutASecret)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        for (const auto& item : random.world.plan().items)
        {
            if (item.action != Action::update)
                continue;
            EXPECT_EQ(item.want->type, item.seen->type);
            if (item.changes_field(Field::issuer) || item.changes_field(Field::client_id))
                EXPECT_EQ(item.secret, SecretFate::written);
            if (item.secret == SecretFate::written)
                EXPECT_TRUE(item.fingerprint);
            else
                EXPECT_FALSE(item.changes.empty());
        }
    });
}

TEST(Rule14_AnyWorld, OverwritesNoSecretOfAFreshlyAdoptedConnectorUnasked)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        for (const auto& item : random.world.plan().items)
            if (item.adopted && item.secret == SecretFate::written)
                EXPECT_TRUE(item.allow.has(Consent::overwrite_secret)) << item.key.str();
    });
}

TEST(Rule15_AnyWorld, WritesNothingThatLacksAConsent)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        for (const auto& item : random.world.plan().items)
            if (item.action == Action::update && item.changes_field(Field::issuer))
            {
                const auto& written = item.entry->written;
                const bool repair = written && written->issuer == item.want->issuer;
                EXPECT_TRUE(repair || item.allow.has(Consent::issuer_change)) << item.key.str();
            }
    });
}

TEST(Rule16_AnyWorld, SettlesInAFewPassesAndStaysSettled)
{
    for_random_worlds([](const RandomWorld& random, Dice&) {
        Model model(random);
        auto before = Ledger{};
        auto plan = model.pass();
        for (unsigned passes = 1; plan.has_writes() || model.world.ledger != before; ++passes)
        {
            ASSERT_LT(passes, 10U);
            before = model.world.ledger;
            plan = model.pass();
        }
        for (const auto& item : plan.items)
        {
            if (item.want && item.action == Action::none)
                EXPECT_EQ(model.world.observed.find(*item.id)->values, *item.want) << text_of(plan);
            EXPECT_TRUE(item.in_sync() || item.troubled() || item.action == Action::wait) << text_of(plan);
        }
    });
}

/// One thing that an operator does between two passes.
void change_something(Dice& dice, World& world)
{
    constexpr std::array<std::string_view, 3> secrets{"red", "green", "blue"};
    if (world.declared.empty())
        return;
    auto& provider = world.declared[dice.below(world.declared.size())];
    const auto name = provider.key.str();
    switch (dice.below(6))
    {
    case 0: world.unreadable_secret(name); break;
    case 1: world.no_secret(name); break;
    case 2:
        if (provider.values)
            provider.values->name += "!";
        break;
    case 3: provider.state = provider.values && dice.chance(80) ? State::present : State::absent; break;
    default: world.secret(name, dice.one_of(secrets)); break;
    }
}

TEST(Rule13_AnyHistory, CallsASecretUnchangedOnlyWhenNetBirdHasIt)
{
    for_random_worlds(
        [](const RandomWorld& random, Dice& dice) {
            Model model(random);
            const auto all = model.world.declared;
            for (int step = 0; step < 25; ++step)
            {
                model.world.declared = all;
                if (dice.chance(20) && !all.empty())
                    model.world.declared.erase(model.world.declared.begin() + dice.below(all.size()));
                change_something(dice, model.world);
                if (DesiredState::make(model.world.declared).has_error())
                    continue;
                const auto plan = model.pass_with_lost_answers(dice);
                for (const auto& item : plan.items)
                    if (item.action == Action::none && item.secret == SecretFate::unchanged)
                        ASSERT_EQ(model.secrets_held.at(*item.id), *item.fingerprint)
                            << "step " << step << '\n'
                            << text_of(plan);
            }
        },
        300);
}

} // namespace
} // namespace idpsync::test
