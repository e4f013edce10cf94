// What a pass makes of a client that is not wanted any more: every row of the table in decide_removal.hpp.

#include "registrar/decide_removal.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

constexpr const char* netbirds_own = "https://nb.example.com/oauth2/callback";

class DecideRemoval : public testing::Test
{
protected:
    ClientItem decide()
    {
        return decide_removal({.desired = desired,
                               .product = "Pocket ID",
                               .found = found,
                               .redirect_uri = redirect_uri,
                               .known = known,
                               .used_by = used_by,
                               .connector_goes = connector_goes,
                               .hold = hold ? &*hold : nullptr});
    }

    DesiredProvider desired{
        .key = test::key("corp"),
        .state = State::absent,
        .values = ConnectorValues{ProviderType::pocketid, "corp", "https://id.example.com", "netbird"},
        .registration = DesiredRegistration{}};
    ClientFound found = std::optional(ProviderClient{.handle = "netbird",
                                                     .client_id = "netbird",
                                                     .name = "NetBird",
                                                     .redirect_uris = {{netbirds_own}},
                                                     .logout_uris = {}});
    std::string redirect_uri = netbirds_own;
    LedgerClient known{.issuer = "https://id.example.com", .client_id = "netbird", .origin = Origin::created};
    std::string used_by;
    bool connector_goes = true;
    std::optional<Hold> hold;
};

TEST_F(DecideRemoval, RemovesOneThatServesNobodyElse)
{
    EXPECT_EQ(decide().action, Action::remove);
}

TEST_F(DecideRemoval, BlocksWhatCannotBeRead)
{
    found = Error{ErrorKind::unauthorized, "Pocket ID answers 401"};
    EXPECT_EQ(decide().reason, Reason::client_unchecked);
}

TEST_F(DecideRemoval, HasNothingToDoWithOneThatIsGone)
{
    found = std::optional<ProviderClient>();
    redirect_uri.clear();
    EXPECT_TRUE(decide().in_sync());
    EXPECT_EQ(decide().reason, Reason::already_gone);
}

TEST_F(DecideRemoval, BlocksWhileItIsNotKnownWhichUriIsNetBirds)
{
    redirect_uri.clear();
    EXPECT_EQ(decide().action, Action::block);
}

TEST_F(DecideRemoval, LeavesOneWithAnotherRedirectUri)
{
    (*found)->redirect_uris.push_back({"https://other.example.com"});
    EXPECT_TRUE(decide().in_sync());
    EXPECT_THAT(decide().hints, ElementsAre(HasSubstr("https://other.example.com")));
}

TEST_F(DecideRemoval, LeavesOneThatAnotherConnectorUses)
{
    used_by = "other";
    EXPECT_TRUE(decide().in_sync());
    EXPECT_THAT(decide().hints, ElementsAre(HasSubstr("other signs people in with it")));
}

TEST_F(DecideRemoval, WaitsForTheConnector)
{
    connector_goes = false;
    EXPECT_EQ(decide().action, Action::wait);
    EXPECT_FALSE(decide().in_sync());
}

TEST_F(DecideRemoval, IsKeptBackByARefusal)
{
    hold = Hold{.action = Action::wait, .reason = Reason::not_due, .why = "refused", .situation = {}};
    EXPECT_EQ(decide().reason, Reason::not_due);
}

TEST_F(DecideRemoval, CountsACreateWithoutAnAnswerAsItsOwn)
{
    known.origin = Origin::adopted;
    EXPECT_FALSE(was_made_here(known));
    known.creating = true;
    EXPECT_TRUE(was_made_here(known));
}

} // namespace
} // namespace idpsync::registrar
