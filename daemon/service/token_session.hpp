#pragma once

// `token`, put together: network, clock, chance, notes and the token's file.

#include "bootstrap/renewal.hpp"
#include "config/settings.hpp"
#include "net/client.hpp"
#include "service/bootstrap_files.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"
#include "service/token_file.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

/// The file that the token of `settings` is in. Error (conflict): it is in none, with what to do instead.
Result<std::string> token_file_path(const config::Management& management);

class TokenSession
{
public:
    /// Errors: bad_config when management.ca_file cannot be read; conflict when the token is in no file.
    static Result<std::unique_ptr<TokenSession>> start(const config::Settings& settings,
                                                       const std::string& state_directory);

    /// bootstrap::Renewal's; stopped as well.
    Result<bootstrap::TokenSight> look() { return loop_.run(renewal_.look()); }
    Result<bootstrap::Renewed> renew(std::optional<std::chrono::days> life)
    {
        return loop_.run(renewal_.renew(life));
    }

    /// Why the token could not be renewed from here; nothing: it could.
    [[nodiscard]] std::optional<Error> obstacle();

private:
    TokenSession(const config::Settings& settings, const std::string& state_directory, std::string file,
                 std::optional<std::string> ca_pem);

    EventLoop loop_;
    SystemClock clock_;
    SystemRandom random_;
    PosixFiles disk_;
    FilesAs state_files_; ///< of the daemon's own, even when root asks
    bootstrap::RenewalNotesStore notes_;
    PosixTokenFile file_;
    net::BeastClient http_;
    bootstrap::Renewal renewal_;
};

} // namespace idpsync::service
