// `bootstrap` as a whole, against the four generations of NetBird.

#include "bootstrap/host.hpp"
#include "core/redaction.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

using test::FirstDay;
using namespace idpsync::test;

class FirstRun : public testing::TestWithParam<sandbox::Generation>
{};

TEST_P(FirstRun, MakesWhatTheDaemonNeeds)
{
    FirstDay day(FirstDay::fresh(GetParam()));
    day.wish.token_life = std::chrono::days(90);
    const auto report = day.run();
    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_TRUE(report->owner_made && report->service_user_made && report->token_made);
    EXPECT_EQ(report->owner, test::owner_address);
    EXPECT_EQ(report->domain, "netbird.selfhosted");
    EXPECT_EQ(report->user_approval, true);
    EXPECT_EQ(report->token_expires, day.clock.wall_now() + std::chrono::days(90));
    EXPECT_EQ(report->configuration, Configuration::made);
    EXPECT_THAT(day.living_tokens(), testing::ElementsAre(day.target.token));
    EXPECT_EQ(day.count(sandbox::Role::owner, false), 1U);
    EXPECT_EQ(redacted(std::string(test::right_password)).find("made-up"), std::string::npos)
        << "it is never shown";
}

TEST_P(FirstRun, ChangesNothingWhenRunAgain)
{
    FirstDay day(FirstDay::fresh(GetParam()));
    ASSERT_TRUE(day.run().has_value());
    const auto token = day.target.token;
    const auto writes = day.netbird.counters().writes;
    const auto calls = day.files.calls.size();
    EXPECT_EQ(day.look().value(), Way::finished) << "no password is asked for";
    const auto again = day.run();
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_FALSE(again->changed());
    EXPECT_EQ(again->owner, test::owner_address);
    EXPECT_EQ(again->service_user, "netbird-idp-sync");
    EXPECT_EQ(again->domain, "netbird.selfhosted");
    EXPECT_TRUE(again->token_expires);
    EXPECT_EQ(day.target.token, token);
    EXPECT_EQ(day.netbird.counters().writes, writes);
    for (auto call = calls; call < day.files.calls.size(); ++call)
        EXPECT_THAT(day.files.calls[call], Not(StartsWith("replace")));
}

INSTANTIATE_TEST_SUITE_P(Of, FirstRun,
                         testing::Values(sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                         sandbox::Generation::v0_70, sandbox::Generation::v0_77),
                         [](const auto& info) {
                             return "v0_" + std::string(sandbox::release_of(info.param)).substr(2, 2);
                         });

TEST(Bootstrap, LeavesNoTokenOfTheOwner)
{
    FirstDay day;
    ASSERT_TRUE(day.run().has_value());
    EXPECT_TRUE(day.netbird.users().front().tokens.empty());
}

TEST(Bootstrap, RefusesANetBirdThatOthersSetUp)
{
    FirstDay day{sandbox::Options{}};
    const auto refused = day.run();
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("set up already"), HasSubstr("--existing-owner"),
                                              HasSubstr("NetBird's dashboard")));
    EXPECT_EQ(day.netbird.counters().writes, 0U);
}

TEST(Bootstrap, GoesOnAsTheOwnerOfANetBirdThatIsSetUp)
{
    sandbox::Options options;
    options.local_users = {{"admin@example.com", std::string(test::right_password)}};
    options.tokens.clear();
    FirstDay day(options);
    day.wish.owner_email = "admin@example.com";
    day.wish.existing_owner = true;
    const auto report = day.run();
    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_FALSE(report->owner_made);
    EXPECT_TRUE(report->token_made);
    EXPECT_FALSE(day.run()->changed());
}

TEST(Bootstrap, TakesTheOwnerInNetBirdsOwnConfiguration)
{
    auto options = FirstDay::fresh();
    options.local_users = {{std::string(test::owner_address), std::string(test::right_password)}};
    FirstDay day(options);
    EXPECT_EQ(day.run().error().kind, ErrorKind::conflict);
    day.wish.existing_owner = true;
    const auto report = day.run();
    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_EQ(report->domain, "netbird.selfhosted");
    EXPECT_EQ(day.count(sandbox::Role::owner, false), 1U);
}

TEST(Bootstrap, TellsAWrongPassword)
{
    auto options = FirstDay::fresh();
    options.local_users = {{std::string(test::owner_address), std::string(test::right_password)}};
    FirstDay day(options);
    day.wish.existing_owner = true;
    const auto refused = day.run("another password");
    EXPECT_EQ(refused.error().kind, ErrorKind::rejected);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("does not accept"), Not(HasSubstr("another"))));
    EXPECT_TRUE(day.netbird.users().empty()) << "nothing was made";
}

TEST(Bootstrap, SaysThatACutRunHadAnotherPassword)
{
    FirstDay day;
    day.netbird.fail({.path = "/oauth2/token", .fault = sandbox::Fault::cut_before()});
    ASSERT_TRUE(day.run().has_error());
    EXPECT_THAT(day.run("another password").error().text(), HasSubstr("the password that was given then"));
    EXPECT_TRUE(day.run().has_value());
}

