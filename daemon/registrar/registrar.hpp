#pragma once

// A provider's management API, as far as one client is concerned. Facts: the servers' own code and recorded
// exchanges with Pocket ID 2.9 and Keycloak 26.7 (tests/data/idp).

#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "registrar/provider_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <memory>
#include <optional>
#include <string>

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

class Registrar
{
public:
    virtual ~Registrar() = default;

    /// The client with exactly this id; nothing: the provider has none. Errors: unauthorized (the token is
    /// wrong or has expired), forbidden (it may not look at clients), throttled, bad_response (something else
    /// answers), and those of net::HttpClient. They name the server and what it said, never the token.
    virtual boost::asio::awaitable<Result<std::optional<ProviderClient>>> find(std::string client_id,
                                                                               net::SteadyTime deadline) = 0;
};

/// For a type with an entrance; bad_config when the issuer is none that this server could have. `http` must
/// outlive it.
Result<std::unique_ptr<Registrar>> make_registrar(const Access& access, net::HttpClient& http);

} // namespace idpsync::registrar
