#pragma once

#include <string>
#include <string_view>

namespace idpsync::config {

/// A host name as DNS knows it: each label that is not ASCII as xn--… (RFC 3492), in lower case as far as
/// ASCII goes. Empty when `host` is not UTF-8. Other letters are taken as they are, without the mapping to
/// lower case of IDNA: enough for a hint, which the operator checks.
std::string ascii_host(std::string_view host);

} // namespace idpsync::config
