#pragma once

// What a standalone NetBird needs of its client at the provider: for whoever judges it, and for whoever makes
// it so. Pure.

#include "core/standalone.hpp"
#include "registrar/client_needs.hpp"
#include "standalone/configured.hpp"

#include <string>
#include <vector>

namespace idpsync::diagnose {

/// `configured`: what NetBird makes of setup.env, for the ports of `netbird up`.
registrar::ClientNeeds needs_of_standalone(const Standalone& declared,
                                           const standalone::Variables& configured);

/// The declaration as a provider's entry has it, so that its client is decided about as any other.
DesiredProvider client_of_standalone(const Standalone& declared);

/// The setting that says where the secret of its `registration` is: "standalone.registration.token".
std::string standalone_secret_setting(const Standalone& declared);

/// What is needed of the client and could not be seen, one sentence each; escaped. What its server does not
/// have is not needed.
std::vector<std::string> unseen_needs(const registrar::ProviderClient& client,
                                      const registrar::ClientNeeds& needs);

} // namespace idpsync::diagnose
