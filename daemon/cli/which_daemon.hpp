#pragma once

// Which daemon a command asks.

#include "cli/control_client.hpp"
#include "cli/prepare.hpp"

#include <chrono>
#include <string>
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

/// The runtime directory of the daemon that the options mean: with -c the one that runs with that file, among
/// those with a socket in the usual runtime directory and the directories in it; else whichever is there.
/// With -c it is asked for its status. Errors: transport when none answers there, rejected when only others
/// do.
Result<std::string> runtime_directory_meant(const CommonOptions& options, const Console& console);

/// Sends `request` to the daemon that the options mean. Errors: runtime_directory_meant()'s and
/// ControlClient::ask()'s.
Result<ControlClient> ask_daemon(const CommonOptions& options, const Console& console,
                                 const service::control::Request& request);

/// The same, and waits for one line: ControlClient::line()'s errors, too.
Result<std::string> answer_of_daemon(const CommonOptions& options, const Console& console,
                                     const service::control::Request& request, std::chrono::seconds patience);

} // namespace idpsync::cli
