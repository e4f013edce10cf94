// What operators ask of a running daemon: reload with an outcome, pause, resume.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using service::Cause;
using service::ReloadRequest;
using service::SyncState;
using Outcome = reconcile::ProviderResult::Outcome;

class DaemonCommands : public ::testing::Test, public DaemonWorld
{
protected:
    /// Asks, and lets everything happen that is due.
    std::shared_ptr<service::PendingReload> ask(ReloadRequest request)
    {
        auto pending = daemon->reload(std::move(request));
        settle();
        return pending;
    }

    service::ReloadOutcome outcome_of(ReloadRequest request)
    {
        const auto pending = ask(std::move(request));
        if (pending->outcome == nullptr)
            throw std::logic_error("no outcome yet");
        return *pending->outcome;
    }
};

TEST_F(DaemonCommands, AReloadGivesTheOutcomeOfItsPass)
{
    start();
    rename_in_netbird("Changed by hand");
    const auto outcome = outcome_of({});
    ASSERT_TRUE(outcome.report);
    EXPECT_EQ(outcome.report->results.at(0).outcome, Outcome::updated);
    EXPECT_EQ(outcome.management_url, sandbox.url());
    EXPECT_FALSE(outcome.paused);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonCommands, AReloadHearsHowFarItsPassIs)
{
    start();
    rename_in_netbird("Changed by hand");
    const auto pending = ask({});
    EXPECT_EQ(pending->progress,
              (reconcile::PassProgress{.done = 1, .all = 1, .last = EventName::updated, .whose = "corp"}));
    rotate_secret("rotated");
    EXPECT_EQ(ask({.write = false})->progress, (reconcile::PassProgress{.done = 1, .all = 1}))
        << "one provider was asked, and nothing was written";
}

TEST_F(DaemonCommands, AReloadReadsTheFilesFirst)
{
    start();
    write_config({}, "Corporate");
    EXPECT_EQ(outcome_of({.who = "uid 0"}).report->results.at(0).outcome, Outcome::updated);
    EXPECT_EQ(name_in_netbird(), "Corporate");
    const auto& change = daemon->state().providers.at(0).change;
    EXPECT_EQ(change->cause, Cause::command);
    EXPECT_EQ(change->who, "uid 0");
}

TEST_F(DaemonCommands, AReloadWithRefusedFilesSaysWhyAndStillRunsAPass)
{
    start();
    rename_in_netbird("Changed by hand");
    files.put("/etc/idp/config.yaml", "version: 2\n");
    const auto outcome = outcome_of({.flags = {.prune_now = true}});
    ASSERT_FALSE(outcome.refused.empty());
    EXPECT_THAT(outcome.refused.back().path, HasSubstr("version"));
    EXPECT_FALSE(outcome.report);
    EXPECT_EQ(passes(), 2U);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonCommands, AReloadSaysWhyItsPassFailed)
{
    start();
    sandbox.set_down(true);
    const auto pending = ask({});
    pass_time(10s);
    ASSERT_TRUE(pending->outcome);
    EXPECT_EQ(pending->outcome->error->kind, ErrorKind::transport);
    EXPECT_FALSE(pending->outcome->report);
}

TEST_F(DaemonCommands, AReloadThatOnlyLooksWritesAndChangesNothing)
{
    start();
    rename_in_netbird("Changed by hand");
    const auto before = daemon->state().next_pass;
    const auto outcome = outcome_of({.write = false});
    EXPECT_EQ(outcome.report->plan.items.at(0).action, Action::update);
    EXPECT_THAT(outcome.report->results, IsEmpty());
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    EXPECT_EQ(passes(), 1U);
    EXPECT_EQ(daemon->state().next_pass, before);
    EXPECT_EQ(daemon->state().providers.at(0).state, SyncState::in_sync);
}

TEST_F(DaemonCommands, AReloadWritesOnlyTheKeysItNames)
{
    files.put("/etc/idp/secrets/more", "secret");
    const std::string more =
        "  more:\n    type: google\n    client_id: a\n    client_secret: { file: secrets/more "
        "}\n";
    start();
    write_config(more, "Corporate");
    const auto outcome = outcome_of({.keys = {"more"}});
    EXPECT_TRUE(outcome.report->plan.find(ProviderKey::parse("more").value())->selected);
    EXPECT_FALSE(outcome.report->in_sync());
    EXPECT_EQ(sandbox.connectors().at(0).name, "Corp");
    EXPECT_THAT(sandbox.connectors(), SizeIs(2));
}

