#pragma once

// A provider's management API, as far as one client is concerned. Facts: the servers' own code and recorded
// exchanges with Pocket ID 2.9 and Keycloak 26.7 (tests/data/idp).

#include "core/desired.hpp"
#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/client_secrets.hpp"
#include "registrar/provider_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::registrar {

/// Whose API, and as whom. The secret must outlive who uses it.
struct Access
{
    ProviderType type;
    std::string issuer; ///< as declared; raw
    /// Where the server is, when not at the issuer: the part of its addresses before the paths that it makes.
    std::optional<boost::urls::url> url;
    std::string account; ///< of a service account: its client id
    const Secret& secret;
};

/// The description of what this program made, where the API has one.
inline constexpr std::string_view mark_of_this_program = "Made by netbird-idp-sync";

/// A client that is to be made.
struct NewClient
{
    std::string client_id;
    std::string name; ///< for people; the application at authentik is called so, too
    ClientNeeds needs;
};

/// Errors of all: unauthorized (the token is wrong or has expired), forbidden (it may not do this),
/// throttled, bad_response (something else answers), and those of net::HttpClient. They name the server and
/// what it said, never the token. Of what changes something, too: rejected (the server says that the request
/// is wrong), conflict (see there), unknown_outcome (it left, and no answer tells whether it was carried
/// out).
class Registrar
{
public:
    virtual ~Registrar() = default;

    /// The client with exactly this id; nothing: the provider has none.
    virtual boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                               net::SteadyTime deadline) = 0;

    /// Makes a client that has every trait as `needs` has them, with a mark of this program where the API has
    /// a place for one (a description). conflict: the server has a client of this id already.
    virtual boost::asio::awaitable<Result<void>> create(NewClient client, net::SteadyTime deadline) = 0;

    /// Reads the client again, puts these traits right as `needs` has them, and writes it back: everything
    /// else stays as it is there, members that this program does not know included. What this server does not
    /// have is left alone. conflict: it is gone. rejected, before anything is written: nobody may sign in
    /// through it, and `needs` does not say who should. Gives those of the traits that were wrong when it
    /// read the client.
    virtual boost::asio::awaitable<Result<ClientTraits>>
    put_right(std::string client_id, ClientTraits traits, ClientNeeds needs, net::SteadyTime deadline) = 0;

    /// How this server keeps the client's secrets, and which they are. conflict: the client is gone.
    virtual boost::asio::awaitable<Result<ClientSecrets>> secrets(std::string client_id,
                                                                  net::SteadyTime deadline) = 0;

    /// Makes `wanted.chosen` a secret of the client: of custody `several` one more, which ends when that
    /// says; of `one_and_former` one that the server chooses (`chosen` is empty); of the others in place of
    /// the one that there is, at once, and without an end. Where the server chooses for itself (Pocket ID up
    /// to 2.11, Entra) it is another one: what is given back counts. conflict: the client is gone.
    virtual boost::asio::awaitable<Result<MadeSecret>> add_secret(std::string client_id, NewSecret wanted,
                                                                  net::SteadyTime deadline) = 0;

    /// Of custody `several`, or the former_secret_id of `one_and_former`. One that is gone already is no
    /// error.
    virtual boost::asio::awaitable<Result<void>> remove_secret(std::string client_id, std::string secret_id,
                                                               net::SteadyTime deadline) = 0;

    /// When what this program signs in with (Access::secret) ends, by the server's word; nothing: never, or
    /// it does not tell. `now`: as this host has it.
    virtual boost::asio::awaitable<Result<std::optional<WallTime>>> access_ends(WallTime now,
                                                                                net::SteadyTime deadline);

    /// Deletes the client, and what create() makes beside it. One that is gone already is no error.
    virtual boost::asio::awaitable<Result<void>> remove(std::string client_id, net::SteadyTime deadline) = 0;
};

/// The server lets whoever manages a client read its secret (SecretCustody::one_shown, one_and_former).
bool shows_secrets(ProviderType type);

/// Of a client of such a server.
SecretCustody custody_of(const ProviderClient& client);

/// The server chooses each secret, and keeps a name beside it: one whose answer was lost is found by its name
/// (Entra).
bool chooses_secrets(ProviderType type);

/// The server chooses the id of a client, so that none can be made with a declared one (Entra).
bool chooses_client_ids(ProviderType type);

/// What it sends as `groups` are entitlements of its application (authentik).
bool sends_entitlements(ProviderType type);

/// Of a provider with values and a registration, as whom that says. Errors are make_registrar()'s; `secret`
/// and `http` must outlive it.
Result<std::unique_ptr<Registrar>> open_registrar(const DesiredProvider& provider, const Secret& secret,
                                                  net::HttpClient& http);

/// For a type with an entrance; bad_config when the issuer is none that this server could have. `http` must
/// outlive it.
Result<std::unique_ptr<Registrar>> make_registrar(const Access& access, net::HttpClient& http);

} // namespace idpsync::registrar
