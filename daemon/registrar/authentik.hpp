#pragma once

// authentik 2025.2 to 2026.5: its OAuth2 providers, with an API token. Nobody recorded it: what is read here
// is what its API description says.

#include "registrar/api.hpp"
#include "registrar/reads_only.hpp"

#include <boost/json/value.hpp>

namespace idpsync::registrar {

/// The server of an application's issuer, https://HOST/application/o/SLUG/, or of the global one.
Result<Server> authentik_server(const Access& access, net::HttpClient& http);

/// Of GET /api/v3/providers/oauth2/?client_id=ID, as keycloak_client() has it.
std::optional<std::optional<ProviderClient>> authentik_client(const boost::json::value& answer,
                                                              const std::string& client_id);

class Authentik final : public ReadsOnly
{
public:
    Authentik(Server server, const Secret& token) : server_(std::move(server)), token_(token) {}

    boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                       net::SteadyTime deadline) override;

private:
    Server server_;
    const Secret& token_;
};

} // namespace idpsync::registrar
