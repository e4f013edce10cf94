#pragma once

// What a daemon of either kind of NetBird begins with.

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "service/log/daemon_log.hpp"
#include "service/system/notifier.hpp"

#include <chrono>
#include <memory>

namespace idpsync::cli {

/// Of the second that a stop may take.
inline constexpr std::chrono::milliseconds time_for_the_last_lines{200};

/// A NOTIFY_SOCKET that is none is a warning.
std::unique_ptr<service::Notifier> make_notifier(Console& console);

service::DaemonLog::Options log_options(const RunOptions& options, const Console& console);

/// The places as whoever reads of them elsewhere has to type them.
RunOptions from_anywhere(RunOptions options);

/// That another process uses the state directory, in words.
Error state_directory_taken(const std::string& state_directory);

/// Nobody may go without a daemon because nobody can ask for its status. For the log: a console waits for its
/// reader.
Event event_of_closed_socket(const Error& error);

} // namespace idpsync::cli
