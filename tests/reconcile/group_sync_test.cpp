// The account's settings of group sync in passes against NetBird.

#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

/// An installation in sync, whose declaration of group sync is the test's.
class GroupSync : public Pass
{
protected:
    GroupSync()
    {
        EXPECT_TRUE(world.apply().value().in_sync());
        world.forget_requests();
    }

    void declare(bool enabled, std::optional<GroupNames> allowed = std::nullopt)
    {
        world.group_sync = DesiredGroupSync{.declared = {enabled, "groups", std::move(allowed)}};
    }

    void declare_allowed(GroupNames allowed)
    {
        declare(true, std::move(allowed));
        world.group_sync->allow_lockout = true;
    }

    boost::json::value setting(std::string_view name) { return world.sandbox.account_settings().at(name); }

    std::string allowed() { return boost::json::serialize(setting("jwt_allow_groups")); }

    const GroupSyncItem& item(const Result<reconcile::Report>& report)
    {
        return report.value().plan.group_sync.value();
    }
};

TEST_F(GroupSync, Rule29_NothingIsReadOrWrittenThatIsNotDeclared)
{
    world.sandbox.set_account_setting("jwt_groups_enabled", true);
    EXPECT_FALSE(world.apply().value().plan.group_sync);
    EXPECT_EQ(world.api_requests("GET"), 1U);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(GroupSync, Rule29_ADeclarationIsWrittenAndNothingElseChanges)
{
    auto before = world.sandbox.account_settings();
    declare(true);

    const auto report = world.apply();

    EXPECT_TRUE(report.value().in_sync());
    EXPECT_EQ(report->group_sync.value().outcome, Outcome::updated);
    before["jwt_groups_enabled"] = true;
    before["jwt_groups_claim_name"] = "groups";
    EXPECT_EQ(world.sandbox.account_settings(), before);
    EXPECT_EQ(world.api_requests("PUT"), 1U);
    EXPECT_EQ(world.api_requests("GET"), 4U); // list, settings, settings again, confirmed
}

TEST_F(GroupSync, Rule27_APassWithNothingToDoIsTwoRequests)
{
    declare(true);
    ASSERT_TRUE(world.apply().value().in_sync());
    world.forget_requests();

    EXPECT_TRUE(world.apply().value().in_sync());

    EXPECT_EQ(world.api_requests("GET"), 2U);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_EQ(world.ledger_writes(), 0U);
}

TEST_F(GroupSync, Rule29_EveryRecordedVersionOfNetBirdIsServed)
{
    for (const auto generation : {sandbox::Generation::v0_62, sandbox::Generation::v0_65,
                                  sandbox::Generation::v0_70, sandbox::Generation::v0_77})
    {
        World other({.generation = generation});
        other.group_sync = DesiredGroupSync{.declared = {true, "groups", GroupNames{}}};
        auto before = other.sandbox.account_settings();
        const auto report = other.apply();
        ASSERT_TRUE(report.has_value()) << report.error().text();
        EXPECT_TRUE(report->in_sync());
        before["jwt_groups_enabled"] = true;
        before["jwt_groups_claim_name"] = "groups";
        EXPECT_EQ(other.sandbox.account_settings(), before);
    }
}

TEST_F(GroupSync, Rule29_DriftIsReportedAndRepaired)
{
    declare(true);
    ASSERT_TRUE(world.apply().value().in_sync());
    world.sandbox.set_account_setting("jwt_groups_enabled", false);
    world.forget_requests();

    EXPECT_TRUE(world.apply().value().in_sync());

    EXPECT_EQ(setting("jwt_groups_enabled"), true);
    const auto* drift = world.events.find(EventName::drift);
    ASSERT_NE(drift, nullptr);
    EXPECT_EQ(drift->fields, (std::vector<std::pair<std::string, std::string>>{{"setting", "group_sync"},
                                                                               {"kind", "changed"},
                                                                               {"field", "enabled"},
                                                                               {"observed", "false"},
                                                                               {"desired", "true"}}));
    EXPECT_EQ(world.events.count(EventName::updated), 1U);
}

TEST_F(GroupSync, Rule29_AnAllowListNobodyHasMetIsRefusedUntilALoginShowsAGroup)
{
    declare(true, GroupNames{"users"});
    const auto refused = world.apply();
    EXPECT_EQ(item(refused).reason, Reason::lockout);
    EXPECT_FALSE(refused->in_sync());
    EXPECT_EQ(allowed(), "[]");
    EXPECT_EQ(world.events.count(EventName::blocked), 1U);

    world.keep_login("corp", 25h, {"users"});
    EXPECT_EQ(item(world.apply()).reason, Reason::lockout);
    world.keep_login("corp", 1h, {"others"});
    EXPECT_EQ(item(world.apply()).reason, Reason::lockout);

    world.keep_login("corp", 23h, {"others", "users"});
    EXPECT_EQ(item(world.plan()).action, Action::update);
    EXPECT_TRUE(world.apply().value().in_sync());
    EXPECT_EQ(allowed(), R"(["users"])");
}

/// What becomes of a list that a login of an hour ago met, at this NetBird.
Result<reconcile::Report> apply_a_list_that_was_met(sandbox::Options options)
{
    World other(std::move(options));
    other.sandbox.add_issuer(issuer);
    other.declare("corp", ProviderType::pocketid, issuer, "netbird");
    EXPECT_TRUE(other.apply().value().in_sync());
    other.keep_login("corp", 1h, {"users"});
    other.group_sync = DesiredGroupSync{.declared = {true, "groups", GroupNames{"users"}}};
    return other.apply();
}

TEST_F(GroupSync, Rule29_AnOldOrUnknownNetBirdWouldTurnEveryLocalUserAway)
{
    using sandbox::Generation;
    const auto old = apply_a_list_that_was_met({.generation = Generation::v0_70});
    EXPECT_EQ(item(old).reason, Reason::lockout);
    EXPECT_THAT(item(old).why, HasSubstr("this is NetBird \"0.70.4\""));
    const auto silent = apply_a_list_that_was_met({.generation = Generation::v0_62});
    EXPECT_EQ(item(silent).reason, Reason::lockout);
    const auto unknown = apply_a_list_that_was_met({.version = "development"});
    EXPECT_EQ(item(unknown).reason, Reason::lockout);

    EXPECT_TRUE(apply_a_list_that_was_met({}).value().in_sync()); // v0.77.1
    EXPECT_TRUE(apply_a_list_that_was_met({.generation = Generation::v0_70, .local_auth_disabled = true})
                    .value()
                    .in_sync()); // there are no local users
}

TEST_F(GroupSync, Rule29_WhatWasThereIsKeptAndCanBeRestored)
{
    world.sandbox.set_account_setting("jwt_groups_claim_name", "roles");
    declare_allowed({"users"});
    ASSERT_TRUE(world.apply().value().in_sync());
    EXPECT_EQ(world.files.status("/state/settings-before.json").value().mode, 0600U);
    EXPECT_THAT(world.files.text("/state/settings-before.json").value(),
                HasSubstr("\"peer_login_expiration\":86400"));
    world.sandbox.set_account_setting("peer_login_expiration", 7200);

    const auto restored = world.apply({.flags = {.restore_settings = true}});
    EXPECT_EQ(restored.value().group_sync.value().outcome, Outcome::updated);
    EXPECT_TRUE(restored->group_sync->in_sync);
    EXPECT_EQ(allowed(), "[]");
    EXPECT_EQ(setting("jwt_groups_claim_name"), "roles");
    EXPECT_EQ(setting("jwt_groups_enabled"), false);
    EXPECT_EQ(setting("peer_login_expiration"), 7200);

    const auto held = world.apply();
    EXPECT_EQ(item(held).reason, Reason::taken_back);
    EXPECT_EQ(allowed(), "[]");

    EXPECT_TRUE(world.apply({.group_sync_named = true}).value().in_sync());
    EXPECT_EQ(allowed(), R"(["users"])");
}

TEST_F(GroupSync, Rule29_RestoringWritesNoConnectorAndMayBeRepeated)
{
    declare_allowed({"users"});
    ASSERT_TRUE(world.apply().value().in_sync());
    world.sandbox.edit(connector_id(), {.name = "changed by hand"});
    for (int round = 0; round < 2; ++round)
    {
        const auto restored = world.apply({.flags = {.restore_settings = true}});
        EXPECT_TRUE(restored.value().group_sync.value().in_sync);
        EXPECT_EQ(world.sandbox.connectors().at(0).name, "changed by hand");
    }
}

TEST_F(GroupSync, Rule29_WithoutAnythingKeptNothingIsRestored)
{
    const auto restored = world.apply({.flags = {.restore_settings = true}});
    EXPECT_EQ(item(restored).reason, Reason::settings_unreadable);
    EXPECT_THAT(item(restored).why, HasSubstr("there is nothing to put back"));
    EXPECT_EQ(item(restored).next.find("allowed_groups"), std::string::npos);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(GroupSync, Rule29_SettingsOfAnotherAccountAreNotRestored)
{
    world.files.put("/state/settings-before.json", R"({"version":1,"account_id":"other","settings":{}})");
    EXPECT_THAT(item(world.apply({.flags = {.restore_settings = true}})).why,
                HasSubstr("belongs to account \"other\""));
    for (const auto* text : {"", "{}", R"({"version":2})", R"({"version":1,"account_id":1,"settings":{}})"})
    {
        world.files.put("/state/settings-before.json", text);
        EXPECT_EQ(item(world.apply({.flags = {.restore_settings = true}})).action, Action::block) << text;
    }
}

TEST_F(GroupSync, Rule29_NothingIsSentWhenWhatWasThereCannotBeKept)
{
    declare(true);
    world.files.fail = [](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call == MemoryFiles::Call::replace && path.ends_with("settings-before.json"))
            return "No space left on device";
        return std::nullopt;
    };
    const auto report = world.apply();
    EXPECT_EQ(report.value().group_sync.value().outcome, Outcome::failed);
    EXPECT_THAT(report->group_sync->error.value().message, HasSubstr("nothing was sent"));
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(GroupSync, Rule11_NothingIsSentBeforeTheIntentIsOnTheDisk)
{
    declare(true);
    world.files.fail = [](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call == MemoryFiles::Call::replace && path.ends_with("ledger.json"))
            return "No space left on device";
        return std::nullopt;
    };
    ASSERT_TRUE(world.apply().has_value());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(GroupSync, Rule29_OtherKeysThatAreNamedLeaveTheSettingsAlone)
{
    declare(true);
    const auto report = world.apply({.named = {key("corp")}});
    EXPECT_FALSE(item(report).selected);
    EXPECT_FALSE(report->in_sync());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
}

TEST_F(GroupSync, Rule29_TheSettingsAloneMayBeNamed)
{
    declare(true);
    world.sandbox.edit(connector_id(), {.name = "changed by hand"});
    const auto report = world.apply({.group_sync_named = true});
    EXPECT_TRUE(report.value().group_sync.value().in_sync);
    EXPECT_EQ(world.sandbox.connectors().at(0).name, "changed by hand");
}

TEST_F(GroupSync, Rule25_ObserveModeReportsOnly)
{
    declare(true);
    world.policy.mode = Mode::observe;
    const auto report = world.apply();
    EXPECT_EQ(item(report).action, Action::update);
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_FALSE(world.ledger().group_sync);
}

TEST_F(GroupSync, Rule29_SettingsThatCannotBeReadStopNoConnector)
{
    declare(true);
    world.sandbox.edit(connector_id(), {.name = "changed by hand"});
    world.sandbox.fail({.path = "/api/accounts",
                        .times = std::nullopt,
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    const auto report = world.apply();
    EXPECT_EQ(item(report).reason, Reason::settings_unreadable);
    EXPECT_EQ(result_of(*report, "corp").outcome, Outcome::updated);
    EXPECT_FALSE(report->in_sync());
}

TEST_F(GroupSync, Rule29_SettingsThatWereWrittenAndCannotBeReadAnyMoreAreNoDrift)
{
    declare(true);
    ASSERT_TRUE(world.apply().value().in_sync());
    world.sandbox.fail(
        {.path = "/api/accounts", .times = std::nullopt, .fault = sandbox::Fault::answered(500, "")});
    const auto report = world.apply();
    EXPECT_EQ(item(report).reason, Reason::settings_unreadable);
    EXPECT_TRUE(item(report).drift.empty());
}

TEST_F(GroupSync, Rule29_AnUndeclaredSettingIsForgotten)
{
    declare(true);
    ASSERT_TRUE(world.apply().value().in_sync());
    world.group_sync.reset();
    ASSERT_TRUE(world.apply().value().in_sync());
    EXPECT_FALSE(world.ledger().group_sync);
    EXPECT_EQ(setting("jwt_groups_enabled"), true);
}

} // namespace
} // namespace idpsync::test
