// What a pass makes of a client at its provider: every row of the table in decide_client.hpp.

#include "registrar/decide_client.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

const ClientNeeds needed{.redirect_uri = "https://nb.example.com/oauth2/callback",
                         .logout_uri = "https://nb.example.com/oauth2/logout/callback"};

ProviderClient right_client()
{
    return {.handle = "netbird",
            .client_id = "netbird",
            .name = "NetBird",
            .redirect_uris = {{needed.redirect_uri}},
            .logout_uris = std::vector<RegisteredUri>{{needed.logout_uri}},
            .admission = Admission{}};
}

class DecideClient : public testing::Test
{
protected:
    DecideClient()
        : desired{.key = test::key("corp"),
                  .values =
                      ConnectorValues{ProviderType::pocketid, "corp", "https://id.example.com", "netbird"},
                  .registration = DesiredRegistration{}}
    {}

    ClientItem decide()
    {
        return decide_client({.desired = desired,
                              .product = "Pocket ID",
                              .found = found,
                              .needs = needs,
                              .access_ends = access_ends,
                              .known = known ? &*known : nullptr,
                              .sends_secret = sends_secret,
                              .custody = custody,
                              .can_be_made = can_be_made,
                              .hold = hold ? &*hold : nullptr,
                              .now = now});
    }

    ProviderClient& client() { return **found; }

    /// It was as it must be, after our write.
    void know()
    {
        auto item = decide();
        item.action = Action::create;
        known = known_after_write(item, now);
    }

    DesiredProvider desired;
    ClientFound found = std::optional(right_client());
    ClientNeeds needs = needed;
    std::optional<LedgerClient> known;
    std::optional<WallTime> access_ends;
    bool sends_secret = false;
    SecretCustody custody = SecretCustody::several;
    bool can_be_made = true;
    std::optional<Hold> hold;
    WallTime now = test::noon;
};

TEST_F(DecideClient, LeavesAloneWhatIsAsItMustBe)
{
    const auto item = decide();
    EXPECT_TRUE(item.in_sync());
    EXPECT_FALSE(item.entry->seen_as.empty());
    EXPECT_EQ(item.entry->origin, Origin::adopted);
}

TEST_F(DecideClient, LeavesToTheOperatorOneThatCannotBeMadeWithItsId)
{
    found = std::optional<ProviderClient>();
    can_be_made = false;
    const auto item = decide();
    EXPECT_EQ(item.action, Action::block);
    EXPECT_EQ(item.reason, Reason::not_at_provider);
    EXPECT_THAT(item.next, HasSubstr("show registration"));
}

TEST_F(DecideClient, TellsOfALogoutUrlThatStays)
{
    client().one_logout_uri = true;
    client().logout_uris = std::vector<RegisteredUri>{{"https://other.example.com/logout"}};
    const auto item = decide();
    EXPECT_TRUE(item.in_sync());
    EXPECT_THAT(item.hints, ElementsAre(HasSubstr("https://other.example.com/logout")));
    client().one_logout_uri = false;
    EXPECT_FALSE(decide().in_sync());
}

TEST_F(DecideClient, MakesOneThatIsNotThere)
{
    found = std::optional<ProviderClient>();
    const auto item = decide();
    EXPECT_EQ(item.action, Action::create);
    EXPECT_EQ(item.reason, Reason::not_at_provider);
    EXPECT_EQ(known_after_write(item, now).origin, Origin::created);
}

TEST_F(DecideClient, BlocksWhereTheApiCannotBeAsked)
{
    found = Error{ErrorKind::unauthorized, "Pocket ID answers 401", "make a new token"};
    const auto item = decide();
    EXPECT_EQ(item.action, Action::block);
    EXPECT_EQ(item.reason, Reason::client_unchecked);
    EXPECT_EQ(item.why, "Pocket ID answers 401");
    EXPECT_EQ(item.next, "make a new token");
}

TEST_F(DecideClient, BlocksWhereTheRedirectUriIsNotKnown)
{
    needs.redirect_uri.clear();
    EXPECT_EQ(decide().reason, Reason::client_unchecked);
    found = std::optional<ProviderClient>();
    EXPECT_EQ(decide().reason, Reason::client_unchecked);
}

TEST_F(DecideClient, SaysEachPartThatDiffers)
{
    client().redirect_uris = {{"https://other.example.com"}};
    client().demands_pushed_requests = true;
    const auto item = decide();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_EQ(item.reason, Reason::declaration_changed);
    EXPECT_EQ(item.why, "not as it must be yet");
    EXPECT_THAT(item.changes, ElementsAre(ClientChange{"redirect_uri", "https://other.example.com",
                                                       "also " + needed.redirect_uri},
                                          ClientChange{"pushed_requests", "demanded", "not demanded"}));
    EXPECT_THAT(item.drift, IsEmpty());
}

TEST_F(DecideClient, LeavesWhatItCannotTell)
{
    client().redirect_uris = {{"https://nb\\.example\\.com/(.*)", UriMatch::regex}};
    client().demands_challenge = true;
    EXPECT_TRUE(decide().in_sync());
}

