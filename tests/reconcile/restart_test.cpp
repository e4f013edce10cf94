// docs/reconciling.md 21 and 24 in whole passes: what makes NetBird's restart needed, and what shows it.

#include "reconcile/acknowledge.hpp"
#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using reconcile::Report;

const std::string marker = "/state/restart-needed";

/// Every provider accepts everything.
class AcceptingPreflight final : public ForgetfulPreflight
{
public:
    boost::asio::awaitable<PreflightResult> ask(const reconcile::PreflightQuestion& /*question*/) override
    {
        PreflightResult accepted{.verdict = Verdict::accepted};
        co_return accepted;
    }
};

class Restart : public Pass
{
protected:
    Restart()
    {
        world.sandbox.add_issuer("https://new.example.com");
        apply();
        // As people sign in: the connector is open from now on.
        world.sandbox.restart();
        world.forget_requests();
    }

    Report apply() { return world.apply().value(); }

    void declare_client(const std::string& client_id, const std::string& secret = "not-a-real-secret")
    {
        world.declare("corp", ProviderType::pocketid, issuer, client_id, secret);
    }

    /// NetBird's metrics are configured from now on.
    void have_metrics(ServerRun run)
    {
        world.server_run = run;
        world.restart_daemon();
    }

    void change_client()
    {
        declare_client("new-client", "new-secret");
        apply();
    }

    std::string field(EventName name, const std::string& which)
    {
        const auto* event = world.events.find(name);
        if (event != nullptr)
            for (const auto& [one, value] : event->fields)
                if (one == which)
                    return value;
        return {};
    }
};

TEST_F(Restart, IsNotNeededForACreateAndTheConnectorStaysClosed) // 21
{
    world.sandbox.add_issuer("https://second.example.com");
    world.declare("second", ProviderType::okta, "https://second.example.com", "netbird");
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, 0U);
}

TEST_F(Restart, IsNeededForAConnectorThatWasLookedAtAfterItsCreate) // 21
{
    AcceptingPreflight accepting;
    world.preflight = &accepting;
    world.restart_daemon();
    world.sandbox.add_issuer("https://second.example.com");
    world.declare("second", ProviderType::okta, "https://second.example.com", "netbird");
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, 1U);
    world.declare("second", ProviderType::okta, "https://second.example.com", "another", "another-secret");
    EXPECT_TRUE(apply().restart_needed) << "the look opened it";
    world.preflight = nullptr;
    world.restart_daemon();
}

TEST_F(Restart, IsNeededWhenLoginsKeepTheFormerClient)
{
    declare_client("new-client", "new-secret");
    const auto report = apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_EQ(report.restart_needed, (RestartNeeded{1, world.clock.wall_now(), {key("corp")}}));
    EXPECT_EQ(field(EventName::restart_needed, "providers"), "corp");
    EXPECT_EQ(field(EventName::restart_needed, "generation"), "1");
    EXPECT_EQ(world.files.text(marker), "1\n");
}

TEST_F(Restart, IsAnnouncedOnceAndRememberedByTheNextDaemon)
{
    change_client();
    world.restart_daemon();
    EXPECT_TRUE(apply().restart_needed);
    EXPECT_TRUE(apply().restart_needed);
    EXPECT_EQ(world.events.count(EventName::restart_needed), 1U);
    EXPECT_EQ(world.files.text(marker), "1\n");
}

TEST_F(Restart, IsSeenByTheProbe)
{
    change_client();
    world.sandbox.restart();
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(field(EventName::restart_seen, "by"), "login probe");
    EXPECT_EQ(world.events.count(EventName::restart_unneeded), 0U);
    EXPECT_FALSE(world.files.exists(marker));
}

TEST_F(Restart, IsAskedForWithOneProbeInAPassThatWritesNothing)
{
    change_client();
    const auto before = world.sandbox.counters().probes;
    const auto writes = world.ledger_writes();
    apply();
    EXPECT_EQ(world.sandbox.counters().probes, before + 1);
    EXPECT_EQ(world.ledger_writes(), writes);
}

