#pragma once

// Keycloak: the client of NetBird's manager of users, as an account of the realm reads and writes it, and as
// NetBird's server uses it. Seen on 26.7.3: manage-clients is enough for all but the role, which needs
// manage-users, too; a role counts for tokens that are out already.

#include "core/secret.hpp"
#include "net/clock.hpp"
#include "registrar/api.hpp"
#include "registrar/backend_client.hpp"
#include "registrar/registrar.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace idpsync::registrar {

/// Errors as Registrar has them. What it is made of must outlive it.
class KeycloakBackend
{
public:
    /// `secret`: the manager's, as declared.
    KeycloakBackend(Server server, const Access& access, std::string account, const Secret& secret);

    /// The client with exactly this id; nothing: the realm has none. Whether it reads users is tried with the
    /// declared secret, by what NetBird's server asks first.
    boost::asio::awaitable<Result<std::optional<BackendClient>>> find(net::SteadyTime deadline);

    /// In one request with its secret, so that a killed one leaves all of it or nothing; then the role.
    boost::asio::awaitable<Result<void>> create(net::SteadyTime deadline);

    /// Puts these right, the rest stays.
    boost::asio::awaitable<Result<void>> put_right(BackendClient client, BackendTraits wrong,
                                                   net::SteadyTime deadline);

private:
    boost::asio::awaitable<Result<Secret>> sign_in(net::SteadyTime deadline);
    /// By Keycloak's own role view-users alone, which reads and changes nothing.
    boost::asio::awaitable<Result<void>> assign_role(const Secret& authorization, std::string handle,
                                                     net::SteadyTime deadline);
    boost::asio::awaitable<void> try_it(BackendClient& client, net::SteadyTime deadline);
    boost::asio::awaitable<Result<Document>> document_at(const Secret& authorization, std::string path,
                                                         net::SteadyTime deadline);
    [[nodiscard]] net::Request request(const Secret& authorization, net::Method method,
                                       const std::string& path, net::SteadyTime deadline) const;

    Server server_;
    std::string realm_;
    Access access_;
    std::string account_;
    const Secret& secret_;
};

} // namespace idpsync::registrar
