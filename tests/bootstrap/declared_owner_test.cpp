// The owner through NetBird's own configuration: what is decided, the whole way, and that way killed
// anywhere.

#include "bootstrap/declare_owner.hpp"
#include "bootstrap/host.hpp"
#include "bootstrap/owner_json.hpp"
#include "bootstrap/steps.hpp"
#include "core/redaction.hpp"
#include "crypto/bcrypt.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

using test::FirstDay;

constexpr auto all_generations = {sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                  sandbox::Generation::v0_70, sandbox::Generation::v0_77};

/// A host where NetBird gets its owner by its own configuration.
class ConfiguredDay : public FirstDay
{
public:
    explicit ConfiguredDay(sandbox::Generation generation = sandbox::Generation::v0_77)
        : FirstDay(fresh(generation))
    {
        wish.owner_in_configuration = true;
        wish.bcrypt_cost = 4;
    }

    /// Whoever started NetBird anew: it takes over the hash, and so the password that has it.
    void restart_netbird()
    {
        const auto& owner = owner_file.owner;
        ASSERT_TRUE(owner);
        ASSERT_TRUE(crypto::bcrypt_matches(Secret(std::string(test::right_password)), owner->hash));
        netbird.set_down(false);
        netbird.restart_with_owner({owner->email, std::string(test::right_password)});
    }
};

void expect_finished(ConfiguredDay& day)
{
    EXPECT_EQ(day.count(sandbox::Role::owner, false), 1U);
    EXPECT_EQ(day.netbird.users().size(), 2U);
    EXPECT_THAT(day.living_tokens(), testing::ElementsAre(day.target.token));
    const auto writes = day.netbird.counters().writes;
    const auto hash = day.owner_file.owner->hash;
    const auto again = day.run();
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_FALSE(again->changed() || again->restart_needed);
    EXPECT_EQ(day.netbird.counters().writes, writes);
    EXPECT_EQ(day.owner_file.owner->hash, hash);
}

TEST(DeclaredOwner, LeadsToAWorkingDaemonOnEveryGeneration)
{
    for (const auto generation : all_generations)
    {
        ConfiguredDay day(generation);
        const auto first = day.run();
        ASSERT_TRUE(first.has_value()) << first.error().text();
        EXPECT_TRUE(first->restart_needed && first->owner_made);
        EXPECT_EQ(first->netbird_config, "/netbird/config.yaml");
        EXPECT_FALSE(first->to_paste);
        EXPECT_EQ(day.netbird.counters().writes, 0U) << "nothing is asked of /api/setup";
        day.restart_netbird();
        const auto second = day.run();
        ASSERT_TRUE(second.has_value()) << second.error().text();
        EXPECT_TRUE(second->token_made);
        EXPECT_FALSE(second->restart_needed);
        EXPECT_EQ(second->domain, "netbird.selfhosted");
        expect_finished(day);
    }
}

TEST(DeclaredOwner, StaysAsItIsUntilNetBirdIsStartedAnew)
{
    ConfiguredDay day;
    ASSERT_TRUE(day.run().has_value());
    const auto hash = day.owner_file.owner->hash;
    const auto again = day.run();
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_TRUE(again->restart_needed);
    EXPECT_FALSE(again->owner_made);
    EXPECT_EQ(day.owner_file.owner->hash, hash);
    EXPECT_EQ(redacted(std::string(test::right_password)).find("made-up"), std::string::npos);
}

TEST(DeclaredOwner, MayBeThereBeforeNetBirdRunsForTheFirstTime)
{
    ConfiguredDay day;
    day.netbird.set_down(true);
    const auto first = day.run();
    ASSERT_TRUE(first.has_value()) << first.error().text();
    EXPECT_TRUE(first->restart_needed && first->owner_made && !first->answered);
    day.restart_netbird();
    EXPECT_TRUE(day.run()->token_made);
    expect_finished(day);
}

TEST(DeclaredOwner, IsNotAskedForWhereATokenWasWrittenAndNetBirdIsSilent)
{
    ConfiguredDay day;
    day.target.token = "nbp_somebodyelses";
    day.netbird.set_down(true);
    EXPECT_EQ(day.run().error().kind, ErrorKind::transport);
    EXPECT_FALSE(day.owner_file.owner);
}

TEST(DeclaredOwner, IsNotPutIntoANetBirdThatOthersSetUp)
{
    ConfiguredDay day;
    day.netbird.restart_with_owner({"admin@example.com", "another password"});
    EXPECT_THAT(day.run().error().text(), HasSubstr("set up already"));
    EXPECT_FALSE(day.owner_file.owner);
}

TEST(DeclaredOwner, IsPrintedWhereTheFileIsElsewhere)
{
    ConfiguredDay day;
    day.owner_file.place.clear();
    day.owner_file.readable = false;
    const auto first = day.run();
    ASSERT_TRUE(first.has_value()) << first.error().text();
    ASSERT_TRUE(first->to_paste);
    EXPECT_EQ(first->to_paste->email, test::owner_address);
    EXPECT_TRUE(crypto::bcrypt_matches(Secret(std::string(test::right_password)), first->to_paste->hash));
    day.restart_netbird();
    EXPECT_TRUE(day.run()->token_made) << "the notes know whose owner it is";
}

