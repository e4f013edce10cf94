#pragma once

// What NetBird's log says of a login that failed. Only words that real servers were seen to write count.

#include "core/finding.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::diagnose {

struct LoggedFailure
{
    FindingId id = FindingId::login_failed_at_netbird;
    std::string words; ///< the known ones, and nothing else of the line: it may hold names

    bool operator==(const LoggedFailure&) const = default;
};

/// | in the line             | finding                |
/// |-------------------------|------------------------|
/// | missing "NAME" claim    | login_claim_missing    |
/// | malformed "groups" claim| login_groups_malformed |
///
/// However the quotes are escaped. Nothing for every other line.
std::optional<LoggedFailure> logged_failure(std::string_view text);

/// Reads a log as it grows, a piece at a time. A line over 64 KiB is passed over.
class LogReader
{
public:
    void read(std::string_view piece);

    /// The first failure that was read.
    [[nodiscard]] const std::optional<LoggedFailure>& failure() const { return failure_; }

private:
    void end_line();

    std::string line_;
    bool too_long_ = false;
    std::optional<LoggedFailure> failure_;
};

} // namespace idpsync::diagnose
