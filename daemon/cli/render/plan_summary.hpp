#pragma once

// The last line of a plan.

#include "core/plan.hpp"

#include <string>

namespace idpsync::cli {

/// "Plan: 2 to create, 1 to update; 3 in sync.", of declared providers. Where the command named some, these
/// are counted, and the others apart: "Plan: 1 to update; 0 in sync; not named: 1 refused, 2 left alone."
std::string plan_summary(const Plan& plan);

} // namespace idpsync::cli
