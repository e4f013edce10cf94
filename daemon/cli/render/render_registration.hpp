#pragma once

// What `show registration` prints.

#include "cli/render/registration_shape.hpp"

#include <string>

namespace idpsync::cli {

/// For a person in front of the provider's console: each text that is typed in stands on a line of its own.
std::string render_registrations(const Registrations& shown, bool colour);

/// #/$defs/registration of docs/doctor.schema.json.
std::string registrations_json(const Registrations& shown);

} // namespace idpsync::cli
