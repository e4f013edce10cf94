#pragma once

// The client as the provider's own management API shows it, held against what NetBird needs.

#include "core/finding.hpp"
#include "oidc/registration.hpp"
#include "registrar/decide_client.hpp"

#include <optional>
#include <vector>

namespace idpsync::diagnose {

using registrar::ClientFound;

/// What is well, too, so that what could not be told from outside is told. `registration` is for the words.
/// Pure.
std::vector<Finding> judge_client(const ClientFound& found, const oidc::Registration& registration,
                                  const registrar::ClientNeeds& needs);

/// Adds them to what was found from outside. Of two findings of one id the client's own counts, unless it
/// says less: it is well there, and trouble was seen; or nothing can be told.
void add_client_findings(std::vector<Finding> of_client, std::vector<Finding>& findings);

} // namespace idpsync::diagnose