TEST(DeclaredOwner, IsWrittenOrNotWhereverARunIsKilled)
{
    ConfiguredDay whole;
    ASSERT_TRUE(whole.run().has_value());
    const auto steps = whole.fuse.steps();
    ASSERT_GT(steps, 4U);
    for (std::size_t step = 0; step < steps; ++step)
    {
        SCOPED_TRACE("killed at step " + std::to_string(step));
        ConfiguredDay day;
        day.fuse.set(step);
        EXPECT_THROW(static_cast<void>(day.run()), test::Killed);
        day.fuse.set(std::nullopt);
        const auto next = day.run();
        ASSERT_TRUE(next.has_value()) << next.error().text();
        EXPECT_TRUE(next->restart_needed);
        day.restart_netbird();
        ASSERT_TRUE(day.run().has_value());
        expect_finished(day);
    }
}

TEST(DeclaredOwner, IsSignedInWhereverTheRunAfterTheRestartIsKilled)
{
    const auto begun = [](ConfiguredDay& day) {
        ASSERT_TRUE(day.run().has_value());
        day.restart_netbird();
        day.fuse.set(std::nullopt);
    };
    ConfiguredDay whole;
    begun(whole);
    ASSERT_TRUE(whole.run().has_value());
    const auto steps = whole.fuse.steps();
    ASSERT_GT(steps, 15U);
    for (std::size_t step = 0; step < steps; ++step)
    {
        SCOPED_TRACE("killed at step " + std::to_string(step));
        ConfiguredDay day;
        begun(day);
        day.fuse.set(step);
        EXPECT_THROW(static_cast<void>(day.run()), test::Killed);
        day.fuse.set(std::nullopt);
        ASSERT_TRUE(day.run().has_value());
        expect_finished(day);
    }
}

TEST(DeclaredOwner, HasOneAddressAndOnePassword)
{
    ConfiguredDay day;
    ASSERT_TRUE(day.run().has_value());
    const auto another = day.run("another password");
    EXPECT_THAT(another.error().text(),
                AllOf(HasSubstr("another password"), HasSubstr("give that password")));
    day.owner_file.owner->email = "b@example.com";
    EXPECT_THAT(day.run().error().text(), AllOf(HasSubstr("b@example.com"), HasSubstr("--owner-email")));
}

TEST(DeclaredOwner, WithAPasswordInTheClearIsReported)
{
    ConfiguredDay day;
    day.owner_file.owner = DeclaredOwner{.email = std::string(test::owner_address), .hash = "in the clear"};
    EXPECT_THAT(day.run().error().text(), AllOf(HasSubstr("no bcrypt hash"), Not(HasSubstr("in the clear"))));
}

TEST(DeclaredOwner, StartsNoLoginWhereOldServersWouldMakeTheAddressADomain)
{
    auto options = FirstDay::fresh(sandbox::Generation::v0_65);
    options.url = "http://127.0.0.1";
    options.local_users = {{std::string(test::owner_address), std::string(test::right_password)}};
    FirstDay day(options);
    day.wish.owner_in_configuration = true;
    day.owner_file.owner =
        owner_to_declare({}, day.wish, Secret(std::string(test::right_password)), day.random).value();
    EXPECT_THAT(day.run().error().text(), HasSubstr("--any-address"));
    EXPECT_TRUE(day.netbird.users().empty());
}

constexpr std::string_view some_management_json = R"({
  "Datadir": "",   "EmbeddedIdP": {"Enabled": true, "Issuer": "https://netbird.example.com/oauth2"}
}
)";

TEST(OwnerInJson, IsPutInAndNothingElseChanges)
{
    const DeclaredOwner owner{.email = "a@example.com", .hash = "$2b$…", .name = "A \"B\""};
    EXPECT_EQ(owner_in_json(std::string(some_management_json)).value(), std::nullopt);
    const auto text = with_owner_in_json(std::string(some_management_json), owner);
    ASSERT_TRUE(text.has_value()) << text.error().text();
    EXPECT_EQ(owner_in_json(*text).value(), owner);
    EXPECT_THAT(*text, AllOf(StartsWith("{\n  \"Datadir\": \"\",   \"EmbeddedIdP\": {\"Enabled\": true,"),
                             HasSubstr("\"Issuer\": \"https://netbird.example.com/oauth2\"")));
}

TEST(OwnerInJson, IsForNetBirdWithItsOwnLoginServiceAlone)
{
    EXPECT_THAT(owner_in_json(R"({"HttpConfig": {}})").error().text(),
                HasSubstr("whoever comes first becomes the owner"));
    EXPECT_THAT(owner_in_json("{").error().text(), HasSubstr("no JSON object"));
    EXPECT_TRUE(with_owner_in_json(std::string(some_management_json), {.email = "{{.A}}@b", .hash = "x"})
                    .has_error());
}

} // namespace
} // namespace idpsync::bootstrap
