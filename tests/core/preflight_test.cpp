#include "core/builders.hpp"
#include "core/expect.hpp"
#include "core/preflight.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

PreflightResult accepted()
{
    return {.verdict = Verdict::accepted};
}

PreflightResult unknown()
{
    return {.verdict = Verdict::unknown,
            .reason = {FindingId::provider_unreachable, Severity::unknown, "no answer within 10 s", ""}};
}

PreflightResult refused()
{
    return {
        .verdict = Verdict::refused,
        .reason = {FindingId::credentials_refused, Severity::error, "401 invalid_client", "make a new one"}};
}

PlanItem after(PlanItem item, PreflightResult result, PreflightRules rules = {}, const Hold* hold = nullptr)
{
    apply_preflight(item, std::move(result), rules, hold);
    return item;
}

PlanItem create()
{
    World world;
    world.declare(desired("corp"));
    return world.item("corp");
}

PlanItem new_secret()
{
    auto world = settled_world();
    return world.secret("corp", "newer").item("corp");
}

/// Adopted in sync; nothing shows that the declared secret is newer than NetBird's.
World adopted_world()
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("corp", adopted("okta-1", values("corp")));
    return world;
}

TEST(Rule19_WhatIsAsked, IsEveryCreate)
{
    EXPECT_TRUE(needs_preflight(create()));
}

TEST(Rule19_WhatIsAsked, IsANewIssuerClientOrSecret)
{
    EXPECT_TRUE(needs_preflight(new_secret()));
    EXPECT_TRUE(
        needs_preflight(drifted_world(values("corp"), with_client(values("corp"), "other")).item("corp")));
    EXPECT_TRUE(needs_preflight(
        drifted_world(values("corp"), with_issuer(values("corp"), "https://other.example")).item("corp")));
}

TEST(Rule19_WhatIsAsked, IsNothingForAName)
{
    const auto item = drifted_world(values("corp"), with_name(values("corp"), "Corp")).item("corp");
    ASSERT_EQ(item.action, Action::update);
    EXPECT_FALSE(needs_preflight(item));
}

TEST(Rule19_WhatIsAsked, IsNothingInSyncNorForKeysThatWereNotNamed)
{
    EXPECT_FALSE(needs_preflight(settled_world().item("corp")));
    World world;
    world.declare(desired("corp")).context.named = {key("other")};
    EXPECT_FALSE(needs_preflight(world.item("corp")));
}

TEST(Rule5_Absent, NeedsNoPreflight)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    ASSERT_EQ(world.item("corp").action, Action::remove);
    EXPECT_FALSE(needs_preflight(world.item("corp")));
}

TEST(Rule19_Block, HoldsBackWhatTheProviderRefuses)
{
    const auto item = after(create(), refused());
    EXPECT_THAT(item, Decides(Action::block, Reason::preflight_refused));
    EXPECT_EQ(item.why, "401 invalid_client");
    EXPECT_EQ(item.next, "make a new one");
    EXPECT_THAT(item.hints, ElementsAre(HasSubstr("--force-preflight corp")));
    EXPECT_THAT(after(new_secret(), refused()), Decides(Action::block, Reason::preflight_refused));
}

TEST(Rule19_Warn, WritesWhatTheProviderRefusesAndSaysSo)
{
    const auto item = after(create(), refused(), {.mode = PreflightMode::warn});
    EXPECT_EQ(item.action, Action::create);
    EXPECT_THAT(item.hints, ElementsAre(HasSubstr("401 invalid_client")));
}

TEST(Rule19_Force, WritesWhatTheProviderRefusesOnce)
{
    const auto item = after(create(), refused(), {.forced = true});
    EXPECT_EQ(item.action, Action::create);
    EXPECT_THAT(item.hints, ElementsAre(HasSubstr("--force-preflight")));
}

PlanItem new_pair()
{
    World world;
    world.declare(desired("corp", with_client(values("corp"), "newer")))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    return world.item("corp");
}

/// NetBird was changed, and the file still says what was written last.
PlanItem repair()
{
    return drifted_world(values("corp"), with_client(values("corp"), "other")).item("corp");
}

PlanItem of_type(ProviderType type)
{
    World world;
    world.declare(desired("corp", type))
        .list("okta-1", values("corp", type))
        .know("corp", created("okta-1", values("corp", type)));
    return world.secret("corp", "newer").item("corp");
}

