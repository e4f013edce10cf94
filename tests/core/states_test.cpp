#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

TEST(Rule05_Absent, DeletesWhatTheLedgerKnows)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::remove, Reason::declared_absent));
    EXPECT_EQ(item.id, ConnectorId{"okta-1"});
    EXPECT_FALSE(item.made_by_hand);
}

TEST(Rule05_Absent, DeletesWhatTheFileNamesById)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-1")).list("okta-1", values("corp"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::remove, Reason::declared_absent));
    EXPECT_TRUE(item.made_by_hand);
}

TEST(Rule05_Absent, DeletesTheOnlyMatchAndSaysThatItWasMadeByHand)
{
    World world;
    world.declare(with_values(absent("corp"), values("corp"))).list("okta-1", values("corp"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::remove, Reason::declared_absent));
    EXPECT_EQ(item.id, ConnectorId{"okta-1"});
    EXPECT_TRUE(item.made_by_hand);
}

TEST(Rule05_Absent, WithSeveralMatchesIsAConflict)
{
    World world;
    world.declare(with_values(absent("corp"), values("corp")))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::several_matches));
}

TEST(Rule05_Absent, WithAMatchOfAnotherTypeIsAConflict)
{
    World world;
    world.declare(with_values(absent("corp"), values("corp"))).list("keycloak-1", values("corp", keycloak));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::type_differs));
}

TEST(Rule05_Absent, NeverDeletesWhatAPresentProviderMatches)
{
    World world;
    world.declare(with_values(absent("a"), values("corp")))
        .declare(desired("b", values("corp")))
        .list("okta-1", values("corp"));
    EXPECT_EQ(world.item("b").id, ConnectorId{"okta-1"});
    EXPECT_THAT(world.item("a"), Decides(Action::none, Reason::already_gone));
}

TEST(Rule05_Absent, NeverDeletesWhatAPresentProviderNamesById)
{
    World world;
    world.declare(absent("a"))
        .declare(with_id(desired("b", values("corp")), "okta-1"))
        .list("okta-1", values("corp"))
        .know("a", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("a"), Decides(Action::conflict, Reason::id_claimed));
}

TEST(Rule05_Absent, NeverDeletesTheLedgersConnectorThatAPresentProviderIsLookingFor)
{
    // A key renamed the wrong way: the old one declared absent, the new one with the same values.
    World world;
    world.declare(absent("old"))
        .declare(desired("new", values("corp")))
        .list("okta-1", values("corp"))
        .know("old", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("old"), Decides(Action::conflict, Reason::similar_exists));
    EXPECT_FALSE(world.plan().has_writes());
}

TEST(Rule05_Absent, DeletesOneOfTwoConnectorsWhenThePresentProviderHasItsOwn)
{
    World world;
    world.declare(with_id(absent("twin"), "okta-2"))
        .declare(with_id(desired("corp"), "okta-1"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"));
    EXPECT_EQ(world.item("twin").action, Action::remove);
}

TEST(Rule05_Absent, WithAMistypedIdIsAConflictWhileTheLedgersConnectorIsThere)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-l"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::id_not_listed));
}

TEST(Rule05_Absent, NeverDeletesWhatAReleasedProviderMatches)
{
    World world;
    world.declare(with_values(absent("a"), values("corp")))
        .declare(with_values(released("b"), values("corp")))
        .list("okta-1", values("corp"));
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule05_Absent, DropsAnEntryWhoseConnectorIsGone)
{
    World world;
    world.declare(absent("corp")).list("x", values("other")).know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::forget, Reason::already_gone));
    EXPECT_TRUE(plan.find(key("corp"))->in_sync());
    EXPECT_EQ(entry_before_writes(plan, "corp"), std::nullopt);
}

TEST(Rule05_Absent, DoesNotDeleteAMatchInsteadOfTheGoneConnector)
{
    World world;
    world.declare(with_values(absent("corp"), values("corp")))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("corp"), Decides(Action::forget, Reason::already_gone));
}

TEST(Rule05_Absent, IsInSyncWhenItsIdIsNotListed)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-1"));
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::already_gone));
}

TEST(Rule05_Absent, IsInSyncWhenNothingIsKnownOfItsKey)
{
    World world;
    world.declare(absent("corp")).list("okta-1", values("corp"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::none, Reason::in_sync));
    EXPECT_THAT(item.next, HasSubstr("`id: …`"));
}

TEST(Rule05_Absent, NeedsNoSecret)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")))
        .unreadable_secret("corp");
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::remove);
    EXPECT_EQ(item.secret, SecretFate::not_applicable);
    EXPECT_EQ(item.fingerprint, std::nullopt);
}

