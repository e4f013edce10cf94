#include "core/builders.hpp"
#include "core/import.hpp"
#include "core/model.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <set>

namespace idpsync::test {
namespace {

Import import_of(const World& world, bool all = false)
{
    return make_import(world.observed, world.desired_state(), world.ledger, all);
}

/// "key=id" of each.
std::vector<std::string> keys_of(const Import& import)
{
    std::vector<std::string> keys;
    for (const auto& one : import.providers)
        keys.push_back(one.key.str() + "=" + one.connector.id.value);
    return keys;
}

std::vector<std::string> left_out_of(const Import& import)
{
    std::vector<std::string> keys;
    for (const auto& one : import.left_out)
        keys.push_back(one.str());
    return keys;
}

const std::vector<std::string>& notes_of(const Import& import, std::string_view name)
{
    for (const auto& one : import.providers)
        if (one.key == key(name))
            return one.notes;
    throw std::logic_error("no provider " + std::string(name));
}

TEST(MakeImport, GivesEachConnectorTheWordsOfItsNameAsKey)
{
    World world;
    world.list("okta-1", with_name(values("corp"), "ACME Corp"));
    world.list("pocketid-1", with_name(values("id", pocketid), "Pocket ID"));
    EXPECT_THAT(keys_of(import_of(world)), ElementsAre("acme-corp=okta-1", "pocket-id=pocketid-1"));
}

TEST(MakeImport, TakesTheTypeWhereANameHasNoWords)
{
    World world;
    world.list("okta-1", with_name(values("corp"), "日本"));
    world.list("keycloak-1", with_name(values("other", keycloak), ""));
    EXPECT_THAT(keys_of(import_of(world)), ElementsAre("keycloak=keycloak-1", "okta=okta-1"));
}

TEST(MakeImport, NumbersKeysThatAreTakenOldestFirst)
{
    World world;
    world.list("okta-3", with_name(values("a"), "SSO"));
    world.list("zitadel-1", with_name(values("b", zitadel), "sso"));
    world.list("2", with_name(values("c", oidc), "S.S.O"));
    world.list("4", with_name(values("d", oidc), "SSO!"));
    EXPECT_THAT(keys_of(import_of(world)),
                ElementsAre("s-s-o=2", "sso=zitadel-1", "sso-2=okta-3", "sso-3=4"));
}

TEST(MakeImport, NumbersNoKeyIntoAnother)
{
    World world;
    world.list("okta-1", with_name(values("a"), "sso-2"));
    world.list("okta-2", with_name(values("b"), "sso"));
    world.list("okta-3", with_name(values("c"), "sso"));
    EXPECT_THAT(keys_of(import_of(world)), ElementsAre("sso=okta-2", "sso-2=okta-1", "sso-3=okta-3"));
}

TEST(MakeImport, KeepsKeysThatHaveNoRoomForANumberApart)
{
    World world;
    const std::string name(80, 'a');
    for (unsigned i = 0; i < 12; ++i)
        world.list("okta-" + std::to_string(i), with_name(values("a"), name));
    std::set<std::string> seen;
    for (const auto& one : import_of(world).providers)
    {
        EXPECT_LE(one.key.str().size(), 63U);
        EXPECT_TRUE(seen.insert(one.key.str()).second);
    }
    EXPECT_EQ(seen.size(), 12U);
}

TEST(MakeImport, KeepsTheKeyThatTheLedgerKnows)
{
    World world;
    world.list("okta-1", with_name(values("corp"), "ACME Corp"));
    world.know("corp", created("okta-1", values("corp")));
    const auto import = import_of(world);
    EXPECT_THAT(keys_of(import), ElementsAre("corp=okta-1"));
    EXPECT_TRUE(import.providers.front().known);
}

TEST(MakeImport, GivesNoKeyOfTheLedgerToAnotherConnector)
{
    World world;
    world.list("okta-1", with_name(values("corp"), "Corp"));
    world.know("corp", created("okta-gone", values("corp")));
    world.open(open_create("corp-2", values("other")));
    const auto import = import_of(world);
    EXPECT_THAT(keys_of(import), ElementsAre("corp-3=okta-1"));
    EXPECT_FALSE(import.providers.front().known);
}

TEST(MakeImport, LeavesOutWhatIsDeclared)
{
    auto world = settled_world();
    world.list("zitadel-1", values("other", zitadel));
    const auto import = import_of(world);
    EXPECT_THAT(keys_of(import), ElementsAre("other=zitadel-1"));
    EXPECT_THAT(left_out_of(import), ElementsAre("corp"));
}

TEST(MakeImport, LeavesOutWhatIsReleasedOrAbsent)
{
    World world;
    world.declare(with_id(released("corp"), "okta-1")).declare(with_id(absent("other"), "okta-2"));
    world.list("okta-1", values("corp")).list("okta-2", values("other"));
    EXPECT_THAT(keys_of(import_of(world)), IsEmpty());
    EXPECT_THAT(left_out_of(import_of(world)), ElementsAre("corp", "other"));
}

TEST(MakeImport, GivesNoDeclaredKeyToAnotherConnector)
{
    World world;
    world.declare(desired("corp"));
    world.list("zitadel-1", with_name(values("other", zitadel), "corp"));
    EXPECT_THAT(keys_of(import_of(world)), ElementsAre("corp-2=zitadel-1"));
}

TEST(MakeImport, TakesWhatIsDeclaredUnderItsKeyWhenAskedForAll)
{
    World world;
    world.declare(with_id(absent("corp"), "okta-1"));
    world.list("okta-1", with_name(values("corp"), "Sign in"));
    const auto import = import_of(world, true);
    EXPECT_THAT(keys_of(import), ElementsAre("corp=okta-1"));
    EXPECT_THAT(notes_of(import, "corp"), ElementsAre("declared already, as `state: absent`"));
}

TEST(MakeImport, SaysWhereSomethingIsDeclaredAlready)
{
    auto provider = desired("corp");
    provider.where = {"/etc/idp/config.yaml", 7, 3};
    World world;
    world.declare(provider).list("okta-1", values("corp"));
    EXPECT_THAT(notes_of(import_of(world, true), "corp"),
                ElementsAre("declared already at /etc/idp/config.yaml:7"));
}

TEST(ImportNotes, AreNoneForWhatIsAsItShouldBe)
{
    World world;
    world.list("okta-dc0000000000000000g0", values("corp"));
    world.list("dc0000000000000000gg", values("other", oidc));
    world.list("google-dc00000000000000010", values("google", google));
    for (const auto& one : import_of(world).providers)
        EXPECT_THAT(one.notes, IsEmpty()) << one.key.str();
}

TEST(ImportNotes, NameTheOtherConnectorsOfOneClient)
{
    World world;
    world.list("okta-1", values("corp"));
    world.list("okta-2", with_name(values("corp"), "Twin"));
    EXPECT_THAT(
        notes_of(import_of(world), "twin"),
        ElementsAre("2 connectors for one client: the same issuer and client_id as corp; users are bound "
                    "to the one they signed in with"));
    EXPECT_THAT(notes_of(import_of(world), "corp"), ElementsAre(HasSubstr("client_id as twin;")));
}

TEST(ImportNotes, NameADeclaredTwinThatIsLeftOut)
{
    auto world = settled_world();
    world.list("okta-2", with_name(values("corp"), "Twin"));
    EXPECT_THAT(notes_of(import_of(world), "twin"), ElementsAre(HasSubstr("client_id as corp;")));
}

TEST(ImportNotes, NameAFewOfManyTwins)
{
    World world;
    for (const std::string name : {"a", "b", "c", "d", "e", "f"})
        world.list("google-" + name, with_client(values(name, google), "netbird"));
    EXPECT_THAT(
        notes_of(import_of(world), "b"),
        ElementsAre(HasSubstr("6 connectors for one client: the same client_id as a, c, d and 2 more;")));
}

TEST(ImportNotes, TellIssuersThatAreAlmostTheSame)
{
    World world;
    world.list("okta-1", values("corp"));
    world.list("okta-2", with_client(with_issuer(values("slash"), "https://CORP.example/"), "another"));
    const auto import = import_of(world);
    EXPECT_THAT(notes_of(import, "corp"),
                ElementsAre(AllOf(HasSubstr("that of slash"), HasSubstr("\"https://CORP.example/\""))));
    EXPECT_THAT(notes_of(import, "slash"), ElementsAre(HasSubstr("that of corp, \"https://corp.example\"")));
}

TEST(ImportNotes, AreNoneForTwoClientsOfOneIssuer)
{
    World world;
    world.list("okta-1", values("corp"));
    world.list("okta-2", with_client(values("corp"), "another"));
    for (const auto& one : import_of(world).providers)
        EXPECT_THAT(one.notes, IsEmpty());
}

TEST(ImportNotes, TellATypeThatTheIdContradicts)
{
    World world;
    world.list("okta-dc0000000000000000g0", values("corp", zitadel));
    world.list("dcokta00000000000010", values("other", okta));
    world.list("made-by-hand", values("third", adfs));
    const auto import = import_of(world);
    EXPECT_THAT(notes_of(import, "corp"),
                ElementsAre(AllOf(HasSubstr("that of type okta"), HasSubstr("NetBird lists zitadel"))));
    EXPECT_THAT(notes_of(import, "other"), ElementsAre(HasSubstr("that of type oidc")));
    EXPECT_THAT(notes_of(import, "third"), IsEmpty());
}

TEST(ImportNotes, AreOneLineWhateverNetBirdSends)
{
    World world;
    world.list("okta-1", with_issuer(values("a"), "https://a.example\n\x1b[31m/"));
    world.list("okta-2", with_issuer(values("b"), "https://A.example\n\x1b[31m"));
    for (const auto& one : import_of(world).providers)
        EXPECT_THAT(one.notes, ElementsAre(AllOf(HasSubstr(R"(.example\n\x1b[31m)"), Not(HasSubstr("\n")),
                                                 Not(HasSubstr("\x1b")))));
}

TEST(AnyWorld, IsImportedUnderOneKeyForEachConnector)
{
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        auto world = random_world(dice).world;
        const auto some = import_of(world);
        const auto all = import_of(world, true);
        EXPECT_EQ(some.providers.size() + some.left_out.size(), world.observed.providers.size());
        EXPECT_EQ(all.providers.size(), world.observed.providers.size());

        std::set<ProviderKey> keys(some.left_out.begin(), some.left_out.end());
        for (const auto& one : some.providers)
        {
            EXPECT_TRUE(keys.insert(one.key).second) << one.key.str();
            EXPECT_EQ(world.desired_state().find(one.key), nullptr) << one.key.str();
        }
        dice.shuffle(world.observed.providers);
        EXPECT_EQ(keys_of(import_of(world)), keys_of(some));
        EXPECT_EQ(keys_of(import_of(world, true)), keys_of(all));
        if (HasFailure())
            return;
    }
}

} // namespace
} // namespace idpsync::test
