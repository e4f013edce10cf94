#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

TEST(Rule11_Intent, OfACreateCarriesWhatThePostCarries)
{
    World world;
    world.declare(desired("corp")).list("x", values("other"));
    const auto intent = intent_for(world.item("corp"), world.observed);
    EXPECT_EQ(intent.verb, Verb::create);
    EXPECT_EQ(intent.key, key("corp"));
    EXPECT_EQ(intent.id, std::nullopt);
    EXPECT_EQ(intent.values, values("corp"));
    EXPECT_EQ(intent.secret, fingerprint("secret"));
    EXPECT_THAT(intent.known_ids, IsEmpty());
}

TEST(Rule11_Intent, OfACreateKnowsTheIdsOfTheSameMatch)
{
    World world;
    world.declare(desired("corp"));
    const auto item = world.item("corp");
    world.list("okta-7", values("corp"))
        .list("keycloak-8", values("corp", keycloak))
        .list("x", values("other"));
    EXPECT_THAT(intent_for(item, world.observed).known_ids,
                ElementsAre(ConnectorId{"okta-7"}, ConnectorId{"keycloak-8"}));
}

TEST(Rule11_Intent, OfAnUpdateNamesTheConnector)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "changed"));
    const auto intent = intent_for(world.item("corp"), world.observed);
    EXPECT_EQ(intent.verb, Verb::update);
    EXPECT_EQ(intent.id, ConnectorId{"okta-1"});
    EXPECT_EQ(intent.values, values("corp"));
    EXPECT_EQ(intent.secret, std::nullopt);
    EXPECT_THAT(intent.known_ids, IsEmpty());
}

TEST(Rule11_Intent, OfAnUpdateTellsWhetherASecretGoesWithIt)
{
    auto world = settled_world();
    world.secret("corp", "new");
    EXPECT_EQ(intent_for(world.item("corp"), world.observed).secret, fingerprint("new"));
}

TEST(Rule11_Intent, OfADeleteCarriesWhatWasLastSeen)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto intent = intent_for(world.item("corp"), world.observed);
    EXPECT_EQ(intent.verb, Verb::remove);
    EXPECT_EQ(intent.id, ConnectorId{"okta-1"});
    EXPECT_EQ(intent.values, values("corp"));
    EXPECT_EQ(intent.secret, std::nullopt);
}

TEST(Rule11_OpenUpdate, MakesTheDeclaredSecretCountAsChanged)
{
    auto world = settled_world();
    world.open(open_update("corp", "okta-1", "secret"));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(plan.find(key("corp"))->secret, SecretFate::written);
    EXPECT_THAT(plan.find(key("corp"))->changes, IsEmpty());
    EXPECT_EQ(plan.ledger_before_writes.intents.size(), 1U);
}

TEST(Rule11_OpenUpdate, WithoutASecretLeavesNothingOpen)
{
    auto world = settled_world();
    auto intent = open_update("corp", "okta-1", "");
    intent.secret.reset();
    world.open(intent);
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::none, Reason::in_sync));
    EXPECT_THAT(plan.ledger_before_writes.intents, IsEmpty());
}

TEST(Rule13_UnknownOutcome, IsNotForgottenWhileTheSecretIsUnreadable)
{
    // The new secret may have arrived; then the old one is declared again.
    auto world = settled_world();
    world.open(open_update("corp", "okta-1", "new")).unreadable_secret("corp");
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_EQ(item.secret, SecretFate::written);
}

TEST(Rule13_UnknownOutcome, IsNotForgottenWhileNoSecretIsDeclared)
{
    auto world = settled_world();
    world.open(open_update("corp", "okta-1", "new")).no_secret("corp");
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::none, Reason::in_sync));
    EXPECT_THAT(plan.ledger_before_writes.intents, IsEmpty());

    world.ledger = plan.ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

TEST(Rule13_UnknownOutcome, IsNotForgottenWhenTheNameIsWrittenWithoutASecret)
{
    auto world = settled_world();
    world.open(open_update("corp", "okta-1", "new")).no_secret("corp");
    world.observed.providers.front().values.name = "changed";
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_EQ(entry_after_write(item, *item.id, at(1h)).secret, std::nullopt);
}

TEST(Rule13_UnknownOutcome, IsNotForgottenWhileTheKeyIsOmitted)
{
    auto world = settled_world();
    world.open(open_update("corp", "okta-1", "new"));
    const auto declared = std::exchange(world.declared, {});
    world.ledger = world.plan().ledger_before_writes;
    EXPECT_THAT(world.ledger.intents, IsEmpty());
    world.declared = declared;
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

TEST(Rule13_UnknownOutcome, MovesWithTheEntryToAnotherKey)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")))
        .open(open_update("former", "okta-1", "new"));
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

TEST(Rule14_UnknownOutcome, SaysNothingAboutAnotherConnectorThatTheFileNamesNow)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-2"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")))
        .open(open_update("corp", "okta-1", "secret"));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::none, Reason::secret_unverified));
    EXPECT_THAT(plan.ledger_before_writes.intents, IsEmpty());
}

TEST(Rule12_OpenCreate, MakesItsKeyWait)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp")).open(open_create("corp", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::wait, Reason::intent_open));
    EXPECT_FALSE(plan.find(key("corp"))->adopted);
    EXPECT_EQ(plan.ledger_before_writes.intents.size(), 1U);
}

