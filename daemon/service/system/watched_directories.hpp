#pragma once

#include <set>
#include <string>
#include <vector>

namespace idpsync::service {

/// The directories in which something happens when one of the `paths` (absolute) comes to mean something
/// else: that of the file itself, a directory that is named, and that of every symbolic link on the way, so
/// that a ConfigMap's swap of `..data` is seen. Where a part of a path is missing, the last directory that is
/// there: the part would appear in it.
std::set<std::string> watched_directories(const std::vector<std::string>& paths);

/// What tells one state of the `paths` from another without reading them: device, inode, size, mode and times
/// of each, links followed; of a directory also those of everything in it.
std::string state_of(const std::vector<std::string>& paths);

} // namespace idpsync::service
