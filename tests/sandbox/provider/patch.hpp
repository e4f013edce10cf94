#pragma once

// A provider changed by words: the body of PUT /_sandbox/providers.
//
// - issuer, moved_to, seen_as, backchannel: strings; also_at: a list of them
// - answers_html, signing_key, knows_groups_scope, hidden_from_netbird: booleans
// - api_key: what the management APIs of Pocket ID and authentik take; api_key_expires: RFC 3339;
//   api_key_administrator: a boolean
// - master_password: of Keycloak's "admin" in the realm master
// - groups: [NAME…], of Pocket ID and authentik
// - forget_clients: true forgets every client
// - keys: "usable", "none", "encryption-only", "unreachable"
// - clock_error_s, delay_ms: numbers
// - document: members that replace those of the discovery document, null removes one
// - user: {sub, id_token, userinfo}
// - clients: [{id, secret, redirect_uris, logout_uris, public, code_flow, pkce_required, groups_scope,
//   disabled, secret_expired, service_account, roles}]: changes the client of that id, or adds it
// - rotate_key: true signs with another key from now on

#include "sandbox/provider/provider.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>

namespace idpsync::sandbox {

/// The problem with the first member that is unknown or of a wrong type; what stood before it is changed.
std::optional<std::string> patch(Provider& provider, const boost::json::object& wanted);

} // namespace idpsync::sandbox
