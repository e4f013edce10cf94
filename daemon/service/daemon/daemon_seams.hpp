#pragma once

#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "net/clock.hpp"
#include "reconcile/programs.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/session.hpp"
#include "service/system/file_watch.hpp"
#include "service/system/notifier.hpp"
#include "service/verification/token_renewal.hpp"

#include <functional>
#include <memory>

namespace idpsync::service {

/// Everything outside that a daemon touches. All of it outlives the daemon.
struct DaemonSeams
{
    net::Clock& clock;
    Files& files;
    Random& random;
    Connect connect;
    Connect connect_to_providers; ///< nothing: as `connect`
    /// Makes the watch that calls `changed`.
    std::function<std::unique_ptr<FileWatch>(std::function<void()> changed)> watch_files;
    Notifier& notifier;
    EventSink& log;
    /// Opens the token's file, to be swapped; nothing: it cannot be.
    TokenRenewal::OpenFile token_file{};
    std::function<void(const config::LogSettings&)> use_log = [](const config::LogSettings&) {};
    /// Called whenever the files were read and found good: these are in force.
    std::function<void(const config::Settings&)> accepted = [](const config::Settings&) {};
    /// Called after each pass, before `published`.
    std::function<void(const Result<reconcile::Report>&, std::chrono::nanoseconds took)> pass_ended =
        [](const Result<reconcile::Report>&, std::chrono::nanoseconds) {};
    /// Called after each pass and each change of the configuration.
    std::function<void(const DaemonState&)> published = [](const DaemonState&) {};
    /// Runs the commands whose output is a secret; nothing: they are refused.
    reconcile::Programs* programs = nullptr;
};

} // namespace idpsync::service
