#pragma once

// One provider whose client is kept through its management API, in a whole installation in memory: nothing is
// there yet, at either end.

#include "reconcile/asked_providers.hpp"
#include "sandbox/provider/provider.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace idpsync::test {

class ClientWorld
{
public:
    static constexpr const char* base = "https://id.example.com";
    static constexpr const char* account = "idp-sync";
    static constexpr const char* token = "not-a-real-api-key";

    explicit ClientWorld(sandbox::Profile profile)
        : provider(world.sandbox.add_provider(base, {.profile = profile})), asked(world)
    {
        provider.setup().clients.clear();
        if (type_of(profile) == ProviderType::entra)
            provider.setup().clients.push_back({.id = "netbird", .secret = ""}); // it can only be there
        provider.setup().groups = {{.id = "6f1e2b90-0c1f-4d6a-8a58-0f6f3a1f0001",
                                    .name = "netbird-users",
                                    .friendly_name = "NetBird users"}};
        world.declare("corp", type_of(profile), provider.issuer(), "netbird", "");
        declare({.generated_secret = true});
    }

    /// The registration, with the account or token that may do everything.
    void declare(DesiredRegistration registration)
    {
        const bool by_account = entrance_of(world.declared("corp").values->type) == Entrance::service_account;
        const bool is_entra = world.declared("corp").values->type == ProviderType::entra;
        if (by_account && find(account) == nullptr)
            provider.setup().clients.push_back(
                {.id = account,
                 .secret = token,
                 .service_account = true,
                 .roles = {is_entra ? "Application.ReadWrite.OwnedBy" : "manage-clients"}});
        if (is_entra)
            registration.url = base;
        if (by_account)
            registration.account = account;
        world.declare_registration("corp", std::move(registration), token);
    }

    void restart() { asked.restart(); } ///< AskedProviders::restart()

    /// The client at the provider; nullptr: there is none.
    sandbox::ProviderClient* find(std::string_view id)
    {
        auto& clients = provider.setup().clients;
        const auto found = std::ranges::find(clients, id, &sandbox::ProviderClient::id);
        return found == clients.end() ? nullptr : &*found;
    }
    sandbox::ProviderClient& client() { return *find("netbird"); }

    std::size_t clients()
    {
        const auto& clients = provider.setup().clients;
        return static_cast<std::size_t>(std::ranges::count_if(
            clients, [](const sandbox::ProviderClient& one) { return one.id != account; }));
    }

    std::string secret_in_netbird()
    {
        const auto connectors = world.sandbox.connectors();
        return connectors.empty() ? std::string() : world.sandbox.stored_secret(connectors.front().id);
    }

    /// How many secrets the provider takes for the client.
    std::size_t secrets() { return (client().secret.empty() ? 0U : 1U) + client().more_secrets.size(); }

    bool takes(const std::string& secret)
    {
        const auto& also = client().more_secrets;
        return !secret.empty() &&
               (client().secret == secret ||
                std::ranges::find(also, secret, &sandbox::ClientSecret::secret) != also.end());
    }

    /// Requests to the provider since World::forget_requests().
    std::size_t requests(std::string_view below = "")
    {
        const auto& seen = world.sandbox.requests();
        return static_cast<std::size_t>(std::ranges::count_if(seen, [&](const sandbox::Seen& request) {
            return request.target.starts_with(std::string(base) + std::string(below));
        }));
    }

    reconcile::Report apply() { return world.apply().value(); }
    reconcile::Report plan() { return world.plan().value(); }

    static ProviderType type_of(sandbox::Profile profile)
    {
        using enum sandbox::Profile;
        if (profile == keycloak || profile == keycloak_hostname)
            return ProviderType::keycloak;
        if (profile == entra_unrecorded)
            return ProviderType::entra;
        return sandbox::pocket_id_minor(profile) != 0 ? ProviderType::pocketid : ProviderType::authentik;
    }

    World world;
    sandbox::Provider& provider;
    AskedProviders asked;
};

/// The client of corp, in what a pass reports.
inline const ClientItem& client_of(const reconcile::Report& report)
{
    return *item_of(report, "corp").client;
}

} // namespace idpsync::test