TEST_F(DaemonCommands, AReloadRefusesAKeyThatNobodyDeclares)
{
    start();
    const auto outcome = outcome_of({.keys = {"corpp"}});
    EXPECT_THAT(outcome.error->text(), HasSubstr("did you mean corp?"));
    EXPECT_EQ(passes(), 1U);
}

TEST_F(DaemonCommands, AReloadDeletesOnlyWhatWasAgreedTo)
{
    start();
    const auto id = sandbox.connectors().at(0).id;
    write_config("", "Corp");
    const auto text = *files.text("/etc/idp/config.yaml");
    files.put("/etc/idp/config.yaml", text + "    state: absent\n    allow: [delete-last]\n");
    EXPECT_EQ(outcome_of({.agreed_deletes = std::set<ConnectorId>{}}).report->plan.items.at(0).action,
              Action::wait);
    EXPECT_THAT(sandbox.connectors(), SizeIs(1));
    outcome_of({.agreed_deletes = std::set{ConnectorId{id}}});
    EXPECT_THAT(sandbox.connectors(), IsEmpty());
}

TEST_F(DaemonCommands, ReloadsDuringAPassGetTheOutcomeOfOneThatBeganAfterThem)
{
    start();
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    const auto first = ask({});
    rename_in_netbird("Changed meanwhile");
    const auto second = ask({});
    const auto third = ask({});
    const auto named = ask({.keys = {"corp"}});
    pass_time(20s);
    EXPECT_EQ(passes(), 4U);
    EXPECT_EQ(second->outcome, third->outcome);
    EXPECT_NE(first->outcome, second->outcome);
    EXPECT_NE(named->outcome, second->outcome);
    EXPECT_TRUE(named->outcome->report->in_sync());
}

TEST_F(DaemonCommands, AReloadAndSighupsDuringAPassShareTheNext)
{
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    start();
    const auto pending = ask({});
    for (int i = 0; i < 100; ++i)
        daemon->reload();
    pass_time(10s);
    EXPECT_EQ(passes(), 2U);
    EXPECT_TRUE(pending->outcome->report);
}

TEST_F(DaemonCommands, ASighupIsNotAnsweredByAReloadOfOneKey)
{
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    start();
    const auto pending = ask({.keys = {"corp"}});
    daemon->reload();
    pass_time(10s);
    EXPECT_EQ(passes(), 3U);
}

TEST_F(DaemonCommands, AReloadThatWasTakenBackIsNotCarriedOut)
{
    start();
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    const auto first = ask({});
    auto taken_back = ask({.flags = {.prune_now = true}});
    taken_back.reset();
    pass_time(20s);
    EXPECT_EQ(passes(), 2U);
}

TEST_F(DaemonCommands, StopsThoughReloadsWait)
{
    start();
    sandbox.fail({.method = "GET", .fault = Fault::hang()});
    const auto pending = ask({});
    const auto waiting = ask({.flags = {.prune_now = true}});
    daemon->stop("SIGTERM");
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(pending->outcome, nullptr);
}

TEST_F(DaemonCommands, WritesNothingWhilePaused)
{
    start();
    const auto ledger = files.text("/state/ledger.json");
    const auto answer = daemon->pause(1h, "uid 0");
    EXPECT_EQ(answer.until, clock.wall_now() + 1h);
    EXPECT_FALSE(answer.pass_under_way);
    rename_in_netbird("Changed by hand");
    pass_time(59min);
    EXPECT_GT(passes(), 10U);
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    EXPECT_EQ(daemon->state().providers.at(0).state, SyncState::drifted);
    EXPECT_EQ(files.text("/state/ledger.json"), ledger);
    EXPECT_THAT(notified.back(), HasSubstr("paused for"));
    ASSERT_THAT(logged(EventName::paused), SizeIs(1));
    EXPECT_EQ(field(logged(EventName::paused)[0], "by"), "uid 0");
}