TEST_F(DecideClient, CallsItDriftOnceItWasRight)
{
    know();
    client().redirect_uris.clear();
    const auto item = decide();
    EXPECT_EQ(item.reason, Reason::drifted);
    EXPECT_EQ(item.why, "changed at Pocket ID since it was as it must be");
    ASSERT_THAT(item.drift, SizeIs(1));
    EXPECT_EQ(item.drift.front().field, "redirect_uri");
}

TEST_F(DecideClient, CallsAClientThatIsGoneDriftAndMakesItAgain)
{
    know();
    found = std::optional<ProviderClient>();
    const auto item = decide();
    EXPECT_EQ(item.action, Action::create);
    ASSERT_THAT(item.drift, SizeIs(1));
    EXPECT_EQ(item.drift.front().kind, Drift::Kind::missing);
}

TEST_F(DecideClient, KnowsNothingOfAnotherClient)
{
    know();
    desired.values->client_id = "other";
    client().redirect_uris.clear();
    const auto item = decide();
    EXPECT_THAT(item.drift, IsEmpty());
    EXPECT_EQ(item.entry->client_id, "other");
    EXPECT_EQ(item.entry->origin, Origin::adopted);
}

TEST_F(DecideClient, CallsANewDeclarationNoDrift)
{
    know();
    needs.allowed_groups = GroupNames{"netbird-users"};
    const auto item = decide();
    EXPECT_EQ(item.reason, Reason::declaration_changed);
    EXPECT_THAT(item.changes, ElementsAre(ClientChange{"admission", "everybody", "netbird-users"}));
}

TEST_F(DecideClient, IsContestedAfterThreeWritesThatSomebodyChangedBack)
{
    for (unsigned i = 0; i < 3; ++i)
    {
        client().redirect_uris = {{needed.redirect_uri}};
        know();
        known->overturned_writes = i;
        known->overturned_parts = {"redirect_uri"};
        client().redirect_uris.clear();
        now += 1min;
        const auto item = decide();
        EXPECT_EQ(item.entry->overturned_writes, i + 1);
        EXPECT_EQ(item.reason, i < 2 ? Reason::drifted : Reason::contested);
    }
}

TEST_F(DecideClient, IsNotContestedBySomebodyWhoChangesOnePartAfterAnother)
{
    know();
    const auto changed = [&](unsigned round) {
        client() = right_client();
        if (round % 2 == 0)
            client().redirect_uris.clear();
        else
            client().enabled = false;
    };
    for (unsigned round = 0; round < 6; ++round)
    {
        changed(round);
        now += 1min;
        const auto item = decide();
        EXPECT_EQ(item.reason, Reason::drifted) << round;
        EXPECT_EQ(item.entry->overturned_writes, 1U) << round;
        known = known_after_write(item, now);
    }
}

TEST_F(DecideClient, IsContestedByThePartThatIsAmongTheChangedEachTime)
{
    know();
    for (unsigned round = 0; round < 3; ++round)
    {
        client() = right_client();
        client().redirect_uris.clear();
        client().enabled = round != 1;
        now += 1min;
        const auto item = decide();
        EXPECT_EQ(item.reason, round < 2 ? Reason::drifted : Reason::contested);
        known = known_after_write(item, now);
    }
    EXPECT_THAT(known->overturned_parts, ElementsAre("redirect_uri"));
}

TEST_F(DecideClient, AsksBeforeAPublicClientNeedsASecret)
{
    client().confidential = false;
    auto item = decide();
    EXPECT_EQ(item.action, Action::refuse);
    EXPECT_TRUE(item.missing.has(Consent::client_change));
    desired.allow.add(Consent::client_change);
    item = decide();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_TRUE(item.needed.has(Consent::client_change));
    EXPECT_TRUE(item.missing.empty());
}

TEST_F(DecideClient, AsksBeforeANewSecretEndsAnother)
{
    sends_secret = true;
    EXPECT_EQ(decide().action, Action::update);
    custody = SecretCustody::one_hidden;
    EXPECT_EQ(decide().action, Action::refuse);
    know();
    EXPECT_EQ(decide().action, Action::update) << "it was made here";
}

class DecideAuthentikGroups : public DecideClient
{
protected:
    DecideAuthentikGroups()
    {
        desired.values->type = ProviderType::authentik;
        needs.groups = true;
        client().brings_groups = true;
    }
};

TEST_F(DecideAuthentikGroups, AreTheEntitlementsOfTheApplication)
{
    EXPECT_TRUE(decide().in_sync());
    client().brings_groups = false;
    const auto item = decide();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_THAT(item.changes,
                ElementsAre(ClientChange{"groups", "do not arrive", "the application's entitlements"}));
}