TEST(Bootstrap, ClosesNoAccountWithoutADomain)
{
    auto options = FirstDay::fresh();
    options.account_domain = "";
    FirstDay day(options);
    const auto refused = day.run();
    EXPECT_THAT(refused.error().text(), HasSubstr("no domain"));
    EXPECT_EQ(day.count(sandbox::Role::admin, true), 0U);
    EXPECT_EQ(day.target.token, "");
}

TEST(Bootstrap, RefusesAnAddressThatOldServersMakeTheDomain)
{
    auto options = FirstDay::fresh(sandbox::Generation::v0_65);
    options.url = "http://127.0.0.1";
    options.account_domain = "127.0.0.1";
    FirstDay day(options);
    const auto refused = day.run();
    EXPECT_EQ(refused.error().kind, ErrorKind::rejected);
    EXPECT_THAT(refused.error().text(), HasSubstr("--any-address"));
    EXPECT_EQ(day.netbird.counters().writes, 0U) << "nobody was made";
    day.wish.any_address = true;
    EXPECT_THAT(day.run().error().text(), HasSubstr("SSO users do not join"));
    EXPECT_EQ(day.count(sandbox::Role::admin, true), 0U);
}

TEST(Bootstrap, TakesAnAddressOfServersThatAreNewerOrOlder)
{
    for (const auto generation : {sandbox::Generation::v0_62, sandbox::Generation::v0_77})
    {
        auto options = FirstDay::fresh(generation);
        options.url = "http://127.0.0.1";
        EXPECT_TRUE(FirstDay(options).run().has_value());
    }
}

TEST(Bootstrap, RefusesToMakeAnOwnerAfterAll)
{
    FirstDay day;
    day.wish.existing_owner = true;
    EXPECT_THAT(day.run().error().text(), HasSubstr("leave --existing-owner out"));
}

TEST(Bootstrap, TellsThatNobodyAnswers)
{
    FirstDay day;
    day.netbird.set_down(true);
    const auto refused = day.run();
    EXPECT_EQ(refused.error().kind, ErrorKind::transport);
    EXPECT_THAT(refused.error().text(), HasSubstr("that NetBird runs"));
}

TEST(Bootstrap, TellsThatTheLoginServiceIsOff)
{
    auto options = FirstDay::fresh();
    options.embedded_idp = false;
    FirstDay day(options);
    EXPECT_TRUE(day.run().has_error());
    EXPECT_EQ(day.netbird.counters().writes, 0U);
}

TEST(Bootstrap, MakesNothingWhereItCannotWrite)
{
    FirstDay day;
    day.target.writable = false;
    EXPECT_EQ(day.run().error().kind, ErrorKind::storage);
    EXPECT_EQ(day.netbird.counters().writes, 0U);
}

TEST(Bootstrap, DoesNotRunBesideAnother)
{
    FirstDay day;
    day.files.lock_elsewhere("/state/bootstrap.lock");
    EXPECT_THAT(day.run().error().text(), HasSubstr("another bootstrap"));
}

TEST(Bootstrap, KeepsATokenThatOthersWroteEvenIfItIsRefused)
{
    FirstDay day;
    day.target.token = "nbp_somebodyelses";
    EXPECT_THAT(day.run().error().text(), HasSubstr("move the file away"));
    EXPECT_EQ(day.target.token, "nbp_somebodyelses");
}

TEST(Bootstrap, ReplacesItsOwnTokenWhenThatEnded)
{
    FirstDay day;
    ASSERT_TRUE(day.run().has_value());
    const auto ended = day.target.token;
    day.clock.advance(std::chrono::days(366));
    const auto report = day.run();
    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_TRUE(report->token_made);
    EXPECT_FALSE(report->service_user_made);
    EXPECT_NE(day.target.token, ended);
    EXPECT_THAT(day.living_tokens(), testing::ElementsAre(day.target.token));
}

TEST(Bootstrap, TakesNoServiceUserOfOthers)
{
    sandbox::Options options;
    options.local_users = {{"admin@example.com", std::string(test::right_password)}};
    options.tokens = {{"nbp_others", sandbox::Role::admin}};
    FirstDay day(options);
    day.wish.owner_email = "admin@example.com";
    day.wish.existing_owner = true;
    day.wish.service_user = "sandbox-admin";
    EXPECT_THAT(day.run().error().text(), HasSubstr("--service-user"));
}

TEST(Bootstrap, TellsWhoSignedInWithoutBeingTheOwner)
{
    sandbox::Options options;
    options.local_users = {{"user@example.com", std::string(test::right_password)}};
    FirstDay day(options);
    day.netbird.set_account_setting("extra", boost::json::object{{"user_approval_required", false}});
    day.wish.owner_email = "user@example.com";
    day.wish.existing_owner = true;
    EXPECT_THAT(day.run().error().text(), HasSubstr("is not the owner"));
}

TEST(Bootstrap, StopsAtASecondFactor)
{
    sandbox::Options options;
    options.local_users = {{"admin@example.com", std::string(test::right_password)}};
    FirstDay day(options);
    day.netbird.set_account_setting("local_mfa_enabled", true);
    day.wish.owner_email = "admin@example.com";
    day.wish.existing_owner = true;
    EXPECT_THAT(day.run().error().text(), HasSubstr("second factor"));
}

} // namespace
} // namespace idpsync::bootstrap
