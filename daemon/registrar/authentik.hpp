#pragma once

// authentik 2025.2 to 2026.5: its OAuth2 providers, with an API token. Nobody recorded it: what is read and
// written here is what its API description says.

#include "registrar/api.hpp"
#include "registrar/authentik_codec.hpp"
#include "registrar/registrar.hpp"

#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// The server of an application's issuer, https://HOST/application/o/SLUG/, or of the global one.
Result<Server> authentik_server(const Access& access, net::HttpClient& http);

/// The slug that an issuer names; empty: it is the global one.
std::string authentik_slug(const std::string& issuer);

/// Where its API has clients and applications.
inline constexpr std::string_view authentik_clients = "/providers/oauth2/";
inline constexpr std::string_view authentik_applications = "/core/applications/";

/// Of one application.
std::string authentik_application(const std::string& slug);

class Authentik final : public Registrar
{
public:
    /// `slug` as authentik_slug() has it.
    Authentik(Server server, std::string slug, const Secret& token)
        : server_(std::move(server)), slug_(std::move(slug)), token_(token)
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
    boost::asio::awaitable<Result<std::optional<WallTime>>> access_ends(WallTime now,
                                                                        net::SteadyTime deadline) override;
    boost::asio::awaitable<Result<void>> remove(std::string client_id, net::SteadyTime deadline) override;

private:
    /// A client, and the list that showed it alone.
    struct Shown
    {
        Document list;
        ProviderClient client;
    };
    using Mappings = std::vector<AuthentikMapping>;

    boost::asio::awaitable<Result<std::optional<Shown>>> look(std::string client_id,
                                                              net::SteadyTime deadline);
    /// conflict: it is gone.
    boost::asio::awaitable<Result<Shown>> look_again(std::string client_id, net::SteadyTime deadline);
    boost::asio::awaitable<Result<Mappings>> mappings(net::SteadyTime deadline);
    /// Tells whether its mappings bring groups, where they may be seen.
    boost::asio::awaitable<Result<void>> look_at_mappings(Shown& shown, net::SteadyTime deadline);

    /// The number of the user whose token this is.
    boost::asio::awaitable<Result<std::int64_t>> own_user(net::SteadyTime deadline);
    boost::asio::awaitable<Result<std::string>> flow(std::string_view slug, net::SteadyTime deadline);
    boost::asio::awaitable<Result<std::string>> signing_key(net::SteadyTime deadline);
    [[nodiscard]] Result<std::string> own_mapping(const Mappings& all, std::string_view scope) const;
    /// Of each of these scopes one; rejected: there is none.
    [[nodiscard]] Result<std::vector<std::string>> mappings_of(const Mappings& all,
                                                               const std::vector<std::string>& scopes) const;
    /// The id of the mapping that sends entitlements; it is made where it is not there yet.
    boost::asio::awaitable<Result<std::string>> entitlements(const Mappings& all, net::SteadyTime deadline);
    boost::asio::awaitable<Result<AuthentikParts>> all_parts(ClientNeeds needs, net::SteadyTime deadline);
    /// What putting these traits right takes; `scopes`: those that are missing.
    boost::asio::awaitable<Result<AuthentikParts>>
    parts_for(ClientTraits traits, AllGroups seen, std::vector<std::string> scopes, net::SteadyTime deadline);
    boost::asio::awaitable<Result<void>> add_group_parts(AuthentikParts& parts, AllGroups seen,
                                                         net::SteadyTime deadline);
    /// none or vacant. conflict: there is an application with this slug that may not be taken.
    boost::asio::awaitable<Result<Seat>> find_seat(std::string slug, net::SteadyTime deadline);
    /// Puts a client that has no application into the one of this slug; makes that where it is not there.
    boost::asio::awaitable<Result<void>> seat(ProviderClient client, net::SteadyTime deadline);
    boost::asio::awaitable<Result<void>> make(NewClient client, Seat found, net::SteadyTime deadline);
    /// One with the mark of this program.
    boost::asio::awaitable<Result<void>> remove_application(std::string slug, net::SteadyTime deadline);
    boost::asio::awaitable<Result<void>> patch(std::string handle, Secret body, net::SteadyTime deadline);
    /// What is not there is gone.
    boost::asio::awaitable<Result<void>> delete_at(std::string path, net::SteadyTime deadline);
    /// Of the application that create() makes.
    [[nodiscard]] std::string slug_of_new(const std::string& client_id) const;
    [[nodiscard]] net::Request request(net::Method method, std::string_view path,
                                       net::SteadyTime deadline) const;
    [[nodiscard]] Error missing(std::string_view what, std::string_view next) const;

    Server server_;
    std::string slug_;
    const Secret& token_;
};

} // namespace idpsync::registrar