TEST_F(DecideAuthentikGroups, TakeThePlaceOfAllGroupsOnlyWithConsent)
{
    for (const auto seen : {AllGroups::alone, AllGroups::beside})
    {
        client().all_groups = seen;
        desired.allow = {};
        const auto item = decide();
        EXPECT_EQ(item.action, Action::refuse);
        EXPECT_TRUE(item.missing.has(Consent::client_change));
        EXPECT_THAT(item.why, HasSubstr("all groups of a user"));
        desired.allow.add(Consent::client_change);
        EXPECT_EQ(decide().action, Action::update);
    }
    needs.groups = false;
    EXPECT_TRUE(decide().in_sync()) << "nothing is declared";
}

TEST_F(DecideAuthentikGroups, ComeBackWithoutAnotherWord)
{
    know();
    client().all_groups = AllGroups::beside;
    EXPECT_EQ(decide().reason, Reason::drifted);
    client().all_groups = AllGroups::alone;
    EXPECT_EQ(decide().reason, Reason::drifted);
}

TEST_F(DecideAuthentikGroups, StayWhereSomebodysMappingNeedsAuthentiksOwn)
{
    desired.allow.add(Consent::client_change);
    client().all_groups = AllGroups::entangled;
    const auto item = decide();
    EXPECT_EQ(item.action, Action::refuse);
    EXPECT_THAT(item.next, HasSubstr("preferred_username"));
}

TEST_F(DecideClient, KnowsTheOneThatItWasAboutToMake)
{
    know();
    known->origin = Origin::adopted;
    known->creating = true;
    EXPECT_EQ(decide().entry->origin, Origin::created);
    found = std::optional<ProviderClient>();
    EXPECT_EQ(decide().entry->origin, Origin::adopted);
    EXPECT_FALSE(decide().entry->creating);
}

TEST_F(DecideClient, DoesNotOpenToEverybodyByItself)
{
    client().admission = Admission{.everybody = false, .groups = {}};
    const auto item = decide();
    EXPECT_EQ(item.action, Action::refuse);
    EXPECT_THAT(item.next, HasSubstr("registration.allowed_groups"));
}

TEST_F(DecideClient, DoesNotCallASecretDrift)
{
    know();
    sends_secret = true;
    const auto item = decide();
    EXPECT_EQ(item.reason, Reason::declaration_changed);
    EXPECT_THAT(item.drift, IsEmpty());
}

TEST_F(DecideClient, WaitsWhileARefusalIsNotDue)
{
    client().redirect_uris.clear();
    hold = Hold{.why = "Pocket ID answers 403", .situation = situation_of(decide())};
    EXPECT_EQ(decide().action, Action::wait);
    client().demands_pushed_requests = true;
    EXPECT_EQ(decide().action, Action::update) << "it is another write";
}

TEST_F(DecideClient, TellsOfAnApiKeyThatExpiresSoon)
{
    access_ends = now + std::chrono::days(31);
    EXPECT_THAT(decide().hints, IsEmpty());
    access_ends = now + std::chrono::days(29);
    EXPECT_THAT(decide().hints,
                ElementsAre(HasSubstr("identity_providers.corp.registration.token holds expires at ")));
}

/// A standalone NetBird's.
class DecidePublicClient : public DecideClient
{
protected:
    DecidePublicClient()
    {
        needs.standalone = PublicNeeds{.more_redirect_uris = {"https://nb.example.com/auth"},
                                       .subject_mode = "user_id",
                                       .has_manager = true};
        client().confidential = false;
        client().subject_mode = "user_id";
        client().redirect_uris.push_back({"https://nb.example.com/auth"});
    }
};

TEST_F(DecidePublicClient, IsDoneWithOneThatIsPublic)
{
    EXPECT_TRUE(decide().in_sync());
}

TEST_F(DecidePublicClient, MakesOneWithEveryAddress)
{
    found = std::optional<ProviderClient>();
    const auto item = decide();
    EXPECT_EQ(item.action, Action::create);
    EXPECT_EQ(item.changes.front().wanted, needed.redirect_uri + ", https://nb.example.com/auth");
    EXPECT_EQ(item.changes.back(), (ClientChange{"public_client", "", "public, with PKCE"}));
}

TEST_F(DecidePublicClient, NeedsAWordToMakeAClientPublicOrItsUsersNewOnes)
{
    client().confidential = true;
    auto item = decide();
    EXPECT_EQ(item.action, Action::refuse);
    EXPECT_THAT(item.why, HasSubstr("it would be public"));
    EXPECT_THAT(item.next, HasSubstr("allow: [client-change]"));
    client().confidential = false;
    client().subject_mode = "hashed_user_id";
    item = decide();
    EXPECT_EQ(item.reason, Reason::consent_missing);
    EXPECT_THAT(item.why, HasSubstr("is a new user"));
    desired.allow.add(Consent::client_change);
    item = decide();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_THAT(item.changes, ElementsAre(ClientChange{"subject_mode", "hashed_user_id", "user_id"}));
}

TEST_F(DecidePublicClient, AddsTheAddressesThatAreMissingAlone)
{
    client().redirect_uris.pop_back();
    EXPECT_THAT(decide().changes, ElementsAre(ClientChange{"redirect_uri", needed.redirect_uri,
                                                           "also https://nb.example.com/auth"}));
}

} // namespace
} // namespace idpsync::registrar
