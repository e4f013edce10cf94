#pragma once

// Whether logins worked on each of the last days, for people who look at a page: STATE/login-days.

#include "core/enumerators.hpp"
#include "core/error.hpp"
#include "core/event.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/seams.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// Whether people can sign in through a provider.
BOOST_DEFINE_ENUM_CLASS(CanSignIn, yes, unknown, no)

using SignIns = std::map<ProviderKey, CanSignIn>;

/// What was seen of one day (UTC), the later the worse.
BOOST_DEFINE_ENUM_CLASS(LoginDay,
                        nothing, ///< nobody looked
                        ready,   ///< whenever somebody looked
                        partly,  ///< ready, and at times not known
                        unknown, ///< somebody looked, and it was never known
                        broken   ///< at least once
)

/// Days of providers; pure.
class LoginDays
{
public:
    static constexpr std::size_t kept = 30;

    /// How it is now with those that somebody has checked. Not to know it counts when that lasts: at each
    /// start it is so for a moment. Of what is not among `declared` nothing is kept. Gives whether a day
    /// looks otherwise than before.
    bool note(const SignIns& seen, const std::vector<ProviderKey>& declared, WallTime now);

    /// Of the last days, the oldest first and `now`'s at the end.
    [[nodiscard]] std::array<LoginDay, kept> of(const ProviderKey& key, WallTime now) const;

    /// One line for each provider: its key, the day of the first letter, a letter for each day.
    [[nodiscard]] std::string text() const;
    /// What text() gave. A line that is none of its own is passed over: nothing depends on it.
    static LoginDays from(std::string_view text);

    /// Of what is kept.
    bool operator==(const LoginDays& other) const { return days_ == other.days_; }

private:
    using Day = std::chrono::sys_days;
    std::map<ProviderKey, std::map<Day, LoginDay>> days_;
    std::map<ProviderKey, WallTime> unknown_since_;
};

/// For the log: the days of this daemon cannot be kept.
Event event_of_unsaved_days(const Error& error);

/// The file. What cannot be read is not shown.
class LoginDaysFile
{
public:
    /// `files` must outlive it.
    LoginDaysFile(Files& files, std::string_view directory);

    [[nodiscard]] LoginDays read();
    [[nodiscard]] Result<void> keep(const LoginDays& days);

private:
    Files& files_;
    std::string file_;
};

} // namespace idpsync::service
