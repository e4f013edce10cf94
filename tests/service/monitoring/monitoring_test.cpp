// What monitoring sees of a daemon's life.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

class Monitored : public testing::Test, public DaemonWorld
{
protected:
    [[nodiscard]] net::Page page(std::string_view path) { return monitoring.page(path).value(); }
    [[nodiscard]] std::string metrics() { return page("/metrics").body; }
};

TEST_F(Monitored, HasThreePages)
{
    start();
    EXPECT_EQ(page("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(page("/healthz").body, "ok\n");
    EXPECT_EQ(page("/readyz").body, "ready: 1 of 1 provider in sync\n");
    EXPECT_EQ(monitoring.page("/"), std::nullopt);
}

TEST_F(Monitored, CountsItsFirstPass)
{
    start();
    EXPECT_THAT(metrics(), AllOf(HasSubstr("idpsync_passes_total{result=\"success\"} 1\n"),
                                 HasSubstr("idpsync_providers{state=\"in_sync\"} 1\n"),
                                 HasSubstr("idpsync_provider_in_sync{provider=\"corp\"} 1\n"),
                                 HasSubstr("idpsync_writes_total{verb=\"create\",result=\"success\"} 1\n"),
                                 HasSubstr("idpsync_api_requests_total{method=\"POST\",code=\"200\"} 1\n"),
                                 HasSubstr("idpsync_config_last_reload_successful 1\n")));
}

TEST_F(Monitored, CountsARequestForAPassWithNothingToDo)
{
    start();
    pass_time(5min);
    const auto before = metrics();
    pass_time(5min);
    EXPECT_THAT(before, HasSubstr("idpsync_api_requests_total{method=\"GET\",code=\"200\"} "));
    EXPECT_NE(before, metrics());
    EXPECT_THAT(metrics(), HasSubstr("idpsync_passes_total{result=\"success\"} 3\n"));
}

TEST_F(Monitored, HoldsKeysAndNoNamesOrIssuers)
{
    start();
    EXPECT_THAT(metrics(), AllOf(Not(HasSubstr("Corp")), Not(HasSubstr("id.example.com"))));
}

TEST_F(Monitored, ShowsFilesThatAreWrongUntilTheyAreGood)
{
    start();
    write_config("reconcile: { interval: soon }\n");
    tell_of_changed_files();
    EXPECT_THAT(metrics(), HasSubstr("idpsync_config_last_reload_successful 0\n"));
    write_config();
    tell_of_changed_files();
    EXPECT_THAT(metrics(), HasSubstr("idpsync_config_last_reload_successful 1\n"));
}

TEST_F(Monitored, IsNotReadyWhileNetBirdIsAwayFromTheStart)
{
    sandbox.fail({.times = std::nullopt, .fault = sandbox::Fault::reset()});
    start();
    pass_time(1min);
    EXPECT_EQ(page("/healthz").status, 200U);
    EXPECT_EQ(page("/readyz").status, 503U);
    EXPECT_THAT(page("/readyz").body, HasSubstr("no pass has done its work yet"));
}

TEST_F(Monitored, IsReadyForThreeIntervalsOfAnOutage)
{
    start();
    sandbox.fail({.times = std::nullopt, .fault = sandbox::Fault::reset()});
    pass_time(15min);
    EXPECT_EQ(page("/readyz").status, 200U);
    pass_time(1min);
    EXPECT_EQ(page("/readyz").status, 503U);
    EXPECT_THAT(page("/readyz").body, HasSubstr("no pass has done its work for 16m"));
}

TEST_F(Monitored, JudgesReadinessByNoWallClock)
{
    start();
    clock.step_wall(std::chrono::hours(1000));
    EXPECT_EQ(page("/readyz").status, 200U);
    clock.step_wall(-std::chrono::hours(5000));
    EXPECT_EQ(page("/readyz").status, 200U);
}

TEST_F(Monitored, IsReadyThoughAnOperatorHasToDecide)
{
    start();
    write_config("reconcile: { mode: observe }\n");
    tell_of_changed_files();
    rename_in_netbird("Changed by hand");
    pass_time(1h);
    EXPECT_EQ(page("/readyz").status, 200U);
    EXPECT_THAT(metrics(), AllOf(HasSubstr("idpsync_providers{state=\"drifted\"} 1\n"),
                                 HasSubstr("idpsync_provider_in_sync{provider=\"corp\"} 0\n")));
}

TEST_F(Monitored, CountsADifferenceOnceWhileItLasts)
{
    start();
    write_config("reconcile: { mode: observe }\n");
    tell_of_changed_files();
    EXPECT_THAT(metrics(), Not(HasSubstr("idpsync_drift_total")));
    rename_in_netbird("Changed by hand");
    pass_time(1h);
    EXPECT_THAT(metrics(), HasSubstr("idpsync_drift_total{provider=\"corp\",kind=\"changed\"} 1\n"));
    rename_in_netbird("Changed again");
    pass_time(1h);
    EXPECT_THAT(metrics(), HasSubstr("idpsync_drift_total{provider=\"corp\",kind=\"changed\"} 2\n"));
    rename_in_netbird("Corp");
    pass_time(1h);
    EXPECT_THAT(metrics(), HasSubstr("idpsync_drift_total{provider=\"corp\",kind=\"changed\"} 2\n"));
    EXPECT_EQ(logged(EventName::drift).size(), 3U) << "the last says that it is over";
}

TEST_F(Monitored, TellsOfItsProcess)
{
    start();
    EXPECT_THAT(metrics(), HasSubstr("\nprocess_resident_memory_bytes 4096\n"));
}

TEST_F(Monitored, ListensWhereTheFilesSay)
{
    write_config("metrics: { listen: 127.0.0.1:0 }\n");
    start();
    EXPECT_NE(monitoring.port(), 0U);
    write_config();
    tell_of_changed_files();
    EXPECT_EQ(monitoring.port(), 0U);
}

} // namespace
} // namespace idpsync::test
