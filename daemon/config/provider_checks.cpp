#include "config/providers.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace idpsync::config {
namespace {

std::string path_of(const DesiredProvider& provider)
{
    return "identity_providers." + provider.key.str();
}

void report(const DesiredProvider& provider, std::string message, Diagnostics& found)
{
    found.errors.push_back({provider.where, path_of(provider), std::move(message)});
}

std::string named(const DesiredProvider& provider)
{
    return path_of(provider) + " (" + to_string(provider.where) + ")";
}

void check_keys(const std::vector<DesiredProvider>& providers, Diagnostics& found)
{
    for (std::size_t i = 1; i < providers.size(); ++i)
        if (providers[i].key == providers[i - 1].key)
            report(providers[i],
                   "this key is declared twice, also at " + to_string(providers[i - 1].where) +
                       "; remove one, or give it another key",
                   found);
}

void check_ids(const std::vector<DesiredProvider>& providers, Diagnostics& found)
{
    std::map<ConnectorId, const DesiredProvider*> first;
    for (const auto& provider : providers)
    {
        if (!provider.id)
            continue;
        const auto [twin, fresh] = first.try_emplace(*provider.id, &provider);
        if (!fresh)
            report(provider, "the same id as " + named(*twin->second) + "; a connector can have only one key",
                   found);
    }
}

void check_matches(const std::vector<DesiredProvider>& providers, Diagnostics& found)
{
    std::map<std::string, const DesiredProvider*> first;
    for (const auto& provider : providers)
    {
        if (provider.state != State::present || !provider.values)
            continue;
        const auto [twin, fresh] = first.try_emplace(match_key(*provider.values), &provider);
        if (!fresh && !(provider.id && twin->second->id))
            report(provider,
                   "the same issuer and client_id as " + named(*twin->second) +
                       "; remove one, or give each the id of its own connector",
                   found);
    }
}

} // namespace

void check_providers(std::vector<DesiredProvider>& providers, Diagnostics& found)
{
    const auto order = [](const DesiredProvider& one) {
        return std::tie(one.key, one.where.file, one.where.line, one.where.column);
    };
    std::sort(providers.begin(), providers.end(),
              [&](const DesiredProvider& left, const DesiredProvider& right) {
                  return order(left) < order(right);
              });
    check_keys(providers, found);
    check_ids(providers, found);
    check_matches(providers, found);
}

} // namespace idpsync::config
