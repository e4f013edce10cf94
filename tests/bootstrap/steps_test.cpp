// What the first steps decide.

#include "bootstrap/steps.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

Wish asked_for(bool existing_owner = false)
{
    Wish wish;
    wish.management = boost::urls::url("https://netbird.example.com");
    wish.owner_email = "owner@example.com";
    wish.existing_owner = existing_owner;
    return wish;
}

Notes noted()
{
    return {.url = "https://netbird.example.com", .owner = "owner@example.com", .makes_owner = true};
}

TEST(ChooseWay, FollowsItsTable)
{
    using enum TokenSeen;
    EXPECT_EQ(choose_way(asked_for(), {false, works, {}}).value(), Way::finished);
    EXPECT_EQ(choose_way(asked_for(), {true, none, {}}).value(), Way::set_up);
    EXPECT_EQ(choose_way(asked_for(), {true, none, noted()}).value(), Way::set_up);
    EXPECT_EQ(choose_way(asked_for(true), {true, none, {}}).error().kind, ErrorKind::rejected);
    EXPECT_EQ(choose_way(asked_for(), {false, none, noted()}).value(), Way::sign_in);
    EXPECT_EQ(choose_way(asked_for(true), {false, none, {}}).value(), Way::sign_in);
    EXPECT_EQ(choose_way(asked_for(), {false, none, {}}).error().kind, ErrorKind::conflict);
    EXPECT_EQ(choose_way(asked_for(), {false, refused, {}}).error().kind, ErrorKind::conflict);
    auto with_token = noted();
    with_token.token = "sync 1";
    EXPECT_EQ(choose_way(asked_for(), {false, refused, with_token}).value(), Way::sign_in);
}

TEST(ChooseWay, MixesNoTwoBeginnings)
{
    auto elsewhere = noted();
    elsewhere.url = "https://other.example.com";
    EXPECT_THAT(choose_way(asked_for(), {true, TokenSeen::none, elsewhere}).error().text(),
                HasSubstr("https://other.example.com"));
    auto another = noted();
    another.owner = "other@example.com";
    EXPECT_THAT(choose_way(asked_for(), {false, TokenSeen::none, another}).error().text(),
                HasSubstr("--owner-email other@example.com"));
}

TEST(ObjectionToAddress, IsForServersThatMakeItTheDomain)
{
    const Signs unknown;
    for (const auto* host : {"127.0.0.1", "localhost", "[::1]", "my_host.example.com", ""})
        EXPECT_TRUE(objection_to_address(host, unknown)) << host;
    EXPECT_FALSE(objection_to_address("netbird.example.com", unknown));
    EXPECT_FALSE(objection_to_address("10.0.0.5", {.ends_sessions = true}));
    EXPECT_FALSE(objection_to_address("10.0.0.5", {.has_version_endpoint = false}));
}

TEST(ObjectionToPassword, CountsBytes)
{
    EXPECT_TRUE(objection_to_password(Secret("seven77")));
    EXPECT_FALSE(objection_to_password(Secret("eight888")));
    EXPECT_FALSE(objection_to_password(Secret(std::string(72, 'x'))));
    EXPECT_TRUE(objection_to_password(Secret(std::string(73, 'x'))));
}

TEST(ObjectionToAccount, WantsADomainThatUsersJoin)
{
    netbird::AccountDetails account;
    EXPECT_THAT(objection_to_account(account)->text(), HasSubstr("no domain"));
    account.domain = "";
    EXPECT_THAT(objection_to_account(account)->text(), HasSubstr("create_pat"));
    account.domain = "10.0.0.5";
    EXPECT_THAT(objection_to_account(account)->text(), HasSubstr("\"10.0.0.5\""));
    account.domain = "gmail.com";
    account.category = "public";
    EXPECT_THAT(objection_to_account(account)->text(), HasSubstr("\"public\""));
    account.domain = "netbird.selfhosted";
    account.category = "private";
    EXPECT_FALSE(objection_to_account(account));
    account.category.reset();
    EXPECT_FALSE(objection_to_account(account));
}

TEST(ChooseServiceUser, TakesTheOneThatWasNoted)
{
    const netbird::User sync{.id = "1", .name = "sync", .role = "admin", .is_service = true};
    const netbird::User person{.id = "2", .name = "sync", .role = "user"};
    Notes notes;
    EXPECT_FALSE(choose_service_user({person}, notes, "sync")->has_value());
    EXPECT_EQ(choose_service_user({sync}, notes, "sync").error().kind, ErrorKind::conflict);
    notes.service_user = "sync";
    EXPECT_EQ((*choose_service_user({person, sync}, notes, "sync"))->id, "1") << "its answer was lost";
    EXPECT_EQ(choose_service_user({sync, sync}, notes, "sync").error().kind, ErrorKind::conflict);
    notes.service_user_id = "1";
    EXPECT_EQ((*choose_service_user({sync}, notes, "another name"))->id, "1");
    notes.service_user_id = "gone";
    EXPECT_FALSE(choose_service_user({person}, notes, "sync")->has_value());
}

TEST(LostTokens, AreThoseOfTheNotedName)
{
    const std::vector<netbird::AccessToken> tokens{{.id = "1", .name = "sync 1"},
                                                   {.id = "2", .name = "other"}};
    EXPECT_TRUE(lost_tokens(tokens, {}).empty());
    const auto lost = lost_tokens(tokens, {.token = "sync 1"});
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost.front().id, "1");
}

} // namespace
} // namespace idpsync::bootstrap