TEST(Rule05_Absent, LetsTheLedgersConnectorGoWhenTheFileNamesAnotherId)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-2"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("other"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_EQ(plan.find(key("corp"))->id, ConnectorId{"okta-2"});
    EXPECT_TRUE(plan.find(key("corp"))->made_by_hand);
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule05_Absent, TakesTheEntryOfAFormerKeyAlong)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-1"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::remove);
    EXPECT_EQ(item.renamed_from, key("former"));
    EXPECT_FALSE(item.made_by_hand);
}

TEST(Rule05_Absent, FollowedByPresentIsAPlainCreate)
{
    World world;
    world.declare(absent("corp")).list("x", values("other")).know("corp", created("okta-1", values("corp")));
    world.ledger = world.plan().ledger_before_writes;
    world.declared = {desired("corp")};
    EXPECT_THAT(world.item("corp"), Decides(Action::create, Reason::not_in_netbird));
}

TEST(Rule05_Absent, FollowedByPresentAfterALostAnswerIsAPlainCreate)
{
    World world;
    world.declare(desired("corp"))
        .list("x", values("other"))
        .know("corp", created("okta-1", values("corp")))
        .open(open_delete("corp", "okta-1"));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::create, Reason::not_in_netbird));
    EXPECT_THAT(plan.ledger_before_writes.intents, IsEmpty());
}

TEST(Rule05_Absent, IsDeletedAgainWhenAnEarlierDeleteLostItsAnswerAndDidNothing)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")))
        .open(open_delete("corp", "okta-1"));
    EXPECT_THAT(world.item("corp"), Decides(Action::remove, Reason::declared_absent));
}

TEST(Rule05_Released, IsForgottenAndReportedAsUnmanaged)
{
    World world;
    world.declare(released("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::forget, Reason::released));
    EXPECT_EQ(entry_before_writes(plan, "corp"), std::nullopt);
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
    EXPECT_FALSE(plan.has_writes());
}

TEST(Rule05_Released, StaysUntouchedWhateverDrifts)
{
    World world;
    world.declare(with_values(with_id(released("corp"), "okta-1"), values("corp")))
        .list("okta-1", with_name(values("corp"), "changed"));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::none, Reason::released));
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule05_Released, IsFoundByItsValues)
{
    World world;
    world.declare(with_values(released("corp"), values("corp"))).list("okta-1", values("corp"));
    EXPECT_EQ(world.item("corp").id, ConnectorId{"okta-1"});
}

TEST(Rule05_Released, WithSeveralMatchesIsAConflict)
{
    World world;
    world.declare(with_values(released("corp"), values("corp")))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::several_matches));
}

TEST(Rule05_Released, LetsAFormerKeysEntryGo)
{
    World world;
    world.declare(with_id(released("corp"), "okta-1"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_EQ(plan.find(key("corp"))->action, Action::forget);
    EXPECT_TRUE(plan.ledger_before_writes.entries.empty());
}

TEST(Rule05_Undeclared, IsDroppedWhenItsConnectorIsGone)
{
    World world;
    world.list("x", values("other")).know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::forget, Reason::already_gone));
    EXPECT_TRUE(plan.ledger_before_writes.entries.empty());
}

TEST(Rule06_Unmanaged, IsReportedAndLeftAlone)
{
    World world = settled_world();
    world.list("by-hand", values("other"));
    const auto plan = world.plan();
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("by-hand"));
    EXPECT_EQ(plan.unmanaged.front().omitted, std::nullopt);
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(plan.items.size(), 1U);
}

TEST(Rule06_Unmanaged, AndAdoptionInSyncAreNoWrites)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp")).list("by-hand", values("other"));
    const auto plan = world.plan();
    EXPECT_TRUE(plan.find(key("corp"))->adopted);
    EXPECT_FALSE(plan.has_writes());
    EXPECT_TRUE(plan.find(key("corp"))->in_sync());
    EXPECT_FALSE(plan.find(key("corp"))->troubled());
}

TEST(Rule25_Observe, SeesTheSamePlanAsEnforce)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "changed"));
    const auto enforced = world.item("corp");
    world.context.policy.mode = Mode::observe;
    EXPECT_THAT(world.item("corp"), Decides(enforced.action, enforced.reason));
    EXPECT_EQ(world.item("corp").changes, enforced.changes);
}

TEST(Rule25_Observe, PlansWithoutTouchingTheLedgerItWasGiven)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp"));
    const auto before = world.ledger;
    const auto plan = world.plan();
    EXPECT_EQ(world.ledger, before);
    EXPECT_NE(plan.ledger_before_writes, before);
}

} // namespace
} // namespace idpsync::test
