// The client at Keycloak, kept in the same pass as its connector: docs/reconciling.md 35.

#include "reconcile/client_world.hpp"
#include "reconcile/known_refusals.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Profile;

TEST(KeycloakClient, WhoseSecretSomebodyChangedIsFollowed)
{
    ClientWorld corp(Profile::keycloak_hostname);
    corp.apply();
    corp.client().secret = "not-a-real-secret-of-a-console";
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << item_of(report, "corp").why;
    EXPECT_EQ(corp.secret_in_netbird(), "not-a-real-secret-of-a-console");
}

/// Each pass asks about a client that it has just switched on, however often it was asked before.
TEST(KeycloakClient, ThatIsSwitchedOnAgainIsNotSaidToBeRefused)
{
    for (const bool demanded : {false, true})
    {
        ClientWorld corp(Profile::keycloak_hostname);
        corp.apply();
        corp.client().disabled = true;
        corp.world.policy.mode = Mode::observe;
        for (int i = 0; i < 7; ++i)
            corp.world.apply({.demanded = true}).value();
        corp.world.policy.mode = Mode::enforce;
        const auto report = corp.world.apply({.demanded = demanded}).value();
        EXPECT_FALSE(corp.client().disabled);
        EXPECT_TRUE(report.in_sync()) << item_of(report, "corp").why << client_of(report).why;
        EXPECT_FALSE(item_of(report, "corp").login_refused) << item_of(report, "corp").why;
    }
}

/// A client that was there, whose redirect URI somebody removed, and `doctor` found out.
class RefusedClient : public testing::Test
{
protected:
    RefusedClient()
    {
        corp.apply();
        corp.client().redirect_uris.clear();
        oidc::ProviderCheck refused;
        refused.redirect = {.verdict = Verdict::refused,
                            .finding = {FindingId::redirect_refused, Severity::error, "refused", "fix"}};
        const reconcile::CredentialTry asked{.issuer = corp.provider.issuer(),
                                             .client_id = "netbird",
                                             .secret = {},
                                             .redirect_uri = corp.world.sandbox.redirect_uri()};
        corp.asked.checks().note(key("corp"), [&](reconcile::ProviderEvidence& evidence) {
            reconcile::note_refusals(evidence, asked, refused, corp.world.clock.wall_now());
        });
    }

    ClientWorld corp{Profile::keycloak_hostname};
};

TEST_F(RefusedClient, IsNotSaidToBeRefusedOnceItIsPutRight)
{
    EXPECT_TRUE(item_of(corp.plan(), "corp").login_refused);
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << client_of(report).why;
    EXPECT_FALSE(item_of(report, "corp").login_refused);
    EXPECT_EQ(item_of(report, "corp").why, "");
}

TEST_F(RefusedClient, IsNotSaidToBeRefusedToWhoeverAskedForThePass)
{
    EXPECT_FALSE(item_of(corp.world.apply({.demanded = true}).value(), "corp").login_refused);
}

TEST_F(RefusedClient, IsStillSaidToBeWhereTooMuchWouldChange)
{
    corp.world.sandbox.add_issuer("https://other.example.com");
    corp.world.declare("other", ProviderType::oidc, "https://other.example.com", "netbird");
    corp.world.policy.max_changes = 1;
    const auto report = corp.apply();
    EXPECT_EQ(client_of(report).reason, Reason::too_many_changes);
    EXPECT_TRUE(item_of(report, "corp").login_refused);
}

TEST(KeycloakClient, BringsGroupsWhereTheyAreDeclared)
{
    ClientWorld corp(Profile::keycloak_hostname);
    corp.declare({.groups = true, .generated_secret = true});
    auto report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << client_of(report).why;
    report = corp.apply();
    EXPECT_FALSE(report.wrote);
}

} // namespace
} // namespace idpsync::test
