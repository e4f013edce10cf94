#pragma once

// What the daemon's user may read: for `check`, which root runs and which reads everything.

#include "config/diagnostic.hpp"
#include "config/load.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync::cli {

/// One error for each file of the configuration that the daemon's user, the owner of `state_directory`,
/// cannot open, with the command that lets it. Nothing when root does not ask, and when the daemon runs as
/// root. Credentials are no files of the daemon's: systemd reads them.
std::vector<config::Diagnostic> unreadable_for_daemon(const config::Configuration& configuration,
                                                      const std::string& state_directory);

/// Why the daemon's user could not renew the token, where `management.token_renew` asks for it; nothing: it
/// could, or does not have to. Who else asks is asked for oneself.
std::optional<config::Diagnostic> unrenewable_for_daemon(const config::Configuration& configuration,
                                                         const std::string& state_directory);

} // namespace idpsync::cli
