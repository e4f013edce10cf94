// What is decided about the client of NetBird's manager of users at Keycloak.

#include "registrar/backend_client.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace idpsync::registrar {
namespace {

class BackendDecided : public testing::Test
{
protected:
    BackendDecided()
    {
        logins_.values = ConnectorValues{.type = ProviderType::keycloak,
                                         .name = "NetBird",
                                         .issuer = "https://kc.example.com/realms/corp",
                                         .client_id = "netbird"};
        logins_.registration.emplace().account = "idp-sync";
    }

    ClientItem decide()
    {
        return decide_backend({.logins = logins_,
                               .account = account_,
                               .product = "Keycloak",
                               .found = found_,
                               .weak_secret = weak_secret_});
    }

    BackendClient& client() { return **found_; }

    /// As it is made, but for what a test changes.
    void have_one()
    {
        found_ = std::optional(BackendClient{.handle = "uuid",
                                             .client_id = account_,
                                             .ours = true,
                                             .knows_secret = true,
                                             .reads_users = true});
    }

    DesiredProvider logins_{.key = *ProviderKey::parse("keycloak")};
    std::string account_ = "netbird-backend";
    Result<std::optional<BackendClient>> found_ = std::optional<BackendClient>();
    bool weak_secret_ = false;
};

TEST_F(BackendDecided, IsMadeWhereThereIsNone)
{
    const auto item = decide();
    EXPECT_EQ(item.action, Action::create);
    EXPECT_EQ(item.changes.size(), 4U);
    have_one();
    EXPECT_TRUE(decide().in_sync());
}

TEST_F(BackendDecided, GetsItsRoleWithoutAWordWhereItWasMadeHere)
{
    have_one();
    client().reads_users = false;
    EXPECT_EQ(decide().action, Action::update);
    client().ours = false;
    const auto refused = decide();
    EXPECT_EQ(refused.action, Action::refuse);
    EXPECT_THAT(refused.why, HasSubstr("could read every user"));
    logins_.allow.add(Consent::client_change);
    EXPECT_EQ(decide().action, Action::update);
}

TEST_F(BackendDecided, ChangesWhatOthersMayRelyOnByAWordAlone)
{
    for (const auto part : {&BackendClient::enabled, &BackendClient::by_secret})
    {
        have_one();
        client().*part = false;
        EXPECT_EQ(decide().action, Action::refuse);
    }
    have_one();
    client().knows_secret = false;
    EXPECT_THAT(decide().why, HasSubstr("ends at once"));
    EXPECT_THAT(decide().next, HasSubstr("client-change"));
}

TEST_F(BackendDecided, IsNeverTheClientOfLoginsNorTheAccountOfThisProgram)
{
    account_ = "netbird";
    EXPECT_EQ(decide().action, Action::block);
    account_ = "idp-sync";
    have_one();
    EXPECT_TRUE(decide().in_sync());
    EXPECT_THAT(decide().hints, SizeIs(1));
    client().reads_users = false;
    EXPECT_EQ(decide().action, Action::block);
    EXPECT_THAT(decide().why, HasSubstr("the right to change every client"));
}

TEST_F(BackendDecided, NeverHasAShortSecretFromHere)
{
    weak_secret_ = is_weak_secret("hunter2");
    EXPECT_EQ(decide().action, Action::block);
    EXPECT_THAT(decide().next, HasSubstr("openssl rand"));
    have_one(); // by hand
    EXPECT_TRUE(decide().in_sync());
}

TEST_F(BackendDecided, StaysAsItIsWhereNobodyCanLook)
{
    found_ = Error{ErrorKind::forbidden, "Keycloak answers 403"};
    const auto item = decide();
    EXPECT_EQ(item.action, Action::block);
    EXPECT_THAT(item.changes, IsEmpty());
}

} // namespace
} // namespace idpsync::registrar
