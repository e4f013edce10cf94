#include "netbird/known_messages.hpp"

#include <algorithm>
#include <array>

namespace idpsync::netbird {
namespace {

constexpr std::array<std::string_view, 15> whole{
    "couldn't parse JSON request",
    "failed to update identity provider: failed to update connector: connector type change not allowed",
    "failed to update identity provider: failed to update connector: not found",
    "identity provider client id is required",
    "identity provider issuer is required",
    "identity provider issuer must be a valid url",
    "identity provider management requires embedded idp",
    "identity provider name is required",
    "identity provider not found",
    "identity provider type is required",
    "no valid authentication provided",
    "permission denied",
    "token invalid",
    "too many requests",
    "unsupported identity provider type",
};

/// These go on with what NetBird saw of the issuer.
constexpr std::array<std::string_view, 2> beginnings{
    "identity provider issuer is unreachable: ",
    "identity provider issuer does not match the issuer returned by the provider: ",
};

} // namespace

bool is_known_message(std::string_view message)
{
    return std::ranges::count(whole, message) != 0 ||
           std::ranges::any_of(beginnings,
                               [&](std::string_view beginning) { return message.starts_with(beginning); });
}

} // namespace idpsync::netbird
