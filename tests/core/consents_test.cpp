#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

/// `written` is what the ledger and NetBird have; the file says `wanted`.
World redeclared(const ConnectorValues& written, ConnectorValues wanted, Consents consents = {})
{
    World world;
    world.declare(with_consent(desired("corp", std::move(wanted)), consents))
        .list("id-1", written)
        .know("corp", created("id-1", written));
    return world;
}

const auto moved = with_issuer(values("corp"), "https://moved.example");

TEST(Rule15_NewIssuer, IsRefusedWithoutConsent)
{
    const auto item = redeclared(values("corp"), moved).item("corp");
    EXPECT_THAT(item, Decides(Action::refuse, Reason::consent_missing));
    EXPECT_EQ(item.missing, Consents{Consent::issuer_change});
    EXPECT_THAT(item.next, HasSubstr("allow: [issuer-change]"));
    EXPECT_THAT(item.why, HasSubstr("issuer"));
}

TEST(Rule15_NewIssuer, IsWrittenWithConsent)
{
    const auto item = redeclared(values("corp"), moved, {Consent::issuer_change}).item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(item.secret, SecretFate::written);
    EXPECT_THAT(item.hints, IsEmpty());
    EXPECT_THAT(item.changes, ElementsAre(FieldChange{Field::issuer, values("corp").issuer, moved.issuer}));
}

TEST(Rule15_NewIssuer, ThatDiffersByASlashOnlyIsOneToo)
{
    const auto slash = with_issuer(values("corp"), values("corp").issuer + "/");
    EXPECT_THAT(redeclared(values("corp"), slash).item("corp"),
                Decides(Action::refuse, Reason::consent_missing));
}

TEST(Rule15_Repair, OfTheIssuerNeedsNoConsent)
{
    const auto item = drifted_world(values("corp"), moved).item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::drifted));
}

TEST(Rule15_Repair, OfAnEntraClientNeedsNoConsent)
{
    const auto item =
        drifted_world(values("corp", entra), with_client(values("corp", entra), "changed")).item("corp");
    EXPECT_THAT(item, Decides(Action::update, Reason::drifted));
}

TEST(Rule15_Repair, DoesNotExcuseANewIssuer)
{
    // Someone moved it to one issuer, the file says another: still new compared with what we wrote.
    World world;
    world.declare(desired("corp", moved))
        .list("okta-1", with_issuer(values("corp"), "https://evil.example"))
        .know("corp", created("okta-1", values("corp")));
    EXPECT_EQ(world.item("corp").missing, Consents{Consent::issuer_change});
}

TEST(Rule15_NewIssuer, ThatNetBirdHasAlreadyNeedsNothing)
{
    auto world = redeclared(values("corp"), moved);
    world.observed.providers.front().values = moved;
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::none, Reason::in_sync));
    EXPECT_EQ(item.entry->written, moved);
}

class Rule15_NewClient : public testing::TestWithParam<ProviderType>
{};

TEST_P(Rule15_NewClient, NeedsConsentWhereUsersArePerApplication)
{
    const auto type = GetParam();
    const auto wanted = with_client(values("corp", type), "new-client");
    const auto item = redeclared(values("corp", type), wanted).item("corp");
    if (type == entra || type == microsoft)
    {
        EXPECT_THAT(item, Decides(Action::refuse, Reason::consent_missing));
        EXPECT_EQ(item.missing, Consents{Consent::client_change});
        EXPECT_THAT(redeclared(values("corp", type), wanted, {Consent::client_change}).item("corp"),
                    Decides(Action::update, Reason::declaration_changed));
    }
    else
        EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed));
    EXPECT_EQ(item.secret, SecretFate::written);
}

/// "corp" of type entra, made by this NetBird, is to have another client.
PlanItem entra_made_by(const std::string& version)
{
    const auto wanted = with_client(values("corp", entra), "new-client");
    auto world = redeclared(values("corp", entra), wanted);
    world.ledger.entries.at(key("corp")).made_by = version;
    return world.item("corp");
}

TEST(Rule15_NewEntraClient, NeedsConsentForAConnectorOfAnOldOrUnknownNetBird)
{
    for (const auto* version : {"", "development", "0.70.4"})
    {
        const auto item = entra_made_by(version);
        EXPECT_EQ(item.missing, Consents{Consent::client_change}) << version;
        EXPECT_THAT(item.why, HasSubstr("before v0.70.5")) << version;
    }
    EXPECT_THAT(entra_made_by("").why, HasSubstr("is not known"));
    EXPECT_THAT(entra_made_by("0.70.4").why, HasSubstr("NetBird 0.70.4 made this one"));
}

TEST(Rule15_NewEntraClient, NeedsNoneWhereUsersAreTheTenants)
{
    for (const auto* version : {"0.70.5", "v0.77.1"})
    {
        const auto item = entra_made_by(version);
        EXPECT_THAT(item, Decides(Action::update, Reason::declaration_changed)) << version;
        EXPECT_EQ(item.entry.value().made_by, version);
    }
}

