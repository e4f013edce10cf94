// Two daemons against one NetBird, each with another name for the same connector.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

class TwoDaemons : public ::testing::Test
{
protected:
    TwoDaemons()
    {
        first.start();
        second->start();
        second->write_config({}, "Their name");
        second->tell_of_changed_files();
    }

    [[nodiscard]] std::size_t writes() const { return first.sandbox.counters().writes; }

    [[nodiscard]] std::size_t times_contested() const
    {
        return first.logged(EventName::contested).size() + second->logged(EventName::contested).size();
    }

    DaemonWorld first;
    std::unique_ptr<DaemonWorld> second = DaemonWorld::beside(first);
};

TEST_F(TwoDaemons, Rule9_LeaveAContestedConnectorAloneInsteadOfWritingForEver)
{
    first.pass_time(2h);
    const auto before = writes();
    EXPECT_GE(times_contested(), 1U);
    EXPECT_LE(before, 8U);
    first.pass_time(22h);
    EXPECT_EQ(writes(), before);
    EXPECT_THAT(first.sandbox.connectors(), SizeIs(1));
    EXPECT_THAT(first.name_in_netbird(), AnyOf("Corp", "Their name"));
}

TEST_F(TwoDaemons, Rule9_WriteAgainForAWhileWhenAnOperatorAsks)
{
    first.pass_time(2h);
    const auto before = writes();
    for (int time = 0; time < 3; ++time)
    {
        first.daemon->reload();
        second->daemon->reload();
        first.pass_time(2h);
    }
    EXPECT_GT(writes(), before);
    EXPECT_LE(writes(), before + 3U * 8U);
    const auto after = writes();
    first.pass_time(22h);
    EXPECT_EQ(writes(), after);
}

} // namespace
} // namespace idpsync::test
