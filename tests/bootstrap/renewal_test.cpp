// A renewal of the token as a whole, against the four generations of NetBird.

#include "bootstrap/renewal_world.hpp"
#include "core/redaction.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

using std::chrono::days;
using test::RenewalWorld;

class RenewalOf : public testing::TestWithParam<sandbox::Generation>
{};

TEST_P(RenewalOf, PutsASuccessorInTheFileAndRevokesTheOneBefore)
{
    RenewalWorld world(GetParam());
    const auto before = world.file.token;
    const auto renewed = world.renew(days(90));
    ASSERT_TRUE(renewed.has_value()) << renewed.error().text();
    EXPECT_NE(world.file.token, before);
    EXPECT_THAT(world.living_tokens(), ElementsAre(world.file.token));
    EXPECT_TRUE(renewed->former_revoked);
    EXPECT_EQ(renewed->left, "");
    EXPECT_EQ(renewed->lost_revoked, 0U);
    EXPECT_LE(renewed->expires, world.clock.wall_now() + days(90));
    EXPECT_GT(renewed->expires, world.clock.wall_now() + days(89));
    EXPECT_EQ(redacted(world.file.token), "[secret]");
    EXPECT_EQ(world.files.text("/state/token-renewal.json")->find(world.file.token), std::string::npos);
    const auto sight = world.look();
    ASSERT_TRUE(sight.has_value()) << sight.error().text();
    EXPECT_EQ(sight->token->name, renewed->token);
    EXPECT_EQ(sight->token->expires, renewed->expires);
}

INSTANTIATE_TEST_SUITE_P(NetBird, RenewalOf,
                         testing::Values(sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                         sandbox::Generation::v0_70, sandbox::Generation::v0_77),
                         [](const auto& info) {
                             return "v0_" + std::string(sandbox::release_of(info.param)).substr(2, 2);
                         });

TEST(Renewal, LivesAsLongAsTheOneBefore)
{
    RenewalWorld world;
    ASSERT_TRUE(world.renew(days(7)).has_value());
    const auto second = world.renew();
    ASSERT_TRUE(second.has_value());
    EXPECT_GT(second->expires, world.clock.wall_now() + days(6));
    EXPECT_LE(second->expires, world.clock.wall_now() + days(7));
}

TEST(Renewal, LeavesOtherTokensOfTheUserAlone)
{
    RenewalWorld world;
    const auto other = world.add_token("a script's");
    world.use(other);
    const auto renewed = world.renew();
    ASSERT_TRUE(renewed.has_value()) << renewed.error().text();
    EXPECT_TRUE(renewed->former_revoked);
    EXPECT_THAT(world.living_tokens(), UnorderedElementsAre(other, world.file.token));
}

TEST(Renewal, RevokesNothingThatItCannotTellApart)
{
    RenewalWorld world;
    world.between_requests = std::chrono::seconds(0);
    const auto before = world.file.token;
    const auto other = world.add_token("a script's");
    world.use(other);
    const auto renewed = world.renew();
    ASSERT_TRUE(renewed.has_value()) << renewed.error().text();
    EXPECT_FALSE(renewed->former_revoked);
    EXPECT_THAT(renewed->left, AllOf(HasSubstr("\"a script's\""), HasSubstr("dashboard")));
    EXPECT_THAT(world.living_tokens(), UnorderedElementsAre(before, other, world.file.token));
    world.use(other);
    const auto next = world.renew();
    ASSERT_TRUE(next.has_value()) << next.error().text();
    EXPECT_TRUE(next->former_revoked) << "it was noted which one is in the file";
}

TEST(Renewal, ChangesNothingWhereTheFileMayNotBeReplaced)
{
    RenewalWorld world;
    world.file.writable = false;
    EXPECT_EQ(world.renew().error().kind, ErrorKind::storage);
    EXPECT_EQ(world.netbird.counters().requests, 0U);
}

