#pragma once

#include "bootstrap/renewal.hpp"
#include "core/error.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace idpsync::cli {

/// What `token show` tells.
struct TokenPage
{
    bootstrap::TokenSight sight;
    std::optional<Error> obstacle;               ///< why it cannot be renewed from here
    std::chrono::milliseconds renewed_within{0}; ///< management.token_renew; 0: never
    WallTime now{};
};

std::string render_token(const TokenPage& page);
std::string token_json(const TokenPage& page);

/// What `token renew` did, but for what it left.
std::string render_renewal(const bootstrap::Renewed& renewed);
std::string renewal_json(const bootstrap::Renewed& renewed);

} // namespace idpsync::cli
