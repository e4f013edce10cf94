#include "service/notifier.hpp"
#include "support/notify_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;

reconcile::Environment with(std::map<std::string, std::string> variables)
{
    return [variables = std::move(variables)](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(Notifier, TellsNobodyWithoutASocket)
{
    const auto notifier = notifier_for(with({}));
    ASSERT_TRUE(notifier.has_value());
    (*notifier)->send("READY=1");
}

TEST(Notifier, TellsSystemd)
{
    test::NotifySocket systemd;
    ::setenv("NOTIFY_SOCKET", systemd.path().c_str(), 1);
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", systemd.path()}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().message;
    (*notifier)->send("READY=1\nSTATUS=well");
    EXPECT_EQ(systemd.receive(), "READY=1\nSTATUS=well");
    ::unsetenv("NOTIFY_SOCKET");
}

TEST(Notifier, DoesNotMindThatNobodyListens)
{
    ::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", "/nonexistent/notify"}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().message;
    (*notifier)->send("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
}

TEST(WatchdogTime, IsWhatSystemdAsksFor)
{
    EXPECT_EQ(watchdog_time(with({{"WATCHDOG_USEC", "30000000"}}), 7), 30s);
    EXPECT_EQ(watchdog_time(with({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "7"}}), 7), 30s);
}

TEST(WatchdogTime, IsNothingWhenItIsNotForUs)
{
    EXPECT_EQ(watchdog_time(with({}), 7), std::nullopt);
    EXPECT_EQ(watchdog_time(with({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "8"}}), 7), std::nullopt);
    for (const auto* text : {"", "0", "-1", "soon", "30s"})
        EXPECT_EQ(watchdog_time(with({{"WATCHDOG_USEC", text}}), 7), std::nullopt) << text;
}

TEST(StatusAssignment, IsCutBetweenCharacters)
{
    EXPECT_EQ(status_assignment("well"), "STATUS=well");
    std::string umlauts;
    for (int i = 0; i < 1000; ++i)
        umlauts += "ü";
    const auto cut = status_assignment("a" + umlauts);
    EXPECT_LT(cut.size(), 420U);
    EXPECT_THAT(cut, EndsWith("ü…"));
}

TEST(ReloadingAssignment, CarriesTheMonotonicTime)
{
    EXPECT_EQ(reloading_assignment(net::SteadyTime(1500us)), "RELOADING=1\nMONOTONIC_USEC=1500");
}

} // namespace
} // namespace idpsync::service
