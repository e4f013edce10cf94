#pragma once

// Which daemons `status` asks, and of whom it tells.

#include "core/error.hpp"
#include "core/next_command.hpp"
#include "service/control/status.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::cli {

/// A daemon that has a socket.
struct Instance
{
    std::string name; ///< of netbird-idp-sync@NAME; empty: the one without a name
    std::string runtime_directory;
};

/// Those with a socket in `directory` and in the directories in it; the one without a name first.
std::vector<Instance> instances_below(const std::string& directory);

/// Whether both paths lead to one file, or are the same where there is none.
bool same_file(const std::string& left, const std::string& right);

/// `status` with these providers alone, and group_sync where that is named; all of it without `keys`. The
/// service's own conditions stay. Error (rejected): one of them is not known there, with the nearest that is,
/// or with one of `commands`.
Result<service::control::StatusDocument> only(service::control::StatusDocument status,
                                              const std::vector<std::string>& keys,
                                              const NextCommand& commands);

/// A member of `instances` in `status --all-instances --json`; nothing: it does not answer.
boost::json::object instance_json(std::string_view name, const service::control::StatusDocument* status);

} // namespace idpsync::cli
