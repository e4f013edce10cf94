#pragma once

#include <chrono>
#include <string>

namespace idpsync::service {

/// Whether the daemon renews its token, as `status` shows it.
struct TokenRenewalStatus
{
    std::chrono::milliseconds within{0}; ///< so long before its end; 0: it does not
    std::string problem;                 ///< why it was not renewed, or cannot be; empty: all is well
    std::string next;
    bool failed = false; ///< it was not renewed, or cannot be

    bool operator==(const TokenRenewalStatus&) const = default;
};

} // namespace idpsync::service