TEST_F(Restart, IsNotNeededForANameAlone)
{
    world.declared("corp").values->name = "Corporate";
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, 0U);
}

TEST_F(Restart, IsNotNeededWhenDriftIsPutBack)
{
    world.sandbox.edit(connector_id(), {.client_id = "edited-by-hand"});
    const auto report = apply();
    EXPECT_EQ(result_of(report, "corp").outcome, reconcile::ProviderResult::Outcome::updated);
    EXPECT_FALSE(report.restart_needed);
}

TEST_F(Restart, IsNeededWhenNetBirdWasRestartedWithTheDrift)
{
    world.sandbox.edit(connector_id(), {.client_id = "edited-by-hand"});
    world.sandbox.restart();
    EXPECT_TRUE(apply().restart_needed);
}

TEST_F(Restart, IsNoLongerNeededWhenTheDeclarationGoesBack)
{
    change_client();
    declare_client("netbird");
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.events.count(EventName::restart_unneeded), 1U);
    EXPECT_FALSE(world.files.exists(marker));
}

TEST_F(Restart, IsNotNeededForANewConnectorThatNobodyOpened)
{
    world.sandbox.add_issuer("https://second.example.com");
    world.declare("second", ProviderType::okta, "https://second.example.com", "netbird");
    apply();
    world.declare("second", ProviderType::okta, "https://second.example.com", "another", "another-secret");
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, 1U);
}

TEST_F(Restart, IsNeededForASecretThatNoProbeCanSee)
{
    world.set_secret("corp", "rotated");
    EXPECT_TRUE(apply().restart_needed);
    world.sandbox.restart();
    EXPECT_TRUE(apply().restart_needed);
}

TEST_F(Restart, IsSeenForEveryConnectorAtOnce)
{
    world.sandbox.add_issuer("https://second.example.com");
    world.declare("second", ProviderType::okta, "https://second.example.com", "netbird");
    apply();
    world.sandbox.restart();
    world.set_secret("second", "rotated");
    change_client();
    EXPECT_EQ(apply().restart_needed->providers.size(), 2U);
    world.sandbox.restart();
    EXPECT_FALSE(apply().restart_needed);
}

TEST_F(Restart, IsNeededAsLongAsNobodyCanLook)
{
    world.sandbox.fail(
        {.path = "/oauth2/auth/", .times = std::nullopt, .fault = sandbox::Fault::answered(503, "")});
    change_client();
    EXPECT_TRUE(apply().restart_needed);
    world.sandbox.clear_faults();
    EXPECT_TRUE(apply().restart_needed) << "the first look shows the former client";
    world.sandbox.restart();
    EXPECT_FALSE(apply().restart_needed);
}

TEST_F(Restart, AsksASilentLoginServiceNoOftenerThanProvidersAtOnce)
{
    AcceptingPreflight accepting;
    world.preflight = &accepting;
    world.policy.concurrency = 2;
    world.restart_daemon();
    for (const std::string name : {"one", "two", "three", "four", "five", "six"})
    {
        world.sandbox.add_issuer("https://" + name + ".example.com");
        world.declare(name, ProviderType::okta, "https://" + name + ".example.com", "netbird");
    }
    world.sandbox.fail({.path = "/oauth2/auth/", .times = std::nullopt, .fault = sandbox::Fault::hang()});
    EXPECT_TRUE(apply().in_sync());
    EXPECT_LE(world.sandbox.counters().probes, 2U);
    world.preflight = nullptr;
    world.restart_daemon();
}

TEST_F(Restart, SurvivesACrashBetweenWriteAndProbe)
{
    // The read after the write fails, so the pass ends without a look.
    world.sandbox.fail({.method = "GET",
                        .path = "/api/identity-providers",
                        .skip = 1,
                        .times = std::nullopt,
                        .fault = sandbox::Fault::answered(503, "")});
    change_client();
    world.sandbox.clear_faults();
    world.restart_daemon();
    EXPECT_TRUE(apply().restart_needed);
}

