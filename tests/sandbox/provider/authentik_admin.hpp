#pragma once

// A part of authentik's API, /api/v3/. Nobody recorded it: it is as its published schema reads.

#include "sandbox/provider/site.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// Whatever stands below /api/v3/.
Answer authentik_admin(Site& site, const Visitor& visitor);

/// The objects of a collection ("core/applications"), those included that authentik has from the beginning.
boost::json::array& authentik_objects(Site& site, std::string_view path);

/// The client of the application with that slug; nothing when there is none.
ProviderClient* authentik_client_of(Site& site, std::string_view slug);

/// OAuth2 providers, that is, clients; `rest` is what stands behind "providers/oauth2/".
Answer authentik_providers(Site& site, const Visitor& visitor, std::string_view rest);

/// A POST of a provider.
Answer make_authentik_provider(Site& site, const boost::json::object& body);

/// An OAuth2 provider as it is shown, and with it its number.
boost::json::object shown_authentik_provider(Site& site, ProviderClient& client);

/// Those of the user's claims that the client's scope mappings let through, for what was asked. A client that
/// nobody made by the API has them all.
boost::json::object authentik_claims(Site& site, const ProviderClient& client, std::string_view scope,
                                     const boost::json::object& claims);

/// Grant types and the kinds of redirect URIs are of 2026.5 and later.
bool has_grant_types(const Site& site);

Answer authentik_json(unsigned status, const boost::json::object& body);
Answer authentik_not_found();
Answer authentik_invalid(std::string_view field, std::string_view why); ///< 400
/// The page of a list that the query asks for; every other parameter of it is an exact filter.
Answer authentik_list(const Visitor& visitor, const boost::json::array& all);

} // namespace idpsync::sandbox
