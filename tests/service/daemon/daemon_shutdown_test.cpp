// The daemon is stopped at every single step of what it does, and the next start goes on from there.

#include "reconcile/ledger_store.hpp"
#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

/// Something that the daemon is in the middle of.
struct Business
{
    const char* name;
    void (*begin)(DaemonWorld& world); ///< starts the daemon, and gives it something to do
};

constexpr auto a_second_provider = "  other:\n"
                                   "    type: oidc\n"
                                   "    issuer: https://id.example.com\n"
                                   "    client_id: other\n"
                                   "    client_secret: { file: secrets/corp }\n";

constexpr auto no_second_provider = "  other:\n"
                                    "    state: absent\n";

void start_in_sync(DaemonWorld& world)
{
    world.start();
    world.pass_time(1min);
}

void create(DaemonWorld& world)
{
    world.try_start().value();
}

void create_slowly(DaemonWorld& world)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::delayed(20s)});
    world.try_start().value();
}

void lose_the_answer_of_a_create(DaemonWorld& world)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
    world.try_start().value();
}

void create_without_an_answer(DaemonWorld& world)
{
    world.sandbox.fail({.method = "POST", .fault = Fault::hang()});
    world.try_start().value();
}

void create_while_netbird_limits_requests(DaemonWorld& world)
{
    world.sandbox.fail({.times = 3, .fault = Fault::answered(429, "{}", "application/json")});
    world.try_start().value();
}

void look_in_vain(DaemonWorld& world)
{
    world.sandbox.fail({.method = "GET", .times = 2, .fault = Fault::cut_before()});
    world.try_start().value();
}

void repair(DaemonWorld& world)
{
    start_in_sync(world);
    world.rename_in_netbird("Changed by hand");
    world.daemon->reload();
}

void repair_without_an_answer(DaemonWorld& world)
{
    start_in_sync(world);
    world.sandbox.fail({.method = "PUT", .fault = Fault::cut_after()});
    world.rename_in_netbird("Changed by hand");
    world.daemon->reload();
}

void write_a_new_secret(DaemonWorld& world)
{
    start_in_sync(world);
    world.rotate_secret("another");
    world.daemon->reload();
}

void use_another_configuration(DaemonWorld& world)
{
    start_in_sync(world);
    world.write_config("reconcile:\n  interval: 6m\n");
    world.daemon->reload();
}

void delete_one(DaemonWorld& world)
{
    world.write_config(a_second_provider);
    start_in_sync(world);
    world.write_config(no_second_provider);
    world.daemon->reload();
}

void delete_one_without_an_answer(DaemonWorld& world)
{
    world.sandbox.fail({.method = "DELETE", .fault = Fault::cut_after()});
    delete_one(world);
}

void use_another_token(DaemonWorld& world)
{
    start_in_sync(world);
    world.sandbox.revoke(sandbox::default_token);
    world.files.put("/etc/idp/token", world.sandbox.grant(sandbox::Role::admin));
    world.daemon->reload();
}

/// One handler of the loop; when none is ready, time goes on to whoever waits next.
void take_a_step(DaemonWorld& world)
{
    world.io.restart();
    while (world.io.poll_one() == 0 && world.clock.advance_to_next())
        world.io.restart();
}

Ledger ledger_on_disk(const DaemonWorld& world)
{
    const auto text = world.files.text("/state/ledger.json");
    return text ? reconcile::decode_ledger(*text).value() : Ledger{};
}

/// True when nothing is left to do before the next interval.
bool has_come_to_rest(const DaemonWorld& world, std::uint64_t passes_before)
{
    return world.passes() > passes_before && world.time_to_next_pass() > 4min;
}

class Stopping : public ::testing::TestWithParam<Business>
{
protected:
    /// Stops after so many steps and starts again; false when the business was done before.
    static bool stop_after(std::size_t steps);
};

bool Stopping::stop_after(std::size_t steps)
{
    DaemonWorld world;
    GetParam().begin(world);
    const auto passes_before = world.passes();
    bool busy = true;
    for (std::size_t step = 0; step < steps && busy; ++step)
    {
        take_a_step(world);
        busy = !has_come_to_rest(world, passes_before);
    }

    world.daemon->stop("SIGTERM");
    world.settle();
    EXPECT_TRUE(world.ended);
    EXPECT_EQ(world.logged(EventName::stopped).size(), 1U);
    // What is on the disk can be read at every moment.
    static_cast<void>(ledger_on_disk(world));

    world.daemon.reset();
    world.ended = false;
    world.start();
    world.pass_time(15min);
    EXPECT_EQ(world.name_in_netbird(), "Corp");
    EXPECT_TRUE(world.daemon->state().providers.at(0).in_sync());
    EXPECT_THAT(ledger_on_disk(world).intents, IsEmpty());
    EXPECT_THAT(ledger_on_disk(world).entries, SizeIs(1));
    return busy;
}

TEST_P(Stopping, Rule11_EndsAtAnyStepAndTheNextStartGoesOn)
{
    constexpr std::size_t more_than_any_takes = 2000;
    std::size_t steps = 0;
    while (steps < more_than_any_takes && stop_after(steps) && !HasFailure())
        ++steps;
    EXPECT_FALSE(HasFailure()) << "after " << steps << " steps";
    EXPECT_GT(steps, 3U);
    EXPECT_LT(steps, more_than_any_takes);
}

INSTANTIATE_TEST_SUITE_P(
    While, Stopping,
    ::testing::Values(Business{"ItCreates", create}, Business{"ItCreatesSlowly", create_slowly},
                      Business{"TheAnswerOfACreateIsLost", lose_the_answer_of_a_create},
                      Business{"ACreateHangs", create_without_an_answer},
                      Business{"NetBirdLimitsRequests", create_while_netbird_limits_requests},
                      Business{"ItLooksInVain", look_in_vain}, Business{"ItRepairs", repair},
                      Business{"TheAnswerOfARepairIsLost", repair_without_an_answer},
                      Business{"ItWritesANewSecret", write_a_new_secret},
                      Business{"ItTakesAnotherConfiguration", use_another_configuration},
                      Business{"ItDeletes", delete_one},
                      Business{"TheAnswerOfADeleteIsLost", delete_one_without_an_answer},
                      Business{"ItTakesAnotherToken", use_another_token}),
    [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace idpsync::test
