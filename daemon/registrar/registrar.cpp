#include "registrar/registrar.hpp"

#include "registrar/authentik.hpp"
#include "registrar/keycloak.hpp"
#include "registrar/pocket_id.hpp"
#include "registrar/server_url.hpp"

namespace idpsync::registrar {
namespace {

using Made = Result<std::unique_ptr<Registrar>>;

Made make_keycloak(const Access& access, net::HttpClient& http)
{
    const auto server = keycloak_server(access, http);
    if (server.has_error())
        return server.error();
    return Made(std::make_unique<Keycloak>(*server, part_behind(access.issuer, "/realms/"), access.account,
                                           access.secret));
}

template <class Server>
Made make(const Result<registrar::Server>& server, const Secret& secret)
{
    if (server.has_error())
        return server.error();
    return Made(std::make_unique<Server>(*server, secret));
}

} // namespace

Made make_registrar(const Access& access, net::HttpClient& http, Random& /*random*/)
{
    switch (access.type)
    {
    case ProviderType::pocketid: return make<PocketId>(pocket_id_server(access, http), access.secret);
    case ProviderType::authentik: return make<Authentik>(authentik_server(access, http), access.secret);
    case ProviderType::keycloak: return make_keycloak(access, http);
    default: break;
    }
    return Error{ErrorKind::bad_config, "clients at a provider of type " +
                                            std::string(to_string(access.type)) +
                                            " are made by hand: this program has no way into it"};
}

} // namespace idpsync::registrar
