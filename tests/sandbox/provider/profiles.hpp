#pragma once

// One function for each kind of server: everything that it answers, discovery and failures included.

#include "sandbox/provider/site.hpp"

namespace idpsync::sandbox {

Answer oidc_provider_answer(Site& site, const Visitor& visitor);
Answer keycloak_answer(Site& site, const Visitor& visitor);
Answer pocket_id_answer(Site& site, const Visitor& visitor);     ///< 2.9
Answer pocket_id_dev_answer(Site& site, const Visitor& visitor); ///< 2.10 and later
Answer dex_answer(Site& site, const Visitor& visitor);           ///< both
Answer authentik_answer(Site& site, const Visitor& visitor);
Answer entra_answer(Site& site, const Visitor& visitor);

/// The issuer that the provider states to whoever asked at `base`.
std::string issuer_of(const Site& site, const std::string& base);

/// Its discovery document for whoever asked at `base`.
boost::json::object document_of(const Site& site, const std::string& base);

/// The keys that it publishes: one for signatures, with Keycloak one for encryption beside it.
boost::json::object keys_of(const Site& site);

} // namespace idpsync::sandbox
