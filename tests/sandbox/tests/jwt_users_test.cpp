// What the account makes of people who sign in.

#include "sandbox/jwt_users.hpp"
#include "sandbox/tests/logins.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

const std::string current = "/api/users/current";

json::object body_of(const Answer& answer)
{
    return json::parse(answer.body).as_object();
}

class SignedIn : public Login
{
protected:
    explicit SignedIn(Options options = {}) : Login(std::move(options)) {}

    void approve_everybody()
    {
        netbird_.sandbox.set_account_setting("extra", {{"user_approval_required", false}});
    }
    void sync_groups(json::array allowed)
    {
        netbird_.sandbox.set_account_setting("jwt_groups_enabled", true);
        netbird_.sandbox.set_account_setting("jwt_groups_claim_name", "groups");
        netbird_.sandbox.set_account_setting("jwt_allow_groups", allowed);
    }
};

TEST_F(SignedIn, WaitsForApproval)
{
    connect(Profile::keycloak);
    const auto jwt = token();
    const auto blocked = as(jwt, current);
    EXPECT_EQ(blocked.status, 403U);
    EXPECT_EQ(message_of(blocked), "user is blocked");
    const auto id = netbird_.sandbox.users().back().id;
    EXPECT_THAT(netbird_.get("/api/users").body, HasSubstr("\"pending_approval\":true"));
    EXPECT_EQ(netbird_.ask("POST", "/api/users/" + id + "/approve").status, 200U);
    const auto user = body_of(as(jwt, current));
    EXPECT_EQ(user.at("role").as_string(), "user");
    EXPECT_EQ(user.at("email").as_string(), "alice@example.com");
    EXPECT_EQ(user.at("idp_id").as_string(), connector_);
}

TEST_F(SignedIn, IsTheSameUserTheNextTime)
{
    connect(Profile::keycloak);
    approve_everybody();
    as(token(), current);
    const auto count = netbird_.sandbox.users().size();
    as(token(), current);
    EXPECT_EQ(netbird_.sandbox.users().size(), count);
}

class SignedInToNoDomain : public SignedIn
{
protected:
    SignedInToNoDomain() : SignedIn(Options{.account_domain = ""}) {}
};

TEST_F(SignedInToNoDomain, OwnsAnAccountOfTheirOwn)
{
    connect(Profile::keycloak);
    const auto user = as(token(), current);
    EXPECT_EQ(user.status, 200U);
    EXPECT_EQ(body_of(user).at("role").as_string(), "owner");
    EXPECT_EQ(json::parse(netbird_.get("/api/users").body).as_array().size(), 1U);
}

TEST_F(SignedIn, IsPutIntoTheGroupsOfTheToken)
{
    connect(Profile::keycloak);
    approve_everybody();
    as(token(), current);
    EXPECT_THAT(netbird_.sandbox.users().back().jwt_groups, IsEmpty());
    sync_groups({});
    as(token(), current);
    EXPECT_THAT(netbird_.sandbox.users().back().jwt_groups, ElementsAre("netbird-admins"));
}

TEST_F(SignedIn, IsKeptOutByAnAllowListThatTheUserMisses)
{
    connect(Profile::keycloak);
    approve_everybody();
    sync_groups({"somebody-else"});
    EXPECT_EQ(as(token(), current).status, 401U);
    EXPECT_EQ(netbird_.get("/api/accounts").status, 200U); // tokens go on working
    sync_groups({"somebody-else", "netbird-admins"});
    EXPECT_EQ(as(token(), current).status, 200U);
}

TEST_F(SignedIn, IsRefusedWithATokenOfSomebodyElseOrOneThatExpired)
{
    connect(Profile::keycloak);
    approve_everybody();
    EXPECT_EQ(as(SigningKey::shared(1).sign({{"sub", "a"}}), current).status, 401U);
    const auto jwt = token();
    netbird_.clock.advance(std::chrono::hours(25));
    EXPECT_EQ(as(jwt, current).status, 401U);
}

TEST(AccountDomain, TakesUsersInWhenItIsADomain)
{
    for (const auto* domain : {"netbird.selfhosted", "example.com", "a-b.example.co.uk"})
        EXPECT_TRUE(joins_account(domain)) << domain;
    for (const auto* domain : {"", "localhost", "192.0.2.1", "Example.com", "example.c", "-a.com"})
        EXPECT_FALSE(joins_account(domain)) << domain;
}

} // namespace
} // namespace idpsync::sandbox::test