TEST(Rule19_Unknown, HoldsWhatWouldReplaceWhatMayWork)
{
    for (const auto& change : {new_secret(), new_pair(), of_type(entra), of_type(keycloak)})
    {
        const auto item = after(change, unknown());
        EXPECT_THAT(item, Decides(Action::hold, Reason::not_verified));
        EXPECT_TRUE(item.troubled());
        EXPECT_FALSE(item.writes());
        EXPECT_FALSE(item.in_sync());
        EXPECT_THAT(item.why, HasSubstr("no answer within 10 s"));
        EXPECT_THAT(item.hints, ElementsAre(HasSubstr("--force-preflight corp")));
    }
}

TEST(Rule19_Unknown, HoldsWhateverTheCause)
{
    for (int id = 0; id <= static_cast<int>(FindingId::login_own_account); ++id)
    {
        auto result = unknown();
        result.reason.id = static_cast<FindingId>(id);
        EXPECT_EQ(after(new_secret(), result).action, Action::hold) << to_string(result.reason.id);
    }
}

TEST(Rule19_Unknown, LetsThroughWhatCannotBreakAnythingOrBeAskedAndSaysSo)
{
    const std::pair<PlanItem, std::string_view> exceptions[] = {
        {create(), "nothing yet"},
        {repair(), "written last"},
        {of_type(google), "cannot be asked"},
        {of_type(microsoft), "cannot be asked"},
    };
    for (const auto& [before, words] : exceptions)
    {
        const auto item = after(before, unknown());
        EXPECT_EQ(item.action, before.action);
        EXPECT_THAT(item.hints, ElementsAre(HasSubstr(words)));
    }
}

TEST(Rule19_Unknown, IsWrittenWhereTheModeOrForceSaysSo)
{
    for (const auto& before : {create(), new_secret(), new_pair(), repair(), of_type(google)})
        for (const auto& rules :
             {PreflightRules{.mode = PreflightMode::warn}, PreflightRules{.forced = true}})
        {
            const auto item = after(before, unknown(), rules);
            EXPECT_EQ(item.action, before.action);
            EXPECT_THAT(item.hints, ElementsAre(HasSubstr("not verified")));
        }
}

TEST(Rule19_Unknown, IsNoRepairWithAnotherSecret)
{
    EXPECT_TRUE(is_repair(repair()));
    EXPECT_FALSE(is_repair(new_secret()));
    auto world = drifted_world(values("corp"), with_client(values("corp"), "other"));
    const auto item = world.secret("corp", "newer").item("corp");
    EXPECT_FALSE(is_repair(item));
    EXPECT_EQ(after(item, unknown()).action, Action::hold);
}

TEST(Rule14_HeldBackSecret, WithConsentIsHeldUntilTheProviderSaysSomething)
{
    auto world = adopted_world();
    world.declared.front().allow.add(Consent::overwrite_secret);
    const auto before = world.item("corp");
    ASSERT_EQ(before.action, Action::update);
    EXPECT_THAT(after(before, unknown()), Decides(Action::hold, Reason::not_verified));
}

