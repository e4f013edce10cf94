#pragma once

// What a value of setup.env must be so that NetBird's templates, and NetBird itself, can take it. Pure.

#include "standalone/keys.hpp"

#include <string>
#include <string_view>

namespace idpsync::standalone {

/// Why configure.sh or NetBird cannot take `value`, which is not empty, for this key, with what to write;
/// empty: it can. Does not quote what may be a secret.
std::string objection_to_value(const SetupKey& key, std::string_view value);

/// Why NetBird makes no account of `domain` that users share; empty: it does. Continues "the domain …".
std::string objection_to_domain(std::string_view domain);

/// "{{ .NAME }}", which the management server replaces by a variable of its environment; nothing else.
bool is_reference(std::string_view value);

} // namespace idpsync::standalone
