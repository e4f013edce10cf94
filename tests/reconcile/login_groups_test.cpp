#include "reconcile/login_groups.hpp"

#include <gmock/gmock.h>

namespace idpsync::reconcile {
namespace {

const WallTime when{std::chrono::hours(24)};

LoginEvidence login(const std::string& connector, const std::string& claim)
{
    LoginEvidence evidence;
    evidence.at = when;
    evidence.connector = ConnectorId{connector};
    evidence.group_claim = claim;
    evidence.groups = {"users"};
    return evidence;
}

TEST(LoginGroups, Rule29_AreThoseOfTheClaimThatReachesNetBirdAndOfConnectorsThatAreThere)
{
    Checks checks;
    checks.providers[ProviderKey::parse("good").value()].login = login("okta-1", "groups");
    checks.providers[ProviderKey::parse("other-claim").value()].login = login("okta-1", "roles");
    checks.providers[ProviderKey::parse("gone").value()].login = login("okta-2", "groups");
    checks.providers[ProviderKey::parse("never").value()].login.reset();
    ObservedState listed;
    listed.providers.push_back({{"okta-1"}, {}});

    const auto logins = logins_in(checks, listed);

    ASSERT_EQ(logins.size(), 1U);
    EXPECT_EQ(logins[0].at, when);
    EXPECT_THAT(logins[0].groups, testing::ElementsAre("users"));
}

} // namespace
} // namespace idpsync::reconcile
