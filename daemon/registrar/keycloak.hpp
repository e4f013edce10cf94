#pragma once

// Keycloak 24 to 26: the administration of one realm, as a service account of that realm.

#include "registrar/api.hpp"
#include "registrar/registrar.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// The server of a realm's issuer, https://HOST/realms/REALM.
Result<Server> keycloak_server(const Access& access, net::HttpClient& http);

/// What every request of a service account carries. `realm` as it stands in the issuer.
boost::asio::awaitable<Result<Secret>> keycloak_sign_in(const Server& server, const std::string& realm,
                                                        const std::string& account, const Secret& secret,
                                                        net::SteadyTime deadline);

class Keycloak final : public Registrar
{
public:
    Keycloak(Server server, std::string realm, std::string account, const Secret& secret)
        : server_(std::move(server)), realm_(std::move(realm)), account_(std::move(account)), secret_(secret)
    {}

    boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                       net::SteadyTime deadline) override;
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
    boost::asio::awaitable<Result<void>> remove(std::string client_id, net::SteadyTime deadline) override;

private:
    /// Signed in: what every request of one visit carries.
    struct Visit
    {
        Secret authorization;
        net::SteadyTime deadline;
    };
    /// A client, and the list that showed it alone.
    struct Shown
    {
        Document list;
        ProviderClient client;
        std::optional<Error> scopes_hidden{}; ///< why nobody can tell whether its scopes bring groups
    };

    boost::asio::awaitable<Result<Visit>> sign_in(net::SteadyTime deadline);
    boost::asio::awaitable<Result<std::optional<Shown>>> look(const Visit& visit, std::string client_id);
    /// conflict: it is gone.
    boost::asio::awaitable<Result<Shown>> look_again(const Visit& visit, std::string client_id);
    /// Tells whether scopes bring groups where no mapper of the client's own does; of a public client, its
    /// audiences, too.
    boost::asio::awaitable<Result<void>> look_at_scopes(const Visit& visit, Shown& shown);
    boost::asio::awaitable<Result<MadeSecret>> draw_secret(const Visit& visit, const Shown& shown);
    boost::asio::awaitable<Result<void>> bring_groups(const Visit& visit, const Shown& shown);
    /// Gives the client these scopes, and the realm those that it lacks.
    boost::asio::awaitable<Result<void>> bring_scopes(const Visit& visit, const Shown& shown,
                                                      std::vector<std::string> scopes);
    boost::asio::awaitable<Result<std::string>> scope_id(const Visit& visit, std::string name);
    boost::asio::awaitable<Result<void>> bring_audience(const Visit& visit, const Shown& shown,
                                                        std::string audience);
    /// What is no member of the client itself.
    boost::asio::awaitable<Result<void>> bring_the_rest(const Visit& visit, const Shown& shown,
                                                        ClientTraits wrong, ClientNeeds needs);
    boost::asio::awaitable<Result<void>> change(const Visit& visit, const Shown& shown, std::string body);
    [[nodiscard]] net::Request request(const Visit& visit, net::Method method, std::string_view path) const;

    Server server_;
    std::string realm_; ///< as it stands in the issuer, encoded
    std::string account_;
    const Secret& secret_;
};

} // namespace idpsync::registrar
