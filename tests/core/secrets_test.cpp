#include "core/builders.hpp"
#include "core/expect.hpp"
#include "core/secret_decision.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

TEST(Rule13_Update, IsNotNeededWhenEverythingIsAsDeclared)
{
    const auto item = settled_world().item("corp");
    EXPECT_THAT(item, Decides(Action::none, Reason::in_sync));
    EXPECT_EQ(item.secret, SecretFate::unchanged);
}

TEST(Rule13_Update, OfTheNameGoesWithoutTheSecret)
{
    const auto item = drifted_world(values("corp"), with_name(values("corp"), "changed")).item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::drifted));
    EXPECT_EQ(item.secret, SecretFate::unchanged);
    EXPECT_THAT(item.changes, ElementsAre(FieldChange{Field::name, "changed", "corp"}));
}

TEST(Rule13_Update, CarriesASecretWhoseDeclarationChanged)
{
    auto world = settled_world();
    world.secret("corp", "new");
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(item.secret, SecretFate::written);
    EXPECT_THAT(item.changes, IsEmpty());
}

TEST(Rule13_Update, OfNameAndSecretCarriesBoth)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "changed"));
    world.secret("corp", "new");
    const auto item = world.item("corp");
    EXPECT_EQ(item.secret, SecretFate::written);
    EXPECT_TRUE(item.changes_field(Field::name));
}

TEST(Rule13_Update, ThatRestoresIssuerOrClientCarriesTheSecret)
{
    for (const auto& seen :
         {with_issuer(values("corp"), "https://evil.example"), with_client(values("corp"), "other")})
    {
        const auto item = drifted_world(values("corp"), seen).item("corp");
        EXPECT_THAT(item, Decides(Action::update, Reason::drifted));
        EXPECT_EQ(item.secret, SecretFate::written);
    }
}

TEST(Rule13_Update, ToANewClientCarriesTheSecret)
{
    World world;
    world.declare(desired("corp", with_client(values("corp"), "new-client")))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(item.secret, SecretFate::written);
}

TEST(Rule13_Update, OfIssuerOrClientWithoutASecretIsNotSent)
{
    for (const auto& seen :
         {with_issuer(values("corp"), "https://evil.example"), with_client(values("corp"), "other")})
    {
        auto world = drifted_world(values("corp"), seen);
        world.no_secret("corp");
        EXPECT_THAT(world.item("corp"), Decides(Action::block, Reason::secret_missing));
    }
}

TEST(Rule13_Update, OfTheNameNeedsNoDeclaredSecret)
{
    auto world = drifted_world(values("corp"), with_name(values("corp"), "changed"));
    world.no_secret("corp");
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_EQ(item.secret, SecretFate::kept);
}

TEST(Rule13_Update, IsNotSentWhenTheDeclaredSecretCannotBeRead)
{
    for (const auto& seen :
         {values("corp"), with_name(values("corp"), "changed"), with_client(values("corp"), "other")})
    {
        auto world = drifted_world(values("corp"), seen);
        world.unreadable_secret("corp");
        const auto item = world.item("corp");
        EXPECT_THAT(item, Decides(Action::block, Reason::secret_unreadable));
        EXPECT_EQ(item.secret, SecretFate::unreadable);
    }
}

TEST(Rule13_Update, KeepsTheLedgersFingerprintWhileTheSecretCannotBeRead)
{
    auto world = settled_world();
    world.unreadable_secret("corp");
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::in_sync));
}

TEST(Rule13_Update, LeavesASecretAloneThatIsNoLongerDeclared)
{
    auto world = settled_world();
    world.no_secret("corp");
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::none, Reason::in_sync));
    EXPECT_EQ(item.secret, SecretFate::kept);
    EXPECT_EQ(item.entry->secret, fingerprint("secret"));
}

