#include "registrar/registrar.hpp"

#include "registrar/authentik.hpp"
#include "registrar/entra.hpp"
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

Made make_entra(const Access& access, net::HttpClient& http)
{
    auto tenant = entra_tenant(access, http);
    if (tenant.has_error())
        return tenant.error();
    return Made(std::make_unique<Entra>(std::move(*tenant), access.account, access.secret));
}

Made make_authentik(const Access& access, net::HttpClient& http)
{
    const auto server = authentik_server(access, http);
    if (server.has_error())
        return server.error();
    return Made(std::make_unique<Authentik>(*server, authentik_slug(access.issuer), access.secret));
}

Made make_pocket_id(const Access& access, net::HttpClient& http)
{
    const auto server = pocket_id_server(access, http);
    if (server.has_error())
        return server.error();
    return Made(std::make_unique<PocketId>(*server, access.secret));
}

} // namespace

Made make_registrar(const Access& access, net::HttpClient& http)
{
    switch (access.type)
    {
    case ProviderType::pocketid: return make_pocket_id(access, http);
    case ProviderType::authentik: return make_authentik(access, http);
    case ProviderType::keycloak: return make_keycloak(access, http);
    case ProviderType::entra: return make_entra(access, http);
    default: break;
    }
    return Error{ErrorKind::bad_config, "clients at a provider of type " +
                                            std::string(to_string(access.type)) +
                                            " are made by hand: this program has no way into it"};
}

boost::asio::awaitable<Result<std::optional<WallTime>>> Registrar::access_ends(WallTime /*now*/,
                                                                               net::SteadyTime /*deadline*/)
{
    co_return std::optional<WallTime>();
}

bool shows_secrets(ProviderType type)
{
    return type == ProviderType::keycloak || type == ProviderType::authentik;
}

SecretCustody custody_of(const ProviderClient& client)
{
    return client.secret_ends ? SecretCustody::one_and_former : SecretCustody::one_shown;
}

bool chooses_secrets(ProviderType type)
{
    return type == ProviderType::entra;
}

bool chooses_client_ids(ProviderType type)
{
    return type == ProviderType::entra;
}

bool sends_entitlements(ProviderType type)
{
    return type == ProviderType::authentik;
}

Made open_registrar(const DesiredProvider& provider, const Secret& secret, net::HttpClient& http)
{
    const auto& registration = *provider.registration;
    Access access{.type = provider.values->type,
                  .issuer = provider.values->issuer,
                  .url = {},
                  .account = registration.account,
                  .secret = secret};
    if (!registration.url.empty())
        access.url = boost::urls::url(registration.url);
    return make_registrar(access, http);
}

} // namespace idpsync::registrar
