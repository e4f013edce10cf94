#pragma once

// Pocket ID 2.9 to 2.14: /api/oidc/clients, with an administrator's API key.

#include "registrar/api.hpp"
#include "registrar/registrar.hpp"

#include <boost/json/value.hpp>

namespace idpsync::registrar {

/// The server of an issuer; the issuer is its address.
Result<Server> pocket_id_server(const Access& access, net::HttpClient& http);

/// Of GET /api/oidc/clients/ID; nothing: it is no such answer.
std::optional<ProviderClient> pocket_id_client(const boost::json::value& answer);

class PocketId final : public Registrar
{
public:
    PocketId(Server server, const Secret& key) : server_(std::move(server)), key_(key) {}

    boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                       net::SteadyTime deadline) override;

private:
    Server server_;
    const Secret& key_;
};

} // namespace idpsync::registrar