TEST(Rule19_Unknown, HoldsDeletesBackWhereItHolds)
{
    World world;
    world.declare(desired("corp"))
        .declare(absent("old"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("old"))
        .know("corp", created("okta-1", values("corp")))
        .know("old", created("okta-2", values("old")));
    auto plan = world.secret("corp", "newer").plan();
    apply_preflight(plan.items.front(), unknown(), {}, nullptr);
    hold_deletes_behind_blocks(plan);
    EXPECT_THAT(*plan.find(key("old")), Decides(Action::wait, Reason::waits_for_writes));
}

TEST(Rule19_Unknown, HoldsNoCreateBack)
{
    const auto item = after(create(), unknown());
    EXPECT_EQ(item.action, Action::create);
    ASSERT_TRUE(item.preflight);
    EXPECT_EQ(preflight_words(*item.preflight, {}), "unknown: no answer within 10 s");
}

TEST(Rule14_HeldBackSecret, IsAskedAbout)
{
    const auto item = adopted_world().item("corp");
    ASSERT_THAT(item, Decides(Action::none, Reason::secret_unverified));
    EXPECT_TRUE(needs_preflight(item));
}

TEST(Rule14_HeldBackSecret, IsWrittenOnceTheProviderAcceptsIt)
{
    const auto item = after(adopted_world().item("corp"), accepted());
    EXPECT_THAT(item, Decides(Action::update, Reason::secret_accepted));
    EXPECT_EQ(item.secret, SecretFate::written);
    const auto entry = entry_after_write(item, *item.id, at(std::chrono::minutes(6)));
    EXPECT_EQ(entry.secret, fingerprint("secret"));
    EXPECT_FALSE(entry.held_back);
}

TEST(Rule14_HeldBackSecret, StaysBackWhenTheProviderRefusesItOrCannotBeAsked)
{
    for (const auto& result : {refused(), unknown()})
    {
        const auto item = after(adopted_world().item("corp"), result, {.mode = PreflightMode::warn});
        EXPECT_THAT(item, Decides(Action::none, Reason::secret_unverified));
        EXPECT_EQ(item.secret, SecretFate::unverified);
        EXPECT_THAT(item.hints, IsEmpty());
    }
}

TEST(Rule14_HeldBackSecret, GoesAlongWithANewNameOnceAccepted)
{
    auto world = adopted_world();
    world.observed.providers.front().values.name = "Old name";
    ASSERT_TRUE(needs_preflight(world.item("corp")));
    EXPECT_EQ(after(world.item("corp"), accepted()).secret, SecretFate::written);
    const auto refused_item = after(world.item("corp"), refused());
    EXPECT_EQ(refused_item.action, Action::update);
    EXPECT_EQ(refused_item.secret, SecretFate::unverified);
}

TEST(Rule14_HeldBackSecret, RestoresALostPairOnceAccepted)
{
    auto world = adopted_world();
    world.observed.providers.front().values.client_id = "somebody-elses";
    world.ledger.entries.at(key("corp")).held_back.reset();
    const auto item = world.item("corp");
    ASSERT_THAT(item, Decides(Action::refuse, Reason::consent_missing));
    ASSERT_TRUE(needs_preflight(item));
    const auto let_through = after(item, accepted());
    EXPECT_THAT(let_through, Decides(Action::update, Reason::drifted));
    EXPECT_EQ(let_through.secret, SecretFate::written);
    EXPECT_TRUE(let_through.missing.empty());
    EXPECT_EQ(after(item, refused()).action, Action::refuse);
}

TEST(Rule9_Contested, IsNotWrittenBecauseTheSecretIsAccepted)
{
    auto world = adopted_world();
    world.ledger.entries.at(key("corp")).overturned_writes = 3;
    EXPECT_FALSE(needs_preflight(world.item("corp")));
}

TEST(Rule16_NotDue, KeepsAnAcceptedSecretBackThatNetBirdJustRefused)
{
    const auto item = adopted_world().item("corp");
    const Hold hold{.why = "NetBird refused it: boom", .situation = situation_of(item)};
    EXPECT_THAT(after(item, accepted(), {}, &hold), Decides(Action::wait, Reason::not_due));
    auto older = item;
    older.fingerprint = fingerprint("older");
    const Hold other{.why = hold.why, .situation = situation_of(older)};
    EXPECT_EQ(after(item, accepted(), {}, &other).action, Action::update);
}

TEST(Rule10_Order, DeletesWaitBehindABlockedCreate)
{
    World world;
    world.declare(desired("corp"))
        .declare(absent("old"))
        .list("okta-1", values("old"))
        .know("old", created("okta-1", values("old")));
    auto plan = world.plan();
    apply_preflight(plan.items.front(), refused(), {}, nullptr);
    hold_deletes_behind_blocks(plan);
    EXPECT_THAT(*plan.find(key("old")), Decides(Action::wait, Reason::waits_for_writes));

    auto open = world.plan();
    apply_preflight(open.items.front(), unknown(), {}, nullptr);
    hold_deletes_behind_blocks(open);
    EXPECT_EQ(open.find(key("old"))->action, Action::remove);
}

TEST(Preflight, SaysWhenItOnlyRemembers)
{
    auto result = accepted();
    EXPECT_EQ(preflight_words(result, {}), "accepted");
    result.from = WallTime();
    EXPECT_EQ(preflight_words(result, "asked at noon"), "accepted (asked at noon)");
}

} // namespace
} // namespace idpsync::test
