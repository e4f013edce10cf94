#include "core/omissions.hpp"

#include "core/duration_text.hpp"

#include <algorithm>

namespace idpsync {
namespace {

using namespace std::chrono_literals;

/// Clocks that nobody keeps in step drift by seconds; one that was set is off by far more.
constexpr std::chrono::seconds most_difference = 5min;

std::chrono::seconds since(Omissions::SteadyTime begin, Omissions::SteadyTime now)
{
    return std::chrono::floor<std::chrono::seconds>(now - begin);
}

} // namespace

bool Omissions::clocks_agree() const
{
    return moment_.netbird_ahead && std::chrono::abs(*moment_.netbird_ahead) <= most_difference;
}

void Omissions::begin_pass(const std::map<ProviderKey, LedgerEntry>& entries, const Moment& moment)
{
    moment_ = moment;
    std::erase_if(seen_, [&](const auto& seen) {
        const auto entry = entries.find(seen.first);
        return entry == entries.end() || entry->second.omitted_since != seen.second.since;
    });
    for (const auto& [key, entry] : entries)
    {
        if (!entry.omitted_since)
            continue;
        auto& seen =
            seen_.try_emplace(key, Seen{*entry.omitted_since, moment.steady, std::nullopt}).first->second;
        if (!seen.before && clocks_agree())
            seen.before = std::max<std::chrono::seconds>(0s, moment.wall - seen.since -
                                                                 since(seen.first_seen, moment.steady));
    }
}

void Omissions::end_pass(const std::map<ProviderKey, LedgerEntry>& entries)
{
    for (const auto& [key, entry] : entries)
        if (entry.omitted_since && (!seen_.contains(key) || seen_.at(key).since != *entry.omitted_since))
            seen_.insert_or_assign(key, Seen{*entry.omitted_since, moment_.steady, 0s});
}

std::map<ProviderKey, std::chrono::seconds> Omissions::lasted() const
{
    std::map<ProviderKey, std::chrono::seconds> result;
    for (const auto& [key, seen] : seen_)
        result.emplace(key, seen.before.value_or(0s) + since(seen.first_seen, moment_.steady));
    return result;
}

std::string Omissions::doubt() const
{
    if (clocks_agree())
        return {};
    if (!moment_.netbird_ahead)
        return "NetBird's answers do not show its time";
    const auto difference = duration_text(std::chrono::abs(*moment_.netbird_ahead));
    return "this host's clock is " + difference + " " +
           (*moment_.netbird_ahead > 0s ? "behind" : "ahead of") + " NetBird's";
}

} // namespace idpsync
