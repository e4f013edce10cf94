#pragma once

#include "cli/render/standalone_client_shape.hpp"

#include <string>

namespace idpsync::cli {

/// The client, what is to change of it, and what became of that. `write`: the command that writes it.
std::string render_standalone_client(const StandaloneClientDocument& document, const std::string& write,
                                     bool colour);

std::string standalone_client_json(const StandaloneClientDocument& document);

} // namespace idpsync::cli
