#pragma once

#include "cli/render/check_formats.hpp"
#include "core/desired.hpp"

#include <string>

namespace idpsync::cli {

/// `where`, its file with a name that begins at the working directory if it is below that. Raw.
SourceLocation place_in(const CheckedPlace& place, SourceLocation where);

} // namespace idpsync::cli
