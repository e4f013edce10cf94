// Planning a pass in which everything is as declared: ten times the providers should take about ten times as
// long.

#include "core/decide.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace idpsync;

/// `count` providers that are declared, in the ledger and in NetBird, all alike.
struct InSync
{
    DesiredState desired;
    SecretStates secrets;
    ObservedState observed;
    Ledger ledger;
};

InSync in_sync(std::size_t count)
{
    InSync world;
    std::vector<DesiredProvider> declared;
    for (std::size_t index = 0; index < count; ++index)
    {
        // Of one length, so that memory is laid out by key, as it is after reading the ledger's file.
        const auto number = std::to_string(100'000 + index);
        const auto key = ProviderKey::parse("provider-" + number).value();
        const ConnectorId id{"keycloak-" + number};
        const ConnectorValues values{.type = ProviderType::keycloak,
                                     .name = "Provider " + number,
                                     .issuer = "https://id.example.com/realms/" + number,
                                     .client_id = "netbird"};
        const Fingerprint fingerprint{std::string(64, 'a')};

        declared.push_back(
            {.key = key, .values = values, .client_secret = {}, .id = {}, .allow = {}, .where = {}});
        world.secrets[key] = {.kind = SecretState::Kind::read, .fingerprint = fingerprint, .problem = {}};
        world.observed.providers.push_back({.id = id, .values = values});
        LedgerEntry entry;
        entry.id = id;
        entry.written = values;
        entry.secret = fingerprint;
        world.ledger.entries.emplace(key, std::move(entry));
    }
    world.ledger.account_id = "account";
    world.desired = DesiredState::make(std::move(declared)).value();
    return world;
}

void make_plan_in_sync(benchmark::State& state)
{
    const auto world = in_sync(static_cast<std::size_t>(state.range(0)));
    const PassContext context;
    for (auto _ : state)
    {
        auto plan = make_plan(world.desired, world.secrets, world.observed, world.ledger, context);
        if (plan.has_writes())
            state.SkipWithError("a provider is not in sync");
        benchmark::DoNotOptimize(plan);
    }
    state.SetComplexityN(state.range(0));
    state.counters["per_provider"] =
        benchmark::Counter(static_cast<double>(state.range(0)),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(make_plan_in_sync)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond)->Complexity();

} // namespace
