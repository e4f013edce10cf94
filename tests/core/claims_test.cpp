#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

TEST(Rule01_Claims, TheFilesIdWinsOverTheLedger)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-2"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_EQ(plan.find(key("corp"))->id, ConnectorId{"okta-2"});
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule01_Claims, TheLedgersIdWinsOverAMatch)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .list("okta-2", with_issuer(values("corp"), "https://moved.example"))
        .know("corp", created("okta-2", values("corp")));
    EXPECT_EQ(world.item("corp").id, ConnectorId{"okta-2"});
}

TEST(Rule01_Claims, AnIdInTheFileIsClaimedBeforeAnyLedgerId)
{
    // "a" comes first by key, but the ledger's claims wait for every id of the files.
    World world;
    world.declare(desired("a", values("corp")))
        .declare(with_id(desired("b", values("other")), "okta-1"))
        .list("okta-1", values("corp"))
        .know("a", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("a"), Decides(Action::conflict, Reason::id_claimed));
    EXPECT_EQ(world.item("b").id, ConnectorId{"okta-1"});
    EXPECT_THAT(world.item("a").why, HasSubstr("declared as the id of b"));
}

TEST(Rule01_Claims, ALedgerIdIsClaimedBeforeAnyMatch)
{
    World world;
    world.declare(desired("a", values("corp")))
        .declare(desired("b"))
        .list("okta-1", values("corp"))
        .know("b", created("okta-1", values("b")));
    EXPECT_EQ(world.item("b").id, ConnectorId{"okta-1"});
    EXPECT_THAT(world.item("a"), Decides(Action::conflict, Reason::similar_exists));
}

TEST(Rule01_Claims, SwappedIdsInTheFileAreTaken)
{
    World world;
    world.declare(with_id(desired("a"), "okta-2"))
        .declare(with_id(desired("b"), "okta-1"))
        .list("okta-1", values("b"))
        .list("okta-2", values("a"))
        .know("a", created("okta-1", values("a")))
        .know("b", created("okta-2", values("b")));
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(entry_before_writes(plan, "a")->id, ConnectorId{"okta-2"});
    EXPECT_EQ(entry_before_writes(plan, "b")->id, ConnectorId{"okta-1"});
}

TEST(Rule01_Claims, SwappedDeclarationsStayWithTheirLedgerIds)
{
    World world;
    world.declare(desired("a", values("b")))
        .declare(desired("b", values("a")))
        .list("okta-1", values("a"))
        .list("okta-2", values("b"))
        .know("a", created("okta-1", values("a")))
        .know("b", created("okta-2", values("b")));
    EXPECT_EQ(world.item("a").id, ConnectorId{"okta-1"});
    EXPECT_THAT(world.item("a"), Decides(Action::refuse, Reason::consent_missing));
}

TEST(Rule01_Claims, OneLedgerIdUnderTwoKeysIsClaimedOnce)
{
    World world;
    world.declare(desired("a", values("corp")))
        .declare(desired("b"))
        .list("okta-1", values("corp"))
        .know("a", created("okta-1", values("corp")))
        .know("b", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("a"), Decides(Action::none, Reason::in_sync));
    EXPECT_THAT(world.item("b"), Decides(Action::conflict, Reason::id_claimed));
}

TEST(Rule01_Claims, AnUndeclaredEntryClaimsNothing)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    EXPECT_EQ(world.item("corp").id, ConnectorId{"okta-1"});
}

TEST(Rule01_Rename, MovesTheEntryToTheNewKey)
{
    World world;
    world.declare(desired("corp", with_name(values("corp"), "corp")))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    const auto plan = world.plan();
    const auto& item = *plan.find(key("corp"));
    EXPECT_THAT(item, Decides(Action::none, Reason::in_sync));
    EXPECT_EQ(item.renamed_from, key("former"));
    EXPECT_FALSE(item.adopted);
    EXPECT_EQ(entry_before_writes(plan, "former"), std::nullopt);
    EXPECT_EQ(entry_before_writes(plan, "corp"), created("okta-1", values("corp")));
}

TEST(Rule01_Rename, WritesADefaultedNameThatFollowsTheKey)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", with_name(values("corp"), "former"))
        .know("former", created("okta-1", with_name(values("corp"), "former")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_THAT(item.changes, ElementsAre(FieldChange{Field::name, "former", "corp"}));
    EXPECT_EQ(item.secret, SecretFate::unchanged);
}

TEST(Rule01_Rename, RepairsDriftUnderTheNewKey)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-1"))
        .list("okta-1", with_name(values("corp"), "changed by hand"))
        .know("former", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::drifted));
    EXPECT_EQ(item.renamed_from, key("former"));
}

