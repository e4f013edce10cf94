#pragma once

// Keycloak 24 to 26: the administration of one realm, as a service account of that realm.

#include "registrar/api.hpp"
#include "registrar/reads_only.hpp"

#include <boost/json/value.hpp>

namespace idpsync::registrar {

/// The server of a realm's issuer, https://HOST/realms/REALM.
Result<Server> keycloak_server(const Access& access, net::HttpClient& http);

/// Of GET …/clients?clientId=ID: the client with exactly this id, or nothing inside when there is none;
/// nothing at all: it is no such answer.
std::optional<std::optional<ProviderClient>> keycloak_client(const boost::json::value& answer,
                                                             const std::string& client_id);

class Keycloak final : public ReadsOnly
{
public:
    Keycloak(Server server, std::string realm, std::string account, const Secret& secret)
        : server_(std::move(server)), realm_(std::move(realm)), account_(std::move(account)), secret_(secret)
    {}

    boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                       net::SteadyTime deadline) override;

private:
    boost::asio::awaitable<Result<Secret>> log_in(net::SteadyTime deadline);

    Server server_;
    std::string realm_; ///< as it stands in the issuer, encoded
    std::string account_;
    const Secret& secret_;
};

} // namespace idpsync::registrar
