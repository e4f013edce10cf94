#pragma once

// Values that our examples, and everybody's, have in place of real ones. `check` names those that are left.

#include <string_view>

namespace idpsync::config {

/// A host of example.com, .org or .net, below .example (RFC 2606), or of the examples of this project.
bool is_example_host(std::string_view host);

/// A client id, tenant id or connector id of the examples, or one that says it has to be replaced.
bool is_example_id(std::string_view id);

/// An issuer on such a host, or of such a tenant.
bool is_example_issuer(std::string_view issuer);

} // namespace idpsync::config
