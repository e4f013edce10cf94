#pragma once

// Microsoft Entra: an application of one tenant through Microsoft Graph v1.0, as another application of the
// same tenant. Nobody recorded it: every call is as Graph's description reads.

#include "registrar/api.hpp"
#include "registrar/registrar.hpp"

#include <string>
#include <string_view>

namespace idpsync::registrar {

/// The two servers of a tenant.
struct EntraTenant
{
    Server login;      ///< that gives tokens, at the issuer's address without its /v2.0
    Server graph;      ///< that shows and changes applications
    std::string scope; ///< of a token for it
};

/// Of https://login.microsoftonline.com/TENANT/v2.0. An issuer at another host is a cloud of its own, whose
/// Graph is elsewhere: then `access.url` must say where. bad_config otherwise.
Result<EntraTenant> entra_tenant(const Access& access, net::HttpClient& http);

class Entra final : public Registrar
{
public:
    Entra(EntraTenant tenant, std::string account, const Secret& secret)
        : tenant_(std::move(tenant)), account_(std::move(account)), secret_(secret)
    {}

    boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                       net::SteadyTime deadline) override;
    /// rejected: Entra chooses the id of an application itself.
    boost::asio::awaitable<Result<void>> create(NewClient client, net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<ClientTraits>> put_right(std::string client_id, ClientTraits traits,
                                                           ClientNeeds needs,
                                                           net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<ClientSecrets>> secrets(std::string client_id,
                                                          net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<MadeSecret>> add_secret(std::string client_id, NewSecret wanted,
                                                          net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<void>> remove_secret(std::string client_id, std::string secret_id,
                                                       net::SteadyTime deadline) override;
    /// Where the account may read its own application.
    boost::asio::awaitable<Result<std::optional<WallTime>>> access_ends(WallTime now,
                                                                        net::SteadyTime deadline) override;
    /// rejected: this program never made one.
    boost::asio::awaitable<Result<void>> remove(std::string client_id, net::SteadyTime deadline) override;

private:
    /// Signed in: what every request of one visit carries.
    struct Visit
    {
        Secret authorization;
        net::SteadyTime deadline;
    };
    /// An application that is about to be changed.
    struct Shown
    {
        Visit visit;
        ProviderClient client;
    };

    boost::asio::awaitable<Result<Visit>> sign_in(net::SteadyTime deadline);
    boost::asio::awaitable<Result<std::optional<ProviderClient>>> look(const Visit& visit,
                                                                       std::string client_id);
    /// Signs in and looks; conflict: it is gone.
    boost::asio::awaitable<Result<Shown>> visit(std::string client_id, net::SteadyTime deadline);
    [[nodiscard]] net::Request request(const Visit& visit, net::Method method, std::string_view path) const;

    EntraTenant tenant_;
    std::string account_;
    const Secret& secret_;
    std::optional<Secret> token_{}; ///< of the last time that it signed in; what follows at once may use it
};

} // namespace idpsync::registrar