TEST(Rule13_Consequence, TellsWhatTheRunningLoginServiceKeeps)
{
    auto item =
        drifted_world(values("corp"), with_issuer(values("corp"), "https://evil.example")).item("corp");
    EXPECT_THAT(consequence(item), HasSubstr("old issuer"));
    item = drifted_world(values("corp"), with_client(values("corp"), "other")).item("corp");
    EXPECT_THAT(consequence(item), HasSubstr("old client"));
    item = drifted_world(values("corp"), with_name(values("corp"), "other")).item("corp");
    EXPECT_EQ(consequence(item), "");

    auto world = settled_world();
    EXPECT_EQ(consequence(world.item("corp")), "");
    world.secret("corp", "new");
    EXPECT_THAT(consequence(world.item("corp")), HasSubstr("old secret"));
}

TEST(Rule24_Consequence, IsNoneWhenWhatIsInForceIsPutBack)
{
    auto item = drifted_world(values("corp"), with_client(values("corp"), "other")).item("corp");
    item.entry->login.in_force = LoginValues{item.want->issuer, item.want->client_id, item.fingerprint};
    item.entry->secret = item.fingerprint;
    EXPECT_EQ(consequence(item), "");
    item.entry->login.in_force->client_id = "former";
    EXPECT_THAT(consequence(item), HasSubstr("old client"));
}

TEST(Rule24_Consequence, IsToldUntilTheRestart)
{
    auto item = settled_world().item("corp");
    item.entry->login.need = 1;
    EXPECT_THAT(consequence(item), HasSubstr("logins still use the old values"));
}

/// "corp" is declared with "secret" and listed as declared; nothing was ever written to it.
World unverified_world()
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp"));
    return world;
}

TEST(Rule14_UnverifiedSecret, IsHeldBackOnAdoption)
{
    const auto item = unverified_world().item("corp");
    EXPECT_THAT(item, Decides(Action::none, Reason::secret_unverified));
    EXPECT_EQ(item.secret, SecretFate::unverified);
    EXPECT_EQ(item.entry->held_back, HeldBack{fingerprint("secret")});
    EXPECT_EQ(item.entry->secret, std::nullopt);
    EXPECT_THAT(item.next, HasSubstr("overwrite-secret"));
}

TEST(Rule14_UnverifiedSecret, CountsAsInSync)
{
    const auto item = unverified_world().item("corp");
    EXPECT_TRUE(item.in_sync());
    EXPECT_FALSE(item.troubled());
    EXPECT_FALSE(item.writes());
}

TEST(Rule14_UnverifiedSecret, StaysSoPassAfterPass)
{
    auto world = unverified_world();
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
        world.ledger = world.plan().ledger_before_writes;
    }
}

TEST(Rule14_UnverifiedSecret, IsWrittenWhenItsDeclarationChangesLater)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "new");
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(item.secret, SecretFate::written);
}

TEST(Rule14_UnverifiedSecret, IsStillAChangeWhenThatWriteFailed)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "new");
    world.ledger = world.plan().ledger_before_writes;
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

TEST(Rule14_UnverifiedSecret, IsHeldBackAgainWhenTheChangeIsTakenBack)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "new");
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule14_UnverifiedSecret, IsWrittenWhenNoneWasDeclaredBefore)
{
    auto world = unverified_world();
    world.no_secret("corp");
    EXPECT_EQ(world.item("corp").entry->held_back, HeldBack{});
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::update, Reason::declaration_changed));
}

TEST(Rule14_UnverifiedSecret, StaysHeldBackWhenItsDeclarationGoesAndComesBack)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.no_secret("corp");
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule14_UnverifiedSecret, StaysHeldBackWhileItCannotBeRead)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.unreadable_secret("corp");
    world.ledger = world.plan().ledger_before_writes;
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule14_UnverifiedSecret, DoesNotHinderARename)
{
    auto world = unverified_world();
    world.observed.providers.front().values.name = "changed";
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_EQ(item.secret, SecretFate::unverified);
    EXPECT_EQ(entry_after_write(item, *item.id, at(1h)).held_back, HeldBack{fingerprint("secret")});
}

TEST(Rule14_UnverifiedSecret, IsWrittenWithConsent)
{
    auto world = unverified_world();
    world.declared.front().allow = {Consent::overwrite_secret};
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_NE(item.reason, Reason::drifted);
    EXPECT_EQ(item.secret, SecretFate::written);
    EXPECT_THAT(item.hints, IsEmpty());

    world.ledger.entries.insert_or_assign(key("corp"), entry_after_write(item, *item.id, at(1h)));
    EXPECT_EQ(world.item("corp").action, Action::none);
    EXPECT_EQ(world.item("corp").hints.size(), 1U);
}

