#include "oidc/retry_after.hpp"

#include <algorithm>
#include <charconv>

namespace idpsync::oidc {

std::optional<std::chrono::seconds> retry_after(const net::Response& response)
{
    constexpr unsigned a_day = 86'400;
    const auto value = response.header("retry-after").value_or("");
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (value.empty() || error != std::errc() || end != value.data() + value.size())
        return std::nullopt;
    return std::chrono::seconds(std::min(seconds, a_day));
}

} // namespace idpsync::oidc