TEST(Renewal, SaysWhatToClickWhereTheUserMayNotMakeTokens)
{
    RenewalWorld world;
    world.netbird.fail({.method = "POST",
                        .path = "/api/users/",
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    const auto refused = world.renew();
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
    EXPECT_THAT(refused.error().text(), AllOf(HasSubstr("make a token for itself"),
                                              HasSubstr("Team > Service Users"), HasSubstr("/etc/token")));
    EXPECT_THAT(world.living_tokens(), ElementsAre(world.file.token));
}

TEST(Renewal, TellsARevokedTokenAndOneThatMayNotAskWhoItIs)
{
    RenewalWorld revoked;
    revoked.netbird.revoke(revoked.file.token);
    EXPECT_EQ(revoked.renew().error().kind, ErrorKind::unauthorized);
    RenewalWorld plain(sandbox::Generation::v0_77, sandbox::Role::user);
    const auto refused = plain.renew();
    EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
    EXPECT_THAT(refused.error().text(), HasSubstr("asking NetBird whose token it is"));
}

TEST(Renewal, WithdrawsATokenThatDoesNotWorkOrFindsNoPlace)
{
    for (const auto* what : {"refused", "full", "changed"})
    {
        SCOPED_TRACE(what);
        RenewalWorld world;
        const auto before = world.file.token;
        const auto by_hand = world.add_token("by hand");
        const auto word = std::string(what);
        world.file.full = word == "full";
        world.file.changed_to = word == "changed" ? by_hand : "";
        if (word == "refused")
            world.netbird.fail({.method = "GET",
                                .path = "/api/identity-providers",
                                .fault = sandbox::Fault::answered(500, "{}", "application/json")});
        EXPECT_TRUE(world.renew().has_error());
        EXPECT_EQ(world.file.token, word == "changed" ? by_hand : before);
        EXPECT_EQ(world.file.beside, "");
        EXPECT_THAT(world.living_tokens(), UnorderedElementsAre(before, by_hand));
    }
}

TEST(Renewal, KeepsASuccessorThatIsInTheFileThoughTheDiskFailed)
{
    RenewalWorld world;
    world.file.sync_fails = true;
    EXPECT_EQ(world.renew().error().kind, ErrorKind::storage);
    EXPECT_EQ(world.living_tokens().size(), 2U);
    world.file.sync_fails = false;
    EXPECT_EQ(world.settle().value(), 1U);
    EXPECT_THAT(world.living_tokens(), ElementsAre(world.file.token));
    EXPECT_EQ(world.settle().value(), 0U);
}

TEST(Renewal, IsDoneThoughTheOneBeforeCouldNotBeRevoked)
{
    RenewalWorld world;
    world.netbird.fail({.method = "DELETE",
                        .path = "/api/users/",
                        .fault = sandbox::Fault::answered(500, "{}", "application/json")});
    const auto renewed = world.renew();
    ASSERT_TRUE(renewed.has_value()) << renewed.error().text();
    EXPECT_FALSE(renewed->former_revoked);
    EXPECT_THAT(renewed->left, HasSubstr("could not be revoked"));
    const auto next = world.renew();
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(next->lost_revoked, 1U);
    EXPECT_THAT(world.living_tokens(), ElementsAre(world.file.token));
}

TEST(Renewal, IsNotBegunTwiceAtOnce)
{
    RenewalWorld world;
    world.files.lock_elsewhere("/state/token-renewal.lock");
    EXPECT_EQ(world.renew().error().kind, ErrorKind::conflict);
    EXPECT_EQ(world.netbird.counters().requests, 0U);
}

TEST(RenewalNotes, OfAnotherNetBirdDoNotCount)
{
    RenewalWorld world;
    const auto other = world.add_token("next");
    world.files.put_directory("/state", 0700);
    RenewalNotesStore notes(world.files, "/state");
    ASSERT_TRUE(
        notes.save({.url = "https://other.example.com", .token = "1", .successor = "next"}).has_value());
    ASSERT_TRUE(world.renew().has_value());
    EXPECT_THAT(world.living_tokens(), UnorderedElementsAre(other, world.file.token));
    world.files.put("/state/token-renewal.json", R"({"version":2,"url":"x"})");
    EXPECT_THAT(world.renew().error().text(), HasSubstr("token-renewal.json cannot be read"));
}

} // namespace
} // namespace idpsync::bootstrap
