#include "core/expiry.hpp"

namespace idpsync {

std::optional<std::chrono::days> due_notice(std::span<const std::chrono::days> ahead, WallTime end,
                                            WallTime now)
{
    std::optional<std::chrono::days> due;
    for (const auto notice : ahead)
        if (end - now <= notice)
            due = notice;
    return due;
}

} // namespace idpsync
