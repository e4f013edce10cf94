#pragma once

// Declarations that several tests render.

#include "core/standalone.hpp"

#include <memory>

namespace idpsync::standalone::test {

inline constexpr const char* fake_secret = "not-a-real-api-token";

inline UserManager manager_with(std::string account)
{
    return {.secret = {SecretSource::Plain{std::make_shared<const Secret>(std::string(fake_secret))}},
            .account = std::move(account),
            .url = {}};
}

/// As NetBird's guides have them.
inline Standalone declared_for(StandaloneProvider provider)
{
    Standalone declared{.provider = provider,
                        .issuer = "https://id.example.com",
                        .client_id = "netbird",
                        .domain = "netbird.example.com",
                        .directory = "/opt/netbird"};
    switch (provider)
    {
    case StandaloneProvider::pocketid: declared.manager = manager_with({}); break;
    case StandaloneProvider::authentik:
        declared.issuer = "https://id.example.com/application/o/netbird/";
        declared.manager = manager_with("NetBird");
        break;
    case StandaloneProvider::keycloak:
        declared.issuer = "https://id.example.com/realms/netbird";
        declared.client_id = "netbird-client";
        declared.manager = manager_with("netbird-backend");
        break;
    case StandaloneProvider::generic: break;
    }
    return declared;
}

} // namespace idpsync::standalone::test
