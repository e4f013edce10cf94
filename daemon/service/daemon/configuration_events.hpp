#pragma once

// What there is to say in the log about the files that the daemon reads. Pure.

#include "config/load.hpp"
#include "core/event.hpp"
#include "service/declared_files.hpp"
#include "service/revision.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

/// config_loaded with hash and revision, and one more, a warning, for each thing that is worth one.
/// `changed`: another configuration than before is in force.
std::vector<Event> events_of_loaded(const config::Configuration& configuration, const std::string& hash,
                                    const Revision& revision, bool changed);

/// config_rejected, once for each error. `in_force`: the hash of what stays in force.
std::vector<Event> events_of_rejected(const config::LoadFailure& failure, const std::string& in_force);

/// A warning for each token and secret that others may read.
std::vector<Event> events_of_secrets(const DeclaredFiles& files);

} // namespace idpsync::service
