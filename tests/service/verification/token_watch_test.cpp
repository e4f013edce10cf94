#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "service/daemon/daemon_world.hpp"
#include "service/verification/token_watch.hpp"
#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

/// Keeps what it is told.
class Told final : public EventSink
{
public:
    void emit(Event event) override { events.push_back(std::move(event)); }

    std::vector<Event> events;
};

class TokenWatchTest : public testing::Test
{
protected:
    netbird::Inspector asks_with(std::string token)
    {
        return {
            http, clock, {.management = boost::urls::url(netbird.url()), .token = Secret(std::move(token))}};
    }
    void look() { run(io, clock, watch.look()); }
    /// The days of the notices so far.
    std::vector<std::string> told() const
    {
        std::vector<std::string> all;
        for (const auto& event : events.events)
            all.push_back(field(event, "days"));
        return all;
    }

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird{clock};
    sandbox::InProcessClient http{io.get_executor(), netbird};
    Told events;
    netbird::Inspector inspector = asks_with(std::string(sandbox::default_token)); // ends in 365 days
    service::TokenWatch watch{inspector, clock, events};
};

TEST_F(TokenWatchTest, AsksNothingAtFirstAndThenTwiceADay)
{
    look();
    clock.advance(29min);
    look();
    EXPECT_EQ(netbird.counters().reads, 0U);
    clock.advance(1min);
    look();
    EXPECT_EQ(netbird.counters().reads, 2U);
    EXPECT_EQ(watch.expires(), WallTime{std::chrono::sys_days{std::chrono::year{2031} / 1 / 1}});
    clock.advance(11h);
    look();
    EXPECT_EQ(netbird.counters().reads, 2U);
    clock.advance(1h);
    look();
    EXPECT_EQ(netbird.counters().reads, 4U);
    EXPECT_TRUE(told().empty());
}

TEST_F(TokenWatchTest, TellsFourteenSevenAndOneDaysAheadOnceEach)
{
    look();
    clock.advance(days(350) + 30min);
    for (int twelve_hours = 0; twelve_hours < 2 * 15; ++twelve_hours)
    {
        look();
        clock.advance(12h);
    }
    EXPECT_EQ(told(), (std::vector<std::string>{"13", "6", "0"}));
    EXPECT_EQ(events.events[0].name, EventName::token_expiring);
    EXPECT_EQ(field(events.events[0], "token"), "setup-token");
    EXPECT_EQ(field(events.events[0], "expires"), "2031-01-01T00:00:00Z");
}

TEST_F(TokenWatchTest, AServiceUserOfWhomNetBirdTellsNothingIsNoTrouble)
{
    auto plain_user = asks_with(netbird.grant(sandbox::Role::user));
    service::TokenWatch other(plain_user, clock, events);
    run(io, clock, other.look());
    clock.advance(1h);
    run(io, clock, other.look());
    EXPECT_EQ(other.expires(), std::nullopt);
    EXPECT_TRUE(events.events.empty());
}

TEST_F(TokenWatchTest, SeesTheEndOfAServiceUsersTokenAtOnceWhereItIsToBeRenewed)
{
    auto service_user = asks_with(netbird.grant(sandbox::Role::admin));
    service::TokenWatch other(service_user, clock, events);
    run(io, clock, other.look(true));
    ASSERT_TRUE(other.token());
    EXPECT_EQ(other.token()->created, clock.wall_now());
    EXPECT_GT(other.expires(), clock.wall_now());
}

TEST_F(TokenWatchTest, ANetBirdThatIsAwayIsAskedAgainLater)
{
    look();
    clock.advance(1h);
    netbird.set_down(true);
    look();
    netbird.set_down(false);
    clock.advance(12h);
    look();
    EXPECT_NE(watch.expires(), std::nullopt);
}

TEST(DaemonTokenWatch, TheStateSaysWhenTheTokenEnds)
{
    DaemonWorld world;
    world.write_config();
    world.start();
    world.settle();
    EXPECT_EQ(world.daemon->state().token_expires, std::nullopt);
    world.pass_time(40min);
    EXPECT_NE(world.daemon->state().token_expires, std::nullopt);
}

} // namespace
} // namespace idpsync::test
