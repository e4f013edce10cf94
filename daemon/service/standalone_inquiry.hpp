#pragma once

// What a rendering of a standalone NetBird's files needs from elsewhere: the manager's secret, and the
// provider's discovery document.

#include "config/load_standalone.hpp"
#include "oidc/discovery.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/secret_access.hpp"
#include "standalone/configured.hpp"

#include <optional>
#include <string>

namespace idpsync::service {

/// Nothing: no manager is declared. Errors: bad_config, stopped.
Result<std::optional<reconcile::SecretRead>> read_manager_secret(const Standalone& declared,
                                                                 const SecretAccess& access);

/// What the provider's discovery document names. Errors: bad_config (providers.ca_file), stopped; rejected
/// when the document does not state just the declared issuer or rules logins out, transport when it cannot
/// be had.
Result<standalone::Endpoints> ask_standalone_provider(const config::StandaloneConfiguration& configuration);

} // namespace idpsync::service