TEST_F(Restart, IsNotNeededOnceTheConnectorIsGone)
{
    change_client();
    world.sandbox.set_account_setting("local_auth_disabled", true);
    world.sandbox.remove(connector_id());
    world.apply();
    EXPECT_FALSE(world.files.exists(marker)) << "NetBird would not start again";
}

TEST_F(Restart, IsNotRaisedInObserveMode) // 25
{
    world.policy.mode = Mode::observe;
    declare_client("new-client", "new-secret");
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, 0U);
    EXPECT_FALSE(world.files.exists(marker));
}

TEST_F(Restart, IsShownByAPlanThatAsksNobody)
{
    change_client();
    const auto probes = world.sandbox.counters().probes;
    EXPECT_TRUE(world.plan()->restart_needed);
    EXPECT_EQ(world.sandbox.counters().probes, probes);
}

TEST_F(Restart, IsSeenByNetBirdsMetrics)
{
    have_metrics({1000, 50});
    world.set_secret("corp", "rotated");
    apply();
    EXPECT_EQ(world.ledger().restart.run, (ServerRun{1000, 50}));
    world.server_run = ServerRun{1000, 60};
    EXPECT_TRUE(apply().restart_needed);
    world.server_run = ServerRun{2000, 55};
    EXPECT_FALSE(apply().restart_needed) << "less than the same process had used when it was read last";
    EXPECT_EQ(field(EventName::restart_seen, "by"), "metrics");
}

TEST_F(Restart, IsNotSeenInAClockThatWasSet)
{
    have_metrics({1000, 50});
    world.set_secret("corp", "rotated");
    apply();
    world.server_run = ServerRun{1001, 51};
    EXPECT_TRUE(apply().restart_needed);
}

TEST_F(Restart, IsSeenAcrossARestartOfTheDaemonToo)
{
    have_metrics({1000, 50});
    world.set_secret("corp", "rotated");
    apply();
    world.restart_daemon();
    world.server_run = ServerRun{2000, 1};
    EXPECT_FALSE(apply().restart_needed);
}

TEST_F(Restart, IsNotLookedForInMetricsWhileNoneIsNeeded)
{
    have_metrics({1000, 50});
    apply();
    EXPECT_EQ(world.metrics_reads, 0U);
}

TEST_F(Restart, SaysOnceThatMetricsCannotBeRead)
{
    have_metrics({1000, 50});
    world.break_metrics = true;
    world.set_secret("corp", "rotated");
    apply();
    apply();
    EXPECT_EQ(world.events.count(EventName::metrics_unreadable), 1U);
    EXPECT_THAT(field(EventName::metrics_unreadable, "error"), HasSubstr("management.metrics_url"));
}

TEST_F(Restart, IsAcknowledgedByItsNumber)
{
    change_client();
    EXPECT_EQ(*world.acknowledge_restart(7), Acknowledgement::other_generation);
    EXPECT_TRUE(world.files.exists(marker));
    world.sandbox.restart();
    EXPECT_EQ(*world.acknowledge_restart(1), Acknowledgement::taken);
    EXPECT_EQ(field(EventName::restart_seen, "by"), "ack-restart");
    EXPECT_FALSE(world.files.exists(marker));
    EXPECT_FALSE(apply().restart_needed);
    EXPECT_EQ(*world.acknowledge_restart({}), Acknowledgement::nothing_needed);
}

TEST_F(Restart, IsNeededAnewWhenAnAcknowledgementWasWrong)
{
    change_client();
    world.acknowledge_restart(1).value();
    EXPECT_EQ(apply().restart_needed->generation, 2U);
    EXPECT_EQ(world.files.text(marker), "2\n");
}

TEST_F(Restart, IsSaidToBeMarkedInVainWhenTheDiskIsFull)
{
    world.files.fail = [](auto, const std::string& path) {
        return path == marker ? std::optional<std::string>("No space left on device") : std::nullopt;
    };
    change_client();
    EXPECT_THAT(field(EventName::failed, "error"), HasSubstr("No space left"));
}

} // namespace
} // namespace idpsync::test
