#pragma once

// The client of a standalone NetBird at its provider: looked at in the provider's own API, completed, and
// read again.

#include "core/client_item.hpp"
#include "core/next_command.hpp"
#include "core/secret.hpp"
#include "core/standalone.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "registrar/client_needs.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace idpsync::config {

struct StandaloneConfiguration;

} // namespace idpsync::config

namespace idpsync::service {

struct StandaloneVisitor;

/// What a visit to the client of NetBird's manager of users came to (Keycloak).
struct StandaloneManager
{
    ClientItem item;                   ///< what was decided about it as it was found
    std::vector<std::string> unseen{}; ///< whether it reads users, where that could not be tried
    bool written = false;              ///< it was changed, and reads back as it must be
    std::optional<Error> failed{};     ///< the write failed, or does not read back
};

/// What a visit to the client came to.
struct StandaloneClient
{
    ClientItem item;                            ///< what was decided about it as it was found
    std::vector<std::string> unseen{};          ///< diagnose::unseen_needs() of it as it is now
    bool written = false;                       ///< it was changed, and reads back as it must be
    std::optional<Error> failed{};              ///< the write failed, or does not read back
    std::optional<StandaloneManager> manager{}; ///< nothing: none is declared, or it is no client there
};

/// Whose client, and as whom. All of it must outlive the work.
struct StandaloneClientWork
{
    const Standalone& declared; ///< with `registration`
    const Secret& secret;       ///< of that
    registrar::ClientNeeds needs;
    net::HttpClient& http;
    net::Clock& clock;
    NextCommand commands{};
    const Secret* manager = nullptr; ///< of keeps_manager(); nullptr: that client is left alone
};

/// The manager of users is a client at this provider, which is looked at and written, too.
bool keeps_manager(const Standalone& declared);

/// Looks at the client, and with `write` makes it as NetBird needs it, where no guard holds that back. What
/// the provider says is in the item. Error: bad_config, the issuer is none that this server could have.
boost::asio::awaitable<Result<StandaloneClient>> keep_standalone_client(const StandaloneClientWork& work,
                                                                        bool write);

/// The same for a command. `warnings` as in visit_standalone(). Errors: bad_config for a secret or CA file
/// that cannot be read, too, storage of NetBird's directory, stopped.
Result<StandaloneClient> visit_standalone_client(const config::StandaloneConfiguration& configuration,
                                                 const StandaloneVisitor& visitor, bool write,
                                                 std::vector<std::string>& warnings);

} // namespace idpsync::service
