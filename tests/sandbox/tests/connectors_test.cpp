#include "sandbox/ids.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

TEST(Ids, FollowFromTheSeed)
{
    Ids one(7);
    Ids same(7);
    Ids other(8);
    const auto first = one.xid();
    EXPECT_EQ(first, same.xid());
    EXPECT_NE(first, other.xid());
    EXPECT_NE(first, one.xid());
}

TEST(Ids, LookLikeThoseOfNetBird)
{
    Netbird netbird;
    EXPECT_THAT(id_of(netbird.create(connector("oidc"))), MatchesRegex("[0-9a-v]{20}"));
    EXPECT_THAT(id_of(netbird.create(connector("okta"))), MatchesRegex("okta-[0-9a-v]{20}"));
}

TEST(Ids, MakesWellFormedTokens)
{
    Ids ids(3);
    const auto token = ids.token();
    EXPECT_EQ(token.size(), 40U);
    EXPECT_TRUE(is_well_formed_token(token));
    EXPECT_TRUE(is_well_formed_token(default_token));
    EXPECT_FALSE(is_well_formed_token("nbp_" + std::string(36, 'a')));
}

TEST(TypeOfAnId, IsTheFirstKnownNameInIt)
{
    EXPECT_EQ(type_of_id("dc12d2lqmd2v0ug3rshg"), "oidc");
    EXPECT_EQ(type_of_id("keycloak-dc12d2lqmd2v0ug3rshg"), "keycloak");
    EXPECT_EQ(type_of_id("my-okta-behind-keycloak"), "okta");
    EXPECT_EQ(type_of_id("google-dc12d2lqmd2v0ug3rshg"), "google");
}

TEST(Update, WithoutASecretKeepsTheStoredOne)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.update(id, changed(connector(), "client_secret", ""));
    EXPECT_EQ(netbird.sandbox.stored_secret(id), "first secret");
    auto without = connector();
    without.erase("client_secret");
    netbird.update(id, without);
    EXPECT_EQ(netbird.sandbox.stored_secret(id), "first secret");
}

TEST(Update, StoresAnotherSecretAndNeverShowsIt)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    const auto answer = netbird.update(id, changed(connector(), "client_secret", "second secret"));
    EXPECT_EQ(netbird.sandbox.stored_secret(id), "second secret");
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(netbird.get("/api/identity-providers").body.find("secret"), std::string::npos);
}

TEST(Create, TakesAnEmptySecret)
{
    Netbird netbird;
    const auto answer = netbird.create(changed(connector(), "client_secret", ""));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(netbird.sandbox.stored_secret(id_of(answer)), "");
}

TEST(Create, StoresEveryValueAsItWasSent)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(changed(connector(), "name", " padded\n")));
    EXPECT_EQ(netbird.sandbox.connector(id)->name, " padded\n");
}

TEST(Create, TwiceMakesTwo)
{
    Netbird netbird;
    netbird.create(connector());
    netbird.create(connector());
    EXPECT_EQ(netbird.sandbox.connectors().size(), 2U);
}

TEST(Create, DropsTheIssuerOfGoogleAfterRepeatingIt)
{
    Netbird netbird;
    const auto answer = netbird.create(connector("google"));
    EXPECT_EQ(boost::json::parse(answer.body).at("issuer").as_string(), corporate);
    EXPECT_EQ(netbird.sandbox.connectors().front().issuer, "");
}

TEST(Create, KnowsAdfsFromTheThirdGenerationOn)
{
    for (const auto generation : {Generation::v0_62, Generation::v0_65})
        EXPECT_EQ(Netbird({.generation = generation}).create(connector("adfs")).status, 422U);
    for (const auto generation : {Generation::v0_70, Generation::v0_77})
        EXPECT_EQ(Netbird({.generation = generation}).create(connector("adfs")).status, 200U);
}

TEST(TypeChange, IsRefusedByTheNewestGeneration)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector("okta")));
    EXPECT_EQ(netbird.update(id, connector("authentik")).status, 500U);
    EXPECT_THAT(netbird.sandbox.connector(id)->scopes, ElementsAre("openid", "profile", "email", "groups"));
}

TEST(TypeChange, ChangesOnlyTheScopesBefore)
{
    Netbird netbird({.generation = Generation::v0_70});
    const auto id = id_of(netbird.create(connector("okta")));
    const auto answer = netbird.update(id, connector("authentik"));
    EXPECT_EQ(boost::json::parse(answer.body).at("type").as_string(), "authentik");
    const auto later = netbird.get("/api/identity-providers/" + id);
    EXPECT_EQ(boost::json::parse(later.body).at("type").as_string(), "okta");
    EXPECT_THAT(netbird.sandbox.connector(id)->scopes, ElementsAre("openid", "profile", "email"));
}

TEST(Remove, LeavesNothing)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    EXPECT_EQ(netbird.ask("DELETE", "/api/identity-providers/" + id).body, "{}\n");
    EXPECT_TRUE(netbird.sandbox.connectors().empty());
    EXPECT_EQ(netbird.get("/api/identity-providers/" + id).status, 404U);
}

TEST(ByHand, AnEditIsInTheListAndInTheAuditLog)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.sandbox.edit(id, {.name = "By hand"});
    EXPECT_THAT(netbird.get("/api/identity-providers").body, HasSubstr("By hand"));
    const auto newest = netbird.sandbox.events().front();
    EXPECT_EQ(newest.at("activity_code").as_string(), "identityprovider.update");
    EXPECT_EQ(newest.at("initiator_name").as_string(), "Alice");
    EXPECT_EQ(newest.at("target_id").as_string(), id);
}

TEST(ByHand, AConnectorCanBeAddedAndRemoved)
{
    Netbird netbird;
    const auto id = netbird.sandbox.add(
        {.type = "entra", .name = "Entra", .issuer = corporate, .client_id = "x", .client_secret = "y"});
    EXPECT_EQ(netbird.get("/api/identity-providers/" + id).status, 200U);
    netbird.sandbox.remove(id);
    EXPECT_EQ(netbird.get("/api/identity-providers/" + id).status, 404U);
    EXPECT_THROW(netbird.sandbox.remove(id), std::invalid_argument);
}

TEST(Write, TakesAsLongAsItWasTold)
{
    Netbird netbird({.write_delay = std::chrono::milliseconds(20)});
    const auto start = netbird.clock.now();
    netbird.get("/api/identity-providers");
    EXPECT_EQ(netbird.clock.now(), start);
    netbird.create(connector());
    EXPECT_EQ(netbird.clock.now() - start, std::chrono::milliseconds(20));
}

} // namespace
} // namespace idpsync::sandbox::test
