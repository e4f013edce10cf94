#pragma once

// Pocket ID's JSON: what its answers say of a client, and what it is sent to make or change one. Pure.

#include "registrar/client_needs.hpp"
#include "registrar/client_secrets.hpp"
#include "registrar/registrar.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// Of GET /api/oidc/clients/ID; nothing: it is no such answer.
std::optional<ProviderClient> pocket_id_client(const boost::json::value& answer);

/// The body of POST /api/oidc/clients. Whom the client admits, if that is declared, comes after it: until
/// then it lets nobody in.
std::string pocket_id_new_client(const NewClient& client);

/// The body of PUT /api/oidc/clients/ID that puts these traits right, and leaves everything else as it is:
/// `client` is GET's answer, as the server wrote it. Nothing: no member changes. Groups are no part of it.
std::optional<std::string> pocket_id_change(std::string_view client, const ClientTraits& traits,
                                            const ClientNeeds& needs);

/// One page of GET /api/user-groups.
struct PocketIdGroups
{
    std::map<std::string, std::string> ids; ///< by name
    unsigned page = 0;
    unsigned pages = 0;
};

std::optional<PocketIdGroups> pocket_id_group_page(const boost::json::value& answer);

/// The body of PUT /api/oidc/clients/ID/allowed-user-groups.
std::string pocket_id_admission(const std::vector<std::string>& group_ids);

/// Of GET /api/oidc/clients/ID/secrets (2.14), oldest first.
std::optional<std::vector<ClientSecret>> pocket_id_secrets(const boost::json::value& answer);

/// The body of POST …/secrets, and of …/secret, which chooses for itself up to 2.11. Holds the secret.
std::string pocket_id_new_secret(const Secret& chosen, std::optional<WallTime> expires);

/// Of POST …/secret and …/secrets; the first gives no id.
std::optional<MadeSecret> pocket_id_made_secret(const boost::json::value& answer);

/// When the key that is calling ends, of GET /api/api-keys: no answer says which one that is, but the call
/// itself sets when it was used last. Nothing within: none was used just now, as with a static key. Two that
/// were used in the same second: the one that ends first.
std::optional<std::optional<WallTime>> pocket_id_key_end(const boost::json::value& answer, WallTime now);

} // namespace idpsync::registrar
