#pragma once

// The client as the provider's own management API shows it, held against what NetBird needs.

#include "core/finding.hpp"
#include "oidc/registration.hpp"
#include "registrar/client_needs.hpp"

#include <optional>
#include <vector>

namespace idpsync::diagnose {

/// What was found when the API was asked: the client; that there is none; or why nothing can be said.
using ClientFound = Result<std::optional<registrar::ProviderClient>>;

/// What is well, too, so that what could not be told from outside is told. `registration` is for the words.
/// Pure.
std::vector<Finding> judge_client(const ClientFound& found, const oidc::Registration& registration,
                                  const registrar::ClientNeeds& needs);

/// Adds them to what was found from outside. Of two findings of one id the client's own counts, unless it
/// says less: it is well there, and trouble was seen; or nothing can be told.
void add_client_findings(std::vector<Finding> of_client, std::vector<Finding>& findings);

} // namespace idpsync::diagnose
