#pragma once

// What `standalone render` prints. No secret is in it.

#include "cli/render/standalone_shape.hpp"

#include <string>

namespace idpsync::cli {

/// The files that differ, key by key; what is wrong with the present setup.env; what to do beside.
std::string render_differences(const StandaloneDocument& document, bool colour);

/// #/$defs/standalone of docs/plan.schema.json.
std::string standalone_json(const StandaloneDocument& document);

} // namespace idpsync::cli
