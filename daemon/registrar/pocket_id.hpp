#pragma once

// Pocket ID 2.9 to 2.14: /api/oidc/clients, with an administrator's API key.

#include "registrar/api.hpp"
#include "registrar/registrar.hpp"

#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// The server of an issuer; the issuer is its address.
Result<Server> pocket_id_server(const Access& access, net::HttpClient& http);

class PocketId final : public Registrar
{
public:
    PocketId(Server server, const Secret& key) : server_(std::move(server)), key_(key) {}

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
    boost::asio::awaitable<Result<std::optional<WallTime>>> access_ends(WallTime now,
                                                                        net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<void>> remove(std::string client_id, net::SteadyTime deadline) override;

private:
    /// A client, and the text that showed it.
    struct Shown
    {
        std::string text;
        ProviderClient client;
    };
    /// By name, with ids.
    using Groups = std::vector<std::string>;

    boost::asio::awaitable<Result<std::optional<Shown>>> look(std::string client_id,
                                                              net::SteadyTime deadline);
    /// conflict: it is gone.
    boost::asio::awaitable<Result<Shown>> look_again(std::string client_id, net::SteadyTime deadline);
    /// The ids of these groups; rejected: some are not there.
    boost::asio::awaitable<Result<Groups>> ids_of(GroupNames names, net::SteadyTime deadline);
    boost::asio::awaitable<Result<void>> admit(std::string client_id, Groups ids, net::SteadyTime deadline);
    /// Whether the client admits exactly these.
    boost::asio::awaitable<Result<void>> confirm(std::string client_id, GroupNames admitted,
                                                 net::SteadyTime deadline);
    [[nodiscard]] net::Request request(net::Method method, std::string_view path,
                                       net::SteadyTime deadline) const;

    Server server_;
    const Secret& key_;
};

} // namespace idpsync::registrar
