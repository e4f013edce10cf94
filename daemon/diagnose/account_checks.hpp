#pragma once

// What the settings of NetBird's account mean for those who sign in.

#include "core/finding.hpp"
#include "diagnose/netbird_checks.hpp"

#include <vector>

namespace idpsync::diagnose {

/// Every check of the settings, well or not. Pure.
std::vector<Finding> judge_account(const NetBirdFacts& facts);

} // namespace idpsync::diagnose
