// Answers of a management API that get lost, in random histories: one client, no secret left behind, and what
// NetBird has works.

#include "reconcile/client_world.hpp"

#include <gtest/gtest.h>

#include <random>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Profile;

constexpr int histories_each = 100;

class LostClient : public testing::TestWithParam<Profile>
{};

Fault any_fault(std::mt19937& chance)
{
    switch (chance() % 4)
    {
    case 0: return Fault::cut_before();
    case 1: return Fault::cut_after();
    case 2: return Fault::late(std::chrono::milliseconds(chance() % 5'000));
    default: return Fault::answered(502, "");
    }
}

/// One request of the next ones, to either side.
void fail_something(ClientWorld& corp, std::mt19937& chance)
{
    const bool at_provider = chance() % 4 != 0;
    corp.world.sandbox.fail({.method = {},
                             .path = at_provider ? std::string(ClientWorld::base) + "/" : "/api/",
                             .skip = chance() % 8,
                             .fault = any_fault(chance)});
}

void change_something(ClientWorld& corp, std::mt19937& chance)
{
    if (corp.clients() == 0)
        return;
    if (chance() % 3 == 0)
        corp.client().redirect_uris = {"https://other.example.com/callback"};
    if (chance() % 5 == 0)
        corp.client().pushed_requests =
            ClientWorld::type_of(corp.provider.setup().profile) == ProviderType::pocketid;
}

TEST_P(LostClient, ConvergesToOneClientWithOneSecret)
{
    for (int history = 0; history < histories_each; ++history)
    {
        std::mt19937 chance(static_cast<unsigned>(history));
        ClientWorld corp(GetParam());
        for (int pass = 0; pass < 6; ++pass)
        {
            fail_something(corp, chance);
            if (chance() % 4 == 0)
            {
                corp.world.apply_and_die({.forgive_contested = true}, 1 + chance() % 40);
                corp.restart();
            }
            else
                static_cast<void>(corp.world.apply({.demanded = true, .forgive_contested = true}));
            corp.world.clock.advance(std::chrono::seconds(chance() % 90));
            change_something(corp, chance);
        }
        corp.world.sandbox.clear_faults();
        for (int pass = 0; pass < 3; ++pass)
        {
            corp.world.clock.advance(2min);
            static_cast<void>(corp.world.apply({.demanded = true, .forgive_contested = true}));
        }
        const auto report = corp.world.apply({.demanded = true}).value();
        const auto& item = item_of(report, "corp");
        ASSERT_TRUE(report.in_sync()) << history << ' ' << item.why << ' ' << item.client->why;
        ASSERT_EQ(corp.clients(), 1U) << history;
        ASSERT_EQ(corp.secrets(), 1U) << history;
        ASSERT_TRUE(corp.takes(corp.secret_in_netbird())) << history;
        ASSERT_EQ(corp.world.sandbox.connectors().size(), 1U) << history;
    }
}

INSTANTIATE_TEST_SUITE_P(Provider, LostClient,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_13,
                                         Profile::pocketid_2_14, Profile::keycloak_hostname,
                                         Profile::authentik_unrecorded, Profile::entra_unrecorded));

} // namespace
} // namespace idpsync::test
