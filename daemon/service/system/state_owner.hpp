#pragma once

// Whose the state directory is.

#include "core/error.hpp"

#include <string>

namespace idpsync::service {

/// When root runs a command that writes state: becomes the owner of `directory`, for good, so that nothing
/// of root's appears in a directory that belongs to the daemon's user, and no link in there leads root
/// anywhere. Does nothing for other users, for a directory of root's own, and for one that is not there yet.
/// `directory` itself may not be a link. Errors (storage) say what the system said.
Result<void> become_owner_of(const std::string& directory);

} // namespace idpsync::service
