#pragma once

// `bootstrap`, put together: network, clock, chance, notes and the files it writes.

#include "bootstrap/bootstrap.hpp"
#include "config/settings.hpp"
#include "net/client.hpp"
#include "service/bootstrap_files.hpp"
#include "service/netbird_file.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"

#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

class BootstrapSession
{
public:
    struct Options
    {
        std::string state_directory;
        BootstrapFiles::Places places;
        bootstrap::Wish wish;                      ///< but for what the settings say
        std::optional<std::string> netbird_config; ///< owner_file_of()'s
    };

    /// Error (bad_config): management.ca_file cannot be read.
    static Result<std::unique_ptr<BootstrapSession>> start(const config::Settings& settings, Options options);

    /// bootstrap::Bootstrap's; stopped as well.
    Result<bootstrap::Way> look() { return loop_.run(bootstrap_.look()); }
    Result<bootstrap::Report> carry_out(std::optional<Secret> password)
    {
        return loop_.run(bootstrap_.carry_out(std::move(password)));
    }

private:
    BootstrapSession(const config::Settings& settings, Options options, std::optional<std::string> ca_pem);

    EventLoop loop_;
    SystemClock clock_;
    SystemRandom random_;
    PosixFiles disk_;
    FilesAs state_files_;
    bootstrap::NotesStore notes_;
    BootstrapFiles target_;
    std::unique_ptr<bootstrap::OwnerFile> owner_file_; ///< null: not asked for
    net::BeastClient http_;
    bootstrap::Bootstrap bootstrap_;
};

} // namespace idpsync::service
