#pragma once

#include "core/finding.hpp"
#include "oidc/registration.hpp"

#include <string>

namespace idpsync::oidc {

/// What is different between the declared issuer and the one that the document states (they are not equal):
/// a trailing slash, case, port, scheme, what stands before or behind the path, or all of it; and which to
/// write.
Finding issuer_difference(const Registration& registration, const std::string& stated);

} // namespace idpsync::oidc
