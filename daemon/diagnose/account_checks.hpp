#pragma once

// What the settings of NetBird's account mean for those who sign in.

#include "core/finding.hpp"
#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "diagnose/netbird_checks.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// The first `most` names of a list, each in quotes, and how many there are more.
std::string names_in_words(const std::vector<std::string>& names, std::size_t most);

/// Every check of the settings, well or not; of a standalone NetBird without those of connectors and of what
/// the login service passes on. Pure.
std::vector<Finding> judge_account(const NetBirdFacts& facts, bool standalone = false);

/// Whether the account's group sync is as declared, by what a pass would make of it.
Finding judge_group_sync(const GroupSyncItem& item, const NextCommand& commands);

} // namespace idpsync::diagnose
