#pragma once

// What NetBird's log says of a login that failed. Only words that real servers were seen to write count: they
// are recorded in tests/data/netbird/v0.77.1-login-log.

#include "core/finding.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync::diagnose {

struct LoggedFailure
{
    FindingId id = FindingId::login_failed_at_netbird;
    std::string words;          ///< the known ones, and nothing else of the line: it may hold names
    std::string connector = {}; ///< its id, where the line names one; raw

    bool operator==(const LoggedFailure&) const = default;
};

/// | behind "err: "                                          | finding                  |
/// |---------------------------------------------------------|--------------------------|
/// | missing "NAME" claim                                    | login_claim_missing      |
/// | missing email claim, not found "KEY" key                | login_claim_missing      |
/// | malformed "groups" claim                                | login_groups_malformed   |
/// | oidc: failed to get token: oauth2: "unauthorized_client"| credentials_refused      |
/// | the same with "invalid_client"                          | credentials_refused      |
/// | oidc: failed to verify ID Token: … algorithm "ALG"      | algorithm_unusable       |
/// | access_denied:                                          | login_user_denied        |
/// | error: The error is unrecognizable                      | pushed_requests_required |
/// | failed to open connector: failed to create connector ID:| unreachable_from_netbird |
///
/// However the quotes are escaped. Nothing for every other line.
std::optional<LoggedFailure> logged_failure(std::string_view text);

/// Reads a log as it grows, a piece at a time. A line over 64 KiB is passed over.
class LogReader
{
public:
    /// `connector`: the id of the one that somebody signs in through; lines that name another one are passed
    /// over.
    explicit LogReader(std::string connector = {}) : connector_(std::move(connector)) {}

    void read(std::string_view piece);

    /// The first failure that was read.
    [[nodiscard]] const std::optional<LoggedFailure>& failure() const { return failure_; }

private:
    void end_line();

    std::string connector_;
    std::string line_;
    bool too_long_ = false;
    std::optional<LoggedFailure> failure_;
};

} // namespace idpsync::diagnose
