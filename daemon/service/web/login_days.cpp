#include "service/web/login_days.hpp"

#include "core/time_text.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

/// For each LoginDay, in its order.
constexpr std::string_view letters = "-rpub";
constexpr auto unknown_counts_after = std::chrono::minutes(10);
constexpr std::size_t largest_file = 1U << 20U;
constexpr std::uint32_t private_mode = 0600;

LoginDay day_of(CanSignIn can)
{
    switch (can)
    {
    case CanSignIn::yes: return LoginDay::ready;
    case CanSignIn::no: return LoginDay::broken;
    case CanSignIn::unknown: break;
    }
    return LoginDay::unknown;
}

LoginDay both(LoginDay one, LoginDay other)
{
    const auto [better, worse] = std::minmax(one, other);
    const bool ready = better == LoginDay::ready || better == LoginDay::partly;
    return ready && worse == LoginDay::unknown ? LoginDay::partly : worse;
}

/// "2030-01-31".
std::string text_of(sys_days day)
{
    return format_timestamp(day).substr(0, 10);
}

std::string_view word(std::string_view& line)
{
    const auto end = std::min(line.find(' '), line.size());
    const auto first = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return first;
}

} // namespace

bool LoginDays::note(const SignIns& seen, const std::vector<ProviderKey>& declared, WallTime now)
{
    const auto before = days_;
    const auto today = floor<days>(now);
    std::erase_if(days_, [&](const auto& one) { return std::ranges::count(declared, one.first) == 0; });
    for (const auto& [key, can] : seen)
    {
        if (std::ranges::count(declared, key) == 0)
            continue;
        const auto state = day_of(can);
        if (state != LoginDay::unknown)
            unknown_since_.erase(key);
        else if (now < unknown_since_.try_emplace(key, now).first->second + unknown_counts_after)
            continue;
        auto& day = days_[key][today];
        day = both(day, state);
    }
    for (auto& [key, all] : days_)
        std::erase_if(all,
                      [&](const auto& one) { return one.first <= today - days(kept) || one.first > today; });
    return days_ != before;
}

std::array<LoginDay, LoginDays::kept> LoginDays::of(const ProviderKey& key, WallTime now) const
{
    std::array<LoginDay, kept> shown{};
    const auto found = days_.find(key);
    if (found == days_.end())
        return shown;
    auto day = floor<days>(now) - days(kept - 1);
    for (auto& one : shown)
    {
        const auto known = found->second.find(day);
        if (known != found->second.end())
            one = known->second;
        day += days(1);
    }
    return shown;
}

std::string LoginDays::text() const
{
    std::string text;
    for (const auto& [key, all] : days_)
    {
        if (all.empty())
            continue;
        text += key.str() + ' ' + text_of(all.begin()->first) + ' ';
        auto next = all.begin()->first;
        for (const auto& [day, state] : all)
        {
            text.append(static_cast<std::size_t>((day - next).count()), letters.front());
            text += letters.at(static_cast<std::size_t>(state));
            next = day + days(1);
        }
        text += '\n';
    }
    return text;
}

LoginDays LoginDays::from(std::string_view text)
{
    LoginDays read;
    while (!text.empty())
    {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        auto key = ProviderKey::parse(word(line));
        const auto first = parse_timestamp(std::string(word(line)) + "T00:00:00Z");
        if (!key || !first || line.size() > kept)
            continue;
        auto day = floor<days>(*first);
        for (const char letter : line)
        {
            const auto state = letters.find(letter);
            if (state != std::string_view::npos && state != 0)
                read.days_[*key][day] = static_cast<LoginDay>(state);
            day += days(1);
        }
    }
    return read;
}

Event event_of_unsaved_days(const Error& error)
{
    return {EventName::history_unsaved,
            Level::warning,
            std::nullopt,
            {{"error", error.text()},
             {"next",
              "let the state directory's owner alone own and write its files; the days that the page shows "
              "are lost with the next restart until then"}}};
}

LoginDaysFile::LoginDaysFile(Files& files, std::string_view directory)
    : files_(files), file_(std::string(directory) + "/login-days")
{}

LoginDays LoginDaysFile::read()
{
    const auto content = files_.read(file_, largest_file);
    return content.has_value() ? LoginDays::from(content->text) : LoginDays();
}

Result<void> LoginDaysFile::keep(const LoginDays& days)
{
    return files_.replace(file_, days.text(), private_mode);
}

} // namespace idpsync::service
