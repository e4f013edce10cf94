#pragma once

// What a daemon cannot plan of files that are not in force: how NetBird and the providers are reached.

#include "config/settings.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

/// The same place of the same kind, or the same text in the file itself.
bool same_source(const SecretSource& left, const SecretSource& right);

/// The settings by their paths, "management.url", in which `candidate` leads elsewhere than `in_force`: what
/// a pass would do with them, a plan by the daemon in force does not say.
std::vector<std::string> not_judged(const config::Settings& candidate, const config::Settings& in_force);

} // namespace idpsync::service
