#include "core/netbird_version.hpp"

#include <charconv>

namespace idpsync {
namespace {

/// Takes a number off the front of `text`, or nothing.
std::optional<unsigned> take_number(std::string_view& text)
{
    unsigned number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take_dot(std::string_view& text)
{
    if (!text.starts_with('.'))
        return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

std::optional<NetBirdVersion> parse_netbird_version(std::string_view text)
{
    if (text.starts_with('v'))
        text.remove_prefix(1);
    const auto major = take_number(text);
    if (!major || !take_dot(text))
        return std::nullopt;
    const auto minor = take_number(text);
    if (!minor || !take_dot(text))
        return std::nullopt;
    const auto patch = take_number(text);
    if (!patch || (!text.empty() && text.front() != '-' && text.front() != '+'))
        return std::nullopt;
    return NetBirdVersion{*major, *minor, *patch};
}

bool allow_list_hits_local_users(std::optional<NetBirdVersion> version)
{
    return !version || *version < NetBirdVersion{0, 73, 0};
}

bool entra_users_outlive_the_client(std::optional<NetBirdVersion> made_by)
{
    return made_by && *made_by >= NetBirdVersion{0, 70, 5};
}

} // namespace idpsync
