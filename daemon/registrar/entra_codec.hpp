#pragma once

// Microsoft Graph's JSON: what it says of an application, and what it is sent to change one. Nobody recorded
// it: this is as the description of Graph v1.0 reads. Pure.

#include "core/secret.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/client_secrets.hpp"
#include "registrar/provider_client.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::registrar {

/// What is asked for of an application: `$select`.
inline constexpr std::string_view entra_members =
    "id,appId,displayName,web,passwordCredentials,groupMembershipClaims";

/// Of GET /v1.0/applications(appId='ID'); nothing: it is no such answer. Its secrets are told, too.
std::optional<ProviderClient> entra_client(const boost::json::value& answer);

/// The body of the PATCH that puts these traits right; nothing: no member changes. `client` is what was read
/// just now: a list that is sent replaces the one that there is. A logout URL that is there is never
/// replaced.
std::optional<std::string> entra_change(const ProviderClient& client, const ClientTraits& traits,
                                        const ClientNeeds& needs);

/// The body of POST /v1.0/applications/ID/addPassword.
std::string entra_new_secret(const NewSecret& wanted);

/// Of its answer; nothing: it is no such answer.
std::optional<MadeSecret> entra_made_secret(const boost::json::value& answer);

/// The body of POST /v1.0/applications/ID/removePassword.
std::string entra_removed_secret(const std::string& secret_id);

} // namespace idpsync::registrar
