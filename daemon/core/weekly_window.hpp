#pragma once

// A span of time that comes again: what an operator allows at quiet hours alone. Pure.

#include "core/policy.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync {

/// "Sun 03:00-05:00", "Mon..Fri,Sun 22:00-01:30 UTC", "03:00-05:00" for each day: days as systemd writes
/// them, then when it opens and closes. All of UTC. One that closes at an earlier hour than it opens closes
/// on the next day; the days are those on which it opens.
class WeeklyWindow
{
public:
    /// Nothing: `text` is none, or one that never is open.
    static std::optional<WeeklyWindow> parse(std::string_view text);

    /// When the one opened that `now` is in; nothing: `now` is in none.
    [[nodiscard]] std::optional<WallTime> opened(WallTime now) const;

    /// When it opens next, after `now`.
    [[nodiscard]] WallTime next(WallTime now) const;

    /// As it was written, for people.
    [[nodiscard]] const std::string& text() const { return text_; }

    bool operator==(const WeeklyWindow&) const = default;

private:
    [[nodiscard]] bool opens_on(std::chrono::sys_days day) const;

    std::array<bool, 7> days_{}; ///< Sunday first, as std::chrono counts them
    std::chrono::minutes opens_{};
    std::chrono::minutes lasts_{};
    std::string text_;
};

} // namespace idpsync
