// Where metrics are served, and what happens when a port is taken.

#include "net/client.hpp"
#include "service/page_server.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/raw_server.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using config::ListenAddress;

class PageServer : public testing::Test, public EventSink
{
protected:
    void emit(Event event) override
    {
        std::string line(to_string(event.name));
        for (const auto& [name, value] : event.fields)
            line += " " + name + "=" + value;
        told.push_back(std::move(line));
        levels.push_back(event.level);
    }

    void use(const std::optional<ListenAddress>& where)
    {
        server.use(where, "reachable from other hosts");
        pass_time(0s);
    }

    void pass_time(std::chrono::nanoseconds time)
    {
        clock.advance(time);
        io.restart();
        io.poll();
    }

    static std::string address_of(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

    boost::asio::io_context io{1};
    ManualClock clock;
    std::vector<std::string> told;
    std::vector<Level> levels;
    service::PageServer server{io.get_executor(),
                               clock,
                               *this,
                               {.listening = EventName::metrics_listening,
                                .failed = EventName::metrics_failed,
                                .setting = "metrics.listen"},
                               [](const net::PageRequest&) { return net::Page{.body = "here\n"}; }};
};

TEST_F(PageServer, ServesNowhereUntilItIsTold)
{
    use(std::nullopt);
    EXPECT_EQ(server.port(), 0U);
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(PageServer, TellsWhereItServes)
{
    use(ListenAddress{"127.0.0.1", 0});
    EXPECT_NE(server.port(), 0U);
    EXPECT_THAT(told, ElementsAre("metrics_listening listen=" + address_of(server.port())));
    EXPECT_THAT(levels, ElementsAre(Level::info));
}

TEST_F(PageServer, WarnsOfAnAddressBeyondLoopback)
{
    use(ListenAddress{"0.0.0.0", 0});
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0], HasSubstr(" warning=reachable from other hosts"));
    EXPECT_EQ(levels[0], Level::warning);
}

TEST_F(PageServer, StaysWhenItsAddressStays)
{
    use(ListenAddress{"127.0.0.1", 0});
    const auto port = server.port();
    use(ListenAddress{"127.0.0.1", 0});
    EXPECT_EQ(server.port(), port);
    EXPECT_EQ(told.size(), 1U);
}

TEST_F(PageServer, MovesAndGoes)
{
    use(ListenAddress{"127.0.0.1", 0});
    const auto port = server.port();
    use(ListenAddress{"127.0.0.2", port});
    EXPECT_EQ(server.port(), port);
    EXPECT_THAT(told, ElementsAre(testing::_, "metrics_listening listen=127.0.0.2:" + std::to_string(port)));
    use(std::nullopt);
    EXPECT_EQ(server.port(), 0U);
}

TEST_F(PageServer, TellsOnceOfATakenPortAndTriesAgain)
{
    auto taken = std::make_unique<ClosedPort>();
    const ListenAddress where{"127.0.0.1", taken->port()};
    use(where);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0], HasSubstr("metrics_failed listen=" + address_of(where.port) +
                                   " error=Address already in use next="));
    EXPECT_EQ(levels[0], Level::warning);
    pass_time(5s);
    pass_time(10s);
    taken.reset();
    pass_time(19s);
    EXPECT_EQ(server.port(), 0U);
    pass_time(1s);
    EXPECT_EQ(server.port(), where.port);
    EXPECT_THAT(told, ElementsAre(testing::_, "metrics_listening listen=" + address_of(where.port)));
    EXPECT_EQ(clock.waiting(), 0U);
}

TEST_F(PageServer, TriesAtLeastEveryFiveMinutes)
{
    const ClosedPort taken;
    use(ListenAddress{"127.0.0.1", taken.port()});
    for (int hours = 0; hours < 100; ++hours)
        pass_time(1h);
    ASSERT_TRUE(clock.next());
    EXPECT_LE(*clock.next() - clock.now(), 5min);
    EXPECT_EQ(told.size(), 1U);
}

TEST_F(PageServer, TriesATakenPortAtOnceWhenTheFilesAreRead)
{
    auto taken = std::make_unique<ClosedPort>();
    const ListenAddress where{"127.0.0.1", taken->port()};
    use(where);
    use(where);
    EXPECT_EQ(told.size(), 1U);
    taken.reset();
    use(where);
    EXPECT_EQ(server.port(), where.port);
    pass_time(1h);
    EXPECT_EQ(told.size(), 2U);
    EXPECT_EQ(clock.waiting(), 0U);
}

TEST_F(PageServer, StaysWhereItIsWhileItCannotMove)
{
    const ListenAddress here{"127.0.0.1", 0};
    use(here);
    const auto port = server.port();
    const ClosedPort taken;
    use(ListenAddress{"127.0.0.1", taken.port()});
    EXPECT_EQ(server.port(), port);
    use(here);
    pass_time(1h);
    EXPECT_EQ(server.port(), port);
    EXPECT_EQ(told.size(), 2U);
}

TEST_F(PageServer, GivesATakenPortUpWhenItIsNotWantedAnyMore)
{
    auto taken = std::make_unique<ClosedPort>();
    use(ListenAddress{"127.0.0.1", taken->port()});
    use(std::nullopt);
    taken.reset();
    pass_time(1h);
    EXPECT_EQ(server.port(), 0U);
    EXPECT_EQ(clock.waiting(), 0U);
}

} // namespace
} // namespace idpsync::test