TEST(Rule15_NewEntraClient, WhoMadeAConnectorIsKeptFromItsCreateOn)
{
    PlanItem item{.key = key("corp"), .want = values("corp", entra)};
    item.made_by = "0.77.1";
    item.conclude(Action::create, Reason::not_in_netbird);
    const auto made = entry_after_write(item, {"entra-1"}, at(std::chrono::seconds(0)));
    EXPECT_EQ(made.made_by, "0.77.1");
    PlanItem update{.key = key("corp"), .want = values("corp", entra), .entry = made};
    update.conclude(Action::update, Reason::drifted);
    EXPECT_EQ(entry_after_write(update, {"entra-1"}, at(std::chrono::seconds(1))).made_by, "0.77.1");
}

INSTANTIATE_TEST_SUITE_P(Types, Rule15_NewClient, testing::ValuesIn(enumerators<ProviderType>()),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST(Rule15_Refusal, NamesEveryConsentAtOnce)
{
    const auto wanted = with_client(with_issuer(values("corp", entra), "https://moved.example"), "new");
    World world;
    world.declare(with_id(desired("corp", wanted), "entra-1")).list("entra-1", values("corp", entra));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::refuse, Reason::consent_missing));
    EXPECT_EQ(item.missing,
              (Consents{Consent::issuer_change, Consent::client_change, Consent::overwrite_secret}));
    EXPECT_THAT(item.next, HasSubstr("allow: [issuer-change, client-change, overwrite-secret]"));
}

TEST(Rule15_Refusal, NamesOnlyWhatIsStillMissing)
{
    const auto wanted = with_client(with_issuer(values("corp", entra), "https://moved.example"), "new");
    const auto item = redeclared(values("corp", entra), wanted, {Consent::issuer_change}).item("corp");
    EXPECT_EQ(item.missing, Consents{Consent::client_change});
    EXPECT_THAT(item.hints, IsEmpty());
}

TEST(Rule15_Refusal, ComparesAnAdoptedConnectorWithWhatIsSeen)
{
    World world;
    world.declare(with_id(desired("corp", moved), "okta-1")).list("okta-1", values("corp"));
    EXPECT_TRUE(world.item("corp").missing.has(Consent::issuer_change));
}

TEST(Rule15_Refusal, NeedsNoOverwriteConsentWhenTheSecretIsNewToo)
{
    auto world = redeclared(values("corp"), moved);
    world.secret("corp", "new");
    EXPECT_EQ(world.item("corp").missing, Consents{Consent::issuer_change});
}

TEST(Rule15_Refusal, WritesNothingButRemembersAnAdoption)
{
    World world;
    world.declare(with_id(desired("corp", moved), "okta-1")).list("okta-1", values("corp"));
    const auto plan = world.plan();
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(entry_before_writes(plan, "corp")->id, ConnectorId{"okta-1"});
    EXPECT_EQ(entry_before_writes(plan, "corp")->written, std::nullopt);
}

TEST(Rule15_Hints, NameEveryConsentThatIsNotNeeded)
{
    Consents every;
    for (const auto consent : enumerators<Consent>())
        every.add(consent);
    auto world = settled_world();
    world.declared.front().allow = every;
    const auto item = world.item("corp");
    EXPECT_EQ(item.action, Action::none);
    EXPECT_THAT(item.hints, SizeIs(enumerators<Consent>().size()));
    EXPECT_THAT(item.hints.front(), HasSubstr("issuer-change"));
}

TEST(Rule15_Hints, AreGivenForACreateToo)
{
    World world;
    world.declare(with_consent(desired("corp"), {Consent::recreate}));
    EXPECT_THAT(world.item("corp").hints, SizeIs(1));
}

TEST(Rule15_Hints, AreGivenForWhatIsAbsentOrReleased)
{
    World world;
    world.declare(with_consent(absent("gone"), {Consent::delete_last}))
        .declare(with_consent(released("free"), {Consent::issuer_change}))
        .declare(with_consent(absent("going"), {Consent::recreate, Consent::delete_last}))
        .list("okta-1", values("going"))
        .know("going", created("okta-1", values("going")));
    EXPECT_THAT(world.item("gone").hints, SizeIs(1));
    EXPECT_THAT(world.item("free").hints, SizeIs(1));
    EXPECT_THAT(world.item("going").hints, ElementsAre(HasSubstr("recreate")));
}

TEST(Rule13_Type, NeverChanges)
{
    for (const auto type : enumerators<ProviderType>())
    {
        if (type == okta)
            continue;
        auto wanted = values("corp");
        wanted.type = type;
        const auto item = redeclared(values("corp"), wanted,
                                     {Consent::issuer_change, Consent::client_change, Consent::recreate,
                                      Consent::overwrite_secret})
                              .item("corp");
        EXPECT_THAT(item, Decides(Action::conflict, Reason::type_differs)) << to_string(type);
    }
}

} // namespace
} // namespace idpsync::test