TEST_F(DaemonCommands, GoesOnByItselfWhenThePauseIsOver)
{
    write_config("reconcile: { interval: 6h }\n");
    start();
    daemon->pause(1h, "uid 0");
    rename_in_netbird("Changed by hand");
    pass_time(1h - 1s);
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    pass_time(1s);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(field(logged(EventName::resumed).at(0), "by"), "time");
    EXPECT_FALSE(daemon->state().paused_until);
}

TEST_F(DaemonCommands, GoesOnAtOnceOnResume)
{
    start();
    daemon->pause(1h, "uid 0");
    rename_in_netbird("Changed by hand");
    EXPECT_TRUE(daemon->resume("uid 0").was_paused);
    settle();
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_FALSE(daemon->resume("uid 0").was_paused);
    EXPECT_THAT(logged(EventName::resumed), SizeIs(1));
}

TEST_F(DaemonCommands, SaysWhenAPassThatBeganBeforeThePauseMayStillWrite)
{
    sandbox.fail({.method = "GET", .fault = Fault::delayed(5s)});
    start();
    EXPECT_TRUE(daemon->pause(1h, "uid 0").pass_under_way);
}

TEST_F(DaemonCommands, IsStillPausedAfterARestart)
{
    start();
    daemon->pause(1h, "uid 0");
    daemon->stop("SIGTERM");
    settle();
    daemon.reset();
    ended = false;
    clock.advance(20min);
    rename_in_netbird("Changed by hand");
    start();
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
    EXPECT_EQ(*daemon->state().paused_until - clock.now(), 40min);
    EXPECT_EQ(field(logged(EventName::paused).at(1), "by"), "an earlier run");
    pass_time(40min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonCommands, AReloadWhilePausedSaysSo)
{
    start();
    daemon->pause(1h, "uid 0");
    rename_in_netbird("Changed by hand");
    const auto outcome = outcome_of({});
    EXPECT_TRUE(outcome.paused);
    EXPECT_EQ(outcome.mode, Mode::enforce);
    EXPECT_THAT(outcome.report->results, IsEmpty());
    EXPECT_EQ(name_in_netbird(), "Changed by hand");
}

TEST_F(DaemonCommands, PausesThoughThatCannotBeKept)
{
    start();
    files.fail = [](MemoryFiles::Call call, const std::string&) -> std::optional<std::string> {
        return call == MemoryFiles::Call::replace ? std::optional("No space left on device") : std::nullopt;
    };
    EXPECT_THAT(daemon->pause(1h, "uid 0").warning, HasSubstr("No space left"));
    EXPECT_TRUE(daemon->state().paused_until);
    EXPECT_THAT(field(logged(EventName::paused).at(0), "problem"), HasSubstr("No space left"));
}

TEST_F(DaemonCommands, SeesWhetherTheFilesDiffer)
{
    start();
    EXPECT_FALSE(daemon->state().files_differ);
    files.put("/etc/idp/config.yaml", "version: 2\n");
    tell_of_changed_files();
    EXPECT_TRUE(daemon->state().files_differ);
    write_config();
    tell_of_changed_files();
    EXPECT_FALSE(daemon->state().files_differ);
}

TEST_F(DaemonCommands, SeesWithTheNextPassWhatNoWatchToldOf)
{
    start();
    write_config({}, "Corporate");
    pass_time(5min);
    EXPECT_TRUE(daemon->state().files_differ);
    EXPECT_THAT(notified.back(), HasSubstr("the files are not what is in force"));
}

TEST_F(DaemonCommands, Rule29_ALoginThatShowedAGroupLetsAnAllowListThrough)
{
    write_config("group_sync: { enabled: true, allowed_groups: [users] }\n");
    start();
    settle();
    const auto allowed = [&] { return sandbox.account_settings().at("jwt_allow_groups").as_array().size(); };
    EXPECT_EQ(allowed(), 0U);

    reconcile::Checks checks;
    auto& login = checks.providers[ProviderKey::parse("corp").value()].login.emplace();
    login.at = clock.wall_now();
    login.connector = ConnectorId{sandbox.connectors().at(0).id};
    login.group_claim = "groups";
    login.groups = {"users"};
    files.put("/state/checks.json", encode_checks(checks), 0600);
    outcome_of({});
    EXPECT_EQ(allowed(), 1U);
}

} // namespace
} // namespace idpsync::test