TEST(Rule14_UnverifiedSecret, IsWhatAConsentedWriteLeavesWhenItFails)
{
    auto world = unverified_world();
    world.declared.front().allow = {Consent::overwrite_secret};
    world.ledger = world.plan().ledger_before_writes;
    world.declared.front().allow = {};
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule14_UnverifiedSecret, HindersTheRepairOfAConnectorWhoseSecretIsUnknown)
{
    auto world = unverified_world();
    world.ledger = world.plan().ledger_before_writes;
    world.observed.providers.front().values.client_id = "changed";
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::refuse, Reason::consent_missing));
    EXPECT_EQ(item.missing, Consents{Consent::overwrite_secret});
}

TEST(Rule14_LostFingerprintKey, MakesEverySecretUnverified)
{
    auto world = settled_world();
    world.ledger.fingerprint_key = "old";
    use_fingerprint_key(world.ledger, "new");
    EXPECT_THAT(world.item("corp"), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule14_LostFingerprintKey, StillKnowsThatNoneWasDeclared)
{
    auto world = unverified_world();
    world.no_secret("corp");
    world.ledger = world.plan().ledger_before_writes;
    world.ledger.fingerprint_key = "old";
    use_fingerprint_key(world.ledger, "new");
    world.secret("corp", "secret");
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

TEST(Rule14_LostFingerprintKey, StillKnowsOfAnUnfinishedUpdate)
{
    auto world = settled_world();
    world.ledger.fingerprint_key = "old";
    world.open(open_update("corp", "okta-1", "secret"));
    use_fingerprint_key(world.ledger, "new");
    EXPECT_EQ(world.item("corp").secret, SecretFate::written);
}

SecretDecision decision(const std::optional<Fingerprint>& declared, const LedgerEntry& entry,
                        bool pair_changes = false, bool may_overwrite = false)
{
    SecretState state;
    if (declared)
        state = {.kind = SecretState::Kind::read, .fingerprint = *declared};
    return decide_secret(
        {.declared = state, .entry = entry, .pair_changes = pair_changes, .may_overwrite = may_overwrite});
}

TEST(Rule14_Decision, KeepsWhatIsHeldBackWhenNoneIsDeclared)
{
    EXPECT_EQ(decision(std::nullopt, {}).held_back, HeldBack{});
    EXPECT_EQ(decision(std::nullopt, adopted("x", values("corp"))).held_back,
              HeldBack{fingerprint("secret")});
    EXPECT_EQ(decision(std::nullopt, created("x", values("corp"))).held_back, std::nullopt);
}

TEST(Rule14_Decision, AsksForNoConsentWhenTheLedgerKnowsTheSecret)
{
    for (const bool pair_changes : {false, true})
        EXPECT_FALSE(
            decision(fingerprint("secret"), created("x", values("corp")), pair_changes).needs_consent);
    EXPECT_FALSE(decision(fingerprint("new"), created("x", values("corp"))).needs_consent);
}

TEST(Rule14_Decision, CallsOnlyANewDeclarationAChange)
{
    EXPECT_FALSE(decision(fingerprint("secret"), created("x", values("corp")), true).declaration_changed);
    EXPECT_TRUE(decision(fingerprint("new"), created("x", values("corp"))).declaration_changed);
    EXPECT_FALSE(
        decision(fingerprint("secret"), adopted("x", values("corp")), false, true).declaration_changed);
    EXPECT_TRUE(decision(fingerprint("new"), adopted("x", values("corp"))).declaration_changed);
}

TEST(Rule14_Decision, NeedsConsentWhenNothingIsKnown)
{
    EXPECT_TRUE(decision(fingerprint("secret"), {}).needs_consent);
    EXPECT_EQ(decision(fingerprint("secret"), {}).fate, SecretFate::unverified);
    EXPECT_EQ(decision(fingerprint("secret"), {}, false, true).fate, SecretFate::written);
}

} // namespace
} // namespace idpsync::test
