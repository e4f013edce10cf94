#pragma once

#include "core/finding.hpp"
#include "oidc/discovery.hpp"
#include "oidc/registration.hpp"

#include <optional>
#include <string>

namespace idpsync::oidc {

struct IssuerDifference
{
    Finding finding; ///< its next step is right as long as nobody knows whether the candidate is
    std::optional<IssuerCandidate> candidate;
};

/// What is different between the declared issuer and the one that the document states (they are not equal):
/// a trailing slash, case, port, scheme, what stands before or behind the path, or all of it; and which might
/// be the one to declare.
IssuerDifference issuer_difference(const Registration& registration, const std::string& stated);

} // namespace idpsync::oidc
