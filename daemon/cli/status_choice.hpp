#pragma once

// Of whom `status` tells.

#include "core/error.hpp"
#include "core/next_command.hpp"
#include "service/control/status.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

/// `status` with these providers alone, and group_sync where that is named; all of it without `keys`. The
/// service's own conditions stay. Error (rejected): one of them is not known there, with the nearest that is,
/// or with one of `commands`.
Result<service::control::StatusDocument> only(service::control::StatusDocument status,
                                              const std::vector<std::string>& keys,
                                              const NextCommand& commands);

} // namespace idpsync::cli
