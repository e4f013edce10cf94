#include "core/redaction.hpp"
#include "service/system/notifier.hpp"
#include "support/matchers.hpp"
#include "support/notify_socket.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <map>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

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

TEST(StatusAssignment, ShowsNoLivingSecret)
{
    living_secrets().learn("fake-Zk7fQ91-status");
    EXPECT_EQ(status_assignment("got fake-Zk7fQ91-status"), "STATUS=got [secret]");
}

TEST(Notifier, TellsSystemd)
{
    const test::NotifySocket systemd;
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", systemd.path()}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().text();
    (*notifier)->send("READY=1\nSTATUS=well");
    EXPECT_EQ(systemd.receive(), "READY=1\nSTATUS=well");
}

TEST(Notifier, DoesNotWaitForASystemdThatDoesNotRead)
{
    const test::NotifySocket systemd;
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", systemd.path()}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().text();
    for (int time = 0; time < 10'000; ++time)
        (*notifier)->send("WATCHDOG=1");
    (*notifier)->send("RELOADING=1");
    (*notifier)->send("STATUS=busy");
    (*notifier)->send("READY=1");
    while (systemd.try_receive())
        continue;
    (*notifier)->send("STATUS=well");
    EXPECT_EQ(systemd.receive(), "RELOADING=1");
    EXPECT_EQ(systemd.receive(), "READY=1");
    EXPECT_EQ(systemd.receive(), "STATUS=well");
}

TEST(Notifier, FindsAnAbstractSocket)
{
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    socklen_t length = sizeof address;
    address.sun_family = AF_UNIX;
    // The system chooses a name.
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address.sun_family), 0);
    ASSERT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length), 0);
    const std::string name(address.sun_path + 1, length - offsetof(sockaddr_un, sun_path) - 1);
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", "@" + name}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().text();
    (*notifier)->send("READY=1");
    std::array<char, 16> text{};
    EXPECT_EQ(::recv(socket, text.data(), text.size(), 0), 7);
    EXPECT_STREQ(text.data(), "READY=1");
    ::close(socket);
}

TEST(Notifier, SaysThatAVariableNamesNoSocket)
{
    for (const auto& path : {std::string("notify"), std::string(200, '/'), std::string("vsock:2:1234")})
        EXPECT_TRUE(notifier_for(with({{"NOTIFY_SOCKET", path}})).has_error()) << path;
}

TEST(Notifier, DoesNotMindThatNobodyListens)
{
    const auto notifier = notifier_for(with({{"NOTIFY_SOCKET", "/nonexistent/notify"}}));
    ASSERT_TRUE(notifier.has_value()) << notifier.error().text();
    (*notifier)->send("READY=1");
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
