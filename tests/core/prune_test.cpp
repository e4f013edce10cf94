#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

/// "corp" is declared and in sync; "former" was created as okta-9 and has been omitted for the whole grace.
World omitting_world()
{
    auto world = settled_world();
    auto entry = created("okta-9", values("former"));
    entry.omitted_since = at(0s);
    world.list("okta-9", values("former")).know("former", entry);
    world.context.policy = {.prune = Prune::created, .prune_grace = 600s};
    world.context.now = at(600s);
    return world;
}

TEST(Rule07_Prune, DeletesWhatThisToolCreatedWhenTheGraceIsOver)
{
    const auto item = omitting_world().item("former");
    EXPECT_THAT(item, Decides(Action::remove, Reason::pruned));
    EXPECT_EQ(item.id, ConnectorId{"okta-9"});
    EXPECT_FALSE(item.declared);
}

TEST(Rule07_Prune, IsOffByDefault)
{
    auto world = omitting_world();
    world.context.policy = Policy{};
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-9"));
    EXPECT_EQ(plan.unmanaged.front().omitted, key("former"));
    EXPECT_EQ(plan.unmanaged.front().note, "");
}

TEST(Rule07_Prune, WaitsForTheGrace)
{
    auto world = omitting_world();
    world.context.now = at(599s);
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(plan.unmanaged.front().note, HasSubstr("in 1s"));
}

TEST(Rule07_Prune, NeedsTwoPassesHoweverShortTheGrace)
{
    auto world = omitting_world();
    world.context.policy.prune_grace = 0s;
    world.ledger.entries.at(key("former")).omitted_since.reset();
    const auto first = world.plan();
    EXPECT_FALSE(first.has_writes());
    EXPECT_EQ(entry_before_writes(first, "former")->omitted_since, world.context.now);

    world.ledger = first.ledger_before_writes;
    EXPECT_THAT(world.item("former"), Decides(Action::remove, Reason::pruned));
}

TEST(Rule07_Prune, RemembersSinceWhenAKeyIsOmitted)
{
    auto world = omitting_world();
    world.context.now = at(300s);
    EXPECT_EQ(entry_before_writes(world.plan(), "former")->omitted_since, at(0s));
}

TEST(Rule07_Prune, StartsAnewAfterTheKeyWasDeclaredOnceInBetween)
{
    auto world = omitting_world();
    const auto declared = world.declared;
    world.declare(desired("former"));
    world.ledger = world.plan().ledger_before_writes;
    EXPECT_EQ(world.ledger.find(key("former"))->omitted_since, std::nullopt);

    world.declared = declared;
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule07_Prune, StartsAnewWhenTheClockWentBack)
{
    auto world = omitting_world();
    world.ledger.entries.at(key("former")).omitted_since = at(900s);
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(entry_before_writes(plan, "former")->omitted_since, at(600s));
}

TEST(Rule07_Prune, AtOnceOnDemand)
{
    auto world = omitting_world();
    world.ledger.entries.at(key("former")).omitted_since.reset();
    world.context.prune_now = true;
    EXPECT_THAT(world.item("former"), Decides(Action::remove, Reason::pruned));
}

TEST(Rule07_Prune, LeavesAdoptedOnesUnlessAllAreMeant)
{
    auto world = omitting_world();
    world.ledger.entries.at(key("former")).origin = Origin::adopted;
    EXPECT_FALSE(world.plan().has_writes());
    EXPECT_THAT(world.plan().unmanaged.front().note, HasSubstr("prune: all"));

    world.context.policy.prune = Prune::created_and_adopted;
    EXPECT_THAT(world.item("former"), Decides(Action::remove, Reason::pruned));
}

TEST(Rule07_Prune, NeverTouchesWhatTheLedgerDoesNotKnow)
{
    auto world = omitting_world();
    world.ledger.entries.erase(key("former"));
    world.context.policy.prune = Prune::created_and_adopted;
    world.context.prune_now = true;
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule07_Prune, DoesNothingInAPassWithAConflict)
{
    auto world = omitting_world();
    world.context.prune_now = true;
    world.declare(with_id(desired("broken"), "not-there"));
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(plan.unmanaged.front().note, HasSubstr("conflict"));
}

TEST(Rule07_Prune, DoesNothingInAPassWithAHeldConflict)
{
    auto world = omitting_world();
    world.observed.providers.front().values.name = "changed";
    world.context.holds.emplace(key("corp"),
                                Hold{.action = Action::conflict, .reason = Reason::not_converging});
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule07_Prune, SparesWhatADeclaredProviderClaimsById)
{
    auto world = omitting_world();
    world.declare(with_id(desired("heir", values("former")), "okta-9"));
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(plan.find(key("heir"))->renamed_from, key("former"));
}

TEST(Rule07_Prune, SparesWhatSharesTheIssuerWithADeclaredProvider)
{
    auto world = omitting_world();
    world.observed.providers.back().values = with_issuer(values("former"), "https://corp.example");
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(plan.unmanaged.front().note, HasSubstr("issuer"));
}

TEST(Rule07_Prune, SparesWhatSharesTheClientWithADeclaredProvider)
{
    auto world = omitting_world();
    world.observed.providers.back().values = with_client(values("former", keycloak), "corp-client");
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(plan.unmanaged.front().note, HasSubstr("client_id"));
}

TEST(Rule07_Prune, ComparesWithinAFamilyOnly)
{
    auto world = omitting_world();
    world.observed.providers.back().values = with_client(values("former", google), "corp-client");
    EXPECT_THAT(world.item("former"), Decides(Action::remove, Reason::pruned));
}

TEST(Rule07_Prune, SparesEveryGoogleWhileOneIsDeclared)
{
    auto world = omitting_world();
    world.declare(desired("search", google)).list("google-1", values("search", google));
    world.observed.providers[1].values = values("former", google);
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule07_Prune, GoesByWhatNetBirdShowsNow)
{
    // The omitted connector was moved to the issuer of a declared one by hand.
    auto world = omitting_world();
    world.ledger.entries.at(key("former")).written = values("former");
    world.observed.providers.back().values.issuer = "https://corp.example";
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule07_Prune, WritesNothingForAKeyThatWasNotNamed)
{
    auto world = omitting_world();
    world.context.named = {key("corp")};
    EXPECT_FALSE(world.plan().has_writes());
    EXPECT_EQ(world.item("former").action, Action::remove);
    EXPECT_FALSE(world.item("former").selected);
}

TEST(Rule07_Prune, IsNotRepeatedWhileARefusalIsNotDue)
{
    auto world = omitting_world();
    world.context.holds.emplace(key("former"), Hold{.action = Action::wait, .reason = Reason::not_due});
    EXPECT_THAT(world.item("former"), Decides(Action::wait, Reason::not_due));
}

} // namespace
} // namespace idpsync::test