TEST(Rule01_Rename, EndsTheOmission)
{
    World world;
    auto entry = created("okta-1", values("corp"));
    entry.omitted_since = at(std::chrono::seconds(1));
    world.declare(desired("corp")).list("okta-1", values("corp")).know("former", entry);
    EXPECT_EQ(entry_before_writes(world.plan(), "corp")->omitted_since, std::nullopt);
}

TEST(Rule01_Rename, ReplacesTheNewKeysOwnEntryWhenTheFileNamesTheId)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-2"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")))
        .know("former", created("okta-2", values("corp")));
    const auto plan = world.plan();
    EXPECT_EQ(plan.find(key("corp"))->renamed_from, key("former"));
    EXPECT_EQ(entry_before_writes(plan, "corp")->id, ConnectorId{"okta-2"});
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule01_Rename, WaitsUntilAConflictOverTheConnectorIsSolved)
{
    World world;
    world.declare(with_id(desired("corp", keycloak), "okta-1"))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::conflict, Reason::type_differs));
    EXPECT_EQ(entry_before_writes(plan, "former"), created("okta-1", values("corp")));
    EXPECT_EQ(entry_before_writes(plan, "corp"), std::nullopt);
    EXPECT_THAT(ids_of_unmanaged(plan), IsEmpty());
}

TEST(Rule02_Adoption, TakesTheOnlyMatch)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp")).list("okta-2", values("other"));
    const auto plan = world.plan();
    const auto& item = *plan.find(key("corp"));
    EXPECT_EQ(item.action, Action::none);
    EXPECT_TRUE(item.adopted);
    EXPECT_EQ(entry_before_writes(plan, "corp")->origin, Origin::adopted);
    EXPECT_EQ(entry_before_writes(plan, "corp")->written, values("corp"));
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-2"));
}

TEST(Rule02_Adoption, CorrectsTheNameOfWhatItTakes)
{
    World world;
    world.declare(desired("corp")).list("okta-1", with_name(values("corp"), "Old"));
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::update);
    EXPECT_TRUE(item.adopted);
    EXPECT_EQ(item.secret, SecretFate::unverified);
}

TEST(Rule02_Adoption, TakesGoogleAndMicrosoftByTheirClientAlone)
{
    for (const auto type : {google, microsoft})
    {
        World world;
        world.declare(desired("corp", with_issuer(values("corp", type), "https://sent.example")))
            .list("x-1", values("corp", type));
        EXPECT_TRUE(world.item("corp").adopted) << to_string(type);
        EXPECT_EQ(world.item("corp").action, Action::none) << to_string(type);
    }
}

TEST(Rule02_Adoption, NeverTakesAnotherFamily)
{
    World world;
    world.declare(desired("corp", google))
        .list("microsoft-1", values("corp", microsoft))
        .list("entra-1", with_issuer(values("corp", entra), ""));
    EXPECT_THAT(world.item("corp"), Decides(Action::create, Reason::not_in_netbird));
}

TEST(Rule02_Match, OfSeveralConnectorsIsAConflictThatListsThem)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .list("okta-2", with_name(values("corp"), "Other"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::several_matches));
    EXPECT_THAT(item.why, HasSubstr("\"okta-1\""));
    EXPECT_THAT(item.why, HasSubstr("\"okta-2\""));
    EXPECT_THAT(text_of(item), Not(HasSubstr("delete")));
}

TEST(Rule02_Match, OfAnotherTypeIsAConflict)
{
    World world;
    world.declare(desired("corp", okta)).list("keycloak-1", values("corp", keycloak));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::type_differs));
    EXPECT_THAT(item.next, HasSubstr("type: keycloak"));
    EXPECT_FALSE(item.adopted);
}

TEST(Rule02_Match, WithAnotherTypeUnderTheLedgersIdIsAConflict)
{
    auto world = drifted_world(values("corp", okta), values("corp", keycloak));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::type_differs));
}

TEST(Rule03_IdInTheFile, ThatIsNotListedIsAConflictAndNeverACreate)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-9")).list("okta-1", values("other"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::id_not_listed));
    EXPECT_THAT(item.why, HasSubstr("\"okta-9\""));
}

