// Connectors of a type that this program does not know: shown, never matched, adopted, written or deleted.

#include "core/builders.hpp"
#include "core/expect.hpp"
#include "core/import.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

/// Listed as "ldap-1", with the values of "corp".
ObservedProvider directory()
{
    return {.id = {"ldap-1"}, .values = values("corp", oidc), .unknown_type = "ldap"};
}

World world_with_a_directory()
{
    World world;
    world.observed.providers.push_back(directory());
    return world;
}

TEST(Unmanageable, Rule6_IsShownWithItsTypeAndTheReason)
{
    const auto plan = world_with_a_directory().plan();
    EXPECT_THAT(plan.items, IsEmpty());
    ASSERT_THAT(ids_of_unmanaged(plan), ElementsAre("ldap-1"));
    EXPECT_EQ(plan.unmanaged[0].provider.type_name(), "ldap");
    EXPECT_THAT(plan.unmanaged[0].note, HasSubstr("never changes it"));
}

TEST(Unmanageable, Rule2_IsNotMatchedButNothingIsCreatedBesideIt)
{
    auto world = world_with_a_directory();
    world.declare(desired("corp", oidc));
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::conflict);
    EXPECT_EQ(item.reason, Reason::similar_exists);
    EXPECT_THAT(item.why, HasSubstr("\"ldap\""));
    EXPECT_FALSE(item.adopted);
}

TEST(Unmanageable, Rule3_CannotBeNamedByItsId)
{
    for (const auto state : {State::present, State::absent})
    {
        auto world = world_with_a_directory();
        auto provider = with_id(desired("other", oidc), "ldap-1");
        provider.state = state;
        world.declare(provider);
        const auto item = world.item("other");
        EXPECT_EQ(item.action, Action::conflict);
        EXPECT_EQ(item.reason, Reason::type_differs);
        EXPECT_THAT(item.why, HasSubstr("ldap"));
        EXPECT_THAT(ids_of_unmanaged(world.plan()), ElementsAre("ldap-1"));
    }
}

TEST(Unmanageable, Rule5_TheLedgerNeverLeadsToAWriteOfIt)
{
    for (const auto& provider : {desired("corp", oidc), absent("corp"), released("corp")})
    {
        auto world = world_with_a_directory();
        world.declare(provider).know("corp", created("ldap-1", values("corp", oidc)));
        const auto item = world.item("corp");
        EXPECT_FALSE(item.writes());
        EXPECT_EQ(item.action, provider.state == State::released ? Action::forget : Action::conflict);
    }
}

TEST(Unmanageable, Rule7_IsNeverPruned)
{
    auto world = world_with_a_directory();
    world.declare(desired("other"))
        .list("okta-2", values("other"))
        .know("other", created("okta-2", values("other")));
    world.know("corp", created("ldap-1", values("corp", oidc)));
    world.context.policy.prune = Prune::created_and_adopted;
    world.context.prune_now = true;
    const auto plan = world.plan();
    EXPECT_EQ(plan.count(Action::remove), 0U);
    EXPECT_EQ(entry_before_writes(plan, "corp").value().id.value, "ldap-1");
}

TEST(Unmanageable, Rule12_IsNoOutcomeOfALostCreate)
{
    const auto intent = open_create("corp", values("corp", oidc));
    EXPECT_EQ(settle_create(intent, {{directory()}}).kind, Settlement::Kind::nothing);
}

TEST(Unmanageable, IsImportedAsAComment)
{
    auto world = world_with_a_directory();
    const auto import = make_import(world.observed, world.desired_state(), world.ledger, false);
    ASSERT_EQ(import.providers.size(), 1U);
    EXPECT_THAT(import.providers[0].refused, ElementsAre(HasSubstr("\"ldap\"")));
    EXPECT_THAT(import.providers[0].notes, IsEmpty());
}

TEST(UnknownMembers, GoAlongWithTheItem)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "Other"));
    world.observed.providers[0].unknown_members = R"("groups_claim":"memberOf")";
    EXPECT_EQ(world.item("corp").unknown_members, R"("groups_claim":"memberOf")");
}

} // namespace
} // namespace idpsync::test
