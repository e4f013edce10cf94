#pragma once

// One declared provider behind real checks, in a whole installation in memory; what the process remembers can
// be dropped, as when the daemon starts again.

#include "reconcile/asked_providers.hpp"
#include "sandbox/provider/provider.hpp"

#include <algorithm>
#include <string>

namespace idpsync::test {

class ProviderWorld
{
public:
    static constexpr const char* base = "https://id.example.com";

    ProviderWorld()
        : provider(world.sandbox.add_provider(base, {.profile = sandbox::Profile::dex})), asked(world)
    {
        world.declare("corp", ProviderType::oidc, provider.issuer(), "netbird");
    }

    void restart() { asked.restart(); } ///< AskedProviders::restart()

    PlanItem apply() { return item_of(world.apply().value(), "corp"); }
    PlanItem apply_by_hand() { return item_of(world.apply({.demanded = true}).value(), "corp"); }
    PlanItem plan_by_hand() { return item_of(world.plan({.demanded = true}).value(), "corp"); }

    /// From now on the token endpoint does only this.
    void fail_token(sandbox::Fault fault)
    {
        world.sandbox.fail(
            {.method = "POST", .path = base, .times = std::nullopt, .fault = std::move(fault)});
    }

    std::string secret_in_netbird()
    {
        return world.sandbox.stored_secret(world.sandbox.connectors().at(0).id);
    }

    /// Requests to the token endpoint so far.
    std::size_t token_requests()
    {
        const auto& seen = world.sandbox.requests();
        return static_cast<std::size_t>(std::ranges::count_if(seen, [](const sandbox::Seen& request) {
            return request.method == "POST" && request.target.find("/token") != std::string::npos;
        }));
    }

    void advance_to(WallTime when) { world.clock.advance(when - world.clock.wall_now()); }

    World world;
    sandbox::Provider& provider;
    AskedProviders asked;
};

} // namespace idpsync::test