TEST(Rule12_OpenCreate, MakesItsKeyWaitWhenNothingIsListed)
{
    World world;
    world.declare(desired("corp")).open(open_create("corp", values("corp")));
    EXPECT_THAT(world.item("corp"), Decides(Action::wait, Reason::intent_open));
}

TEST(Rule12_OpenCreate, StaysOpenWhenItsKeyIsGone)
{
    World world;
    world.open(open_create("corp", values("corp")));
    EXPECT_EQ(world.plan().ledger_before_writes.intents.size(), 1U);
}

TEST(Rule12_OpenCreate, IsOverWhenTheFileNamesTheConnector)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-1"))
        .list("okta-1", values("corp"))
        .open(open_create("corp", values("corp")));
    EXPECT_TRUE(world.item("corp").adopted);
}

TEST(Rule12_OpenCreate, DoesNotHideAFormerKeysEntry)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")))
        .open(open_create("corp", values("corp")));
    EXPECT_NE(entry_before_writes(world.plan(), "former"), std::nullopt);
}

TEST(Rule12_Settle, TakesTheOnlyNewMatch)
{
    World world;
    world.list("okta-1", values("corp")).list("x", values("other"));
    const auto settled = settle_create(open_create("corp", values("corp")), world.observed);
    EXPECT_EQ(settled.kind, Settlement::Kind::created);
    EXPECT_THAT(settled.ids, ElementsAre(ConnectorId{"okta-1"}));
}

TEST(Rule12_Settle, TakesAMatchWhoseNameIsAnother)
{
    World world;
    world.list("okta-1", with_name(values("corp"), "renamed since"));
    EXPECT_EQ(settle_create(open_create("corp", values("corp")), world.observed).kind,
              Settlement::Kind::created);
}

TEST(Rule12_Settle, NeverTakesWhatWasThereBefore)
{
    World world;
    world.list("okta-1", values("corp")).list("okta-2", values("corp"));
    auto intent = open_create("corp", values("corp"));
    intent.known_ids = {{"okta-1"}};
    EXPECT_THAT(settle_create(intent, world.observed).ids, ElementsAre(ConnectorId{"okta-2"}));

    intent.known_ids = {{"okta-1"}, {"okta-2"}};
    EXPECT_EQ(settle_create(intent, world.observed).kind, Settlement::Kind::nothing);
}

TEST(Rule12_Settle, FindsSeveral)
{
    World world;
    world.list("okta-1", values("corp")).list("okta-2", values("corp"));
    const auto settled = settle_create(open_create("corp", values("corp")), world.observed);
    EXPECT_EQ(settled.kind, Settlement::Kind::several);
    EXPECT_EQ(settled.ids.size(), 2U);
}

TEST(Rule12_Settle, FindsNothing)
{
    World world;
    world.list("x", values("other"));
    EXPECT_EQ(settle_create(open_create("corp", values("corp")), world.observed).kind,
              Settlement::Kind::nothing);
}

TEST(Rule12_Settle, GoesByTheIntentsOwnValues)
{
    // The file says something new by now; what was sent counts.
    World world;
    world.list("okta-1", values("as-sent"));
    EXPECT_EQ(settle_create(open_create("corp", values("as-sent")), world.observed).kind,
              Settlement::Kind::created);
}

TEST(Rule12_Settle, TakesGoogleByItsClient)
{
    World world;
    world.list("google-1", values("corp", google));
    EXPECT_EQ(settle_create(open_create("corp", values("corp", google)), world.observed).kind,
              Settlement::Kind::created);
}

TEST(Rule12_Settle, NeverTakesAnotherType)
{
    World world;
    world.list("keycloak-1", values("corp", keycloak));
    EXPECT_EQ(settle_create(open_create("corp", values("corp")), world.observed).kind,
              Settlement::Kind::nothing);
}

TEST(Rule12_Outcome, HoldsACreateForThePassThatSettledIt)
{
    World world;
    world.declare(desired("corp"));
    world.context.holds.emplace(key("corp"),
                                Hold{.action = Action::wait, .reason = Reason::settled_in_this_pass});
    EXPECT_THAT(world.item("corp"), Decides(Action::wait, Reason::settled_in_this_pass));
}

TEST(Rule11_Entry, AfterACreateIsOursWithTheWrittenSecret)
{
    World world;
    world.declare(desired("corp"));
    auto expected = created("okta-1", values("corp"));
    expected.written_at = at(1h);
    EXPECT_EQ(entry_after_write(world.item("corp"), {"okta-1"}, at(1h)), expected);
}

TEST(Rule11_Entry, AfterAnUpdateWithoutASecretKeepsWhatIsKnownOfIt)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "changed"));
    auto expected = created("okta-1", values("corp"));
    expected.written_at = at(1h);
    expected.overturned_writes = 1;
    EXPECT_EQ(entry_after_write(world.item("corp"), {"okta-1"}, at(1h)), expected);
}

TEST(Rule11_Entry, AfterAnUpdateWithASecretHoldsNothingBack)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("corp", adopted("okta-1", values("corp")));
    world.secret("corp", "new");
    const auto entry = entry_after_write(world.item("corp"), {"okta-1"}, at(1h));
    EXPECT_EQ(entry.secret, fingerprint("new"));
    EXPECT_EQ(entry.held_back, std::nullopt);
    EXPECT_EQ(entry.origin, Origin::adopted);
}

} // namespace
} // namespace idpsync::test