TEST(Rule03_IdInTheFile, ThatIsNotListedDoesNotFallBackOnLedgerMatchOrConsent)
{
    World world;
    world.declare(with_consent(with_id(desired("corp"), "okta-9"), {Consent::recreate}))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::conflict, Reason::id_not_listed));
    EXPECT_EQ(entry_before_writes(plan, "corp")->id, ConnectorId{"okta-1"});
    EXPECT_THAT(ids_of_unmanaged(plan), ElementsAre("okta-1"));
}

TEST(Rule03_IdInTheFile, ShowsAHostileIdEscaped)
{
    World world;
    world.declare(with_id(desired("corp"), "okta\n\x1b[2J"));
    EXPECT_THAT(world.item("corp").why, HasSubstr("\"okta\\n\\x1b[2J\""));
}

TEST(Rule03_IdInTheFile, ReplacesTheLedgersEntryAndItsSecret)
{
    World world;
    world.declare(with_id(desired("corp"), "okta-2"))
        .list("okta-1", values("corp"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    const auto entry = entry_before_writes(plan, "corp");
    EXPECT_EQ(entry->origin, Origin::adopted);
    EXPECT_EQ(entry->secret, std::nullopt);
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::none, Reason::secret_unverified));
}

TEST(Rule04_Gone, IsAConflictThatNamesTheConsent)
{
    World world;
    world.declare(desired("corp")).list("x", values("other")).know("corp", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::deleted_outside));
    EXPECT_TRUE(item.missing.has(Consent::recreate));
    EXPECT_THAT(text_of(item), HasSubstr("recreate"));
    EXPECT_EQ(item.entry->id, ConnectorId{"okta-1"});
}

TEST(Rule04_Gone, IsAdoptedUnderTheNewIdWhenExactlyOneMatchIsThere)
{
    World world;
    world.declare(desired("corp"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    const auto plan = world.plan();
    EXPECT_TRUE(plan.find(key("corp"))->adopted);
    EXPECT_EQ(entry_before_writes(plan, "corp")->id, ConnectorId{"okta-2"});
    EXPECT_EQ(entry_before_writes(plan, "corp")->secret, std::nullopt);
    EXPECT_EQ(plan.find(key("corp"))->secret, SecretFate::unverified);
}

TEST(Rule04_Gone, WithSeveralMatchesIsAConflict)
{
    World world;
    world.declare(with_consent(desired("corp"), {Consent::recreate}))
        .list("okta-2", values("corp"))
        .list("okta-3", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::several_matches));
}

TEST(Rule04_Gone, WithAMatchThatAnotherKeyClaimsStaysGone)
{
    World world;
    world.declare(desired("corp"))
        .declare(with_id(desired("other"), "okta-2"))
        .list("okta-2", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::deleted_outside));
}

TEST(Rule04_Gone, IsCreatedAnewWithConsent)
{
    World world;
    world.declare(with_consent(desired("corp"), {Consent::recreate}))
        .list("x", values("other"))
        .know("corp", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::create, Reason::recreate));
    EXPECT_THAT(item.hints, IsEmpty());
}

TEST(Rule04_Gone, IsRememberedUntilItsSuccessorIsThere)
{
    // The create is blocked; without the consent the next pass must ask for it again.
    World world;
    world.declare(with_consent(desired("corp"), {Consent::recreate}))
        .list("x", values("other"))
        .know("corp", created("okta-1", values("corp")))
        .unreadable_secret("corp");
    const auto plan = world.plan();
    EXPECT_THAT(*plan.find(key("corp")), Decides(Action::block, Reason::secret_unreadable));

    world.ledger = plan.ledger_before_writes;
    world.declared.front().allow = {};
    world.secret("corp", "secret");
    EXPECT_THAT(world.item("corp"), Decides(Action::conflict, Reason::deleted_outside));
}

TEST(Rule04_Gone, LeavesNothingOfTheOldConnectorInTheEntryOfTheNewOne)
{
    World world;
    auto old = created("okta-1", values("corp"));
    old.origin = Origin::adopted;
    old.overturned_writes = 2;
    world.declare(with_consent(desired("corp"), {Consent::recreate}))
        .list("x", values("other"))
        .know("corp", old);
    const auto entry = entry_after_write(world.item("corp"), {"okta-2"}, at(std::chrono::hours(1)));
    auto fresh = created("okta-2", values("corp"));
    fresh.written_at = at(std::chrono::hours(1));
    EXPECT_EQ(entry, fresh);
}

} // namespace
} // namespace idpsync::test
