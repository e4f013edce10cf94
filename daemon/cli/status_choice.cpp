#include "cli/status_choice.hpp"

#include "core/text.hpp"
#include "service/history_shape.hpp"

#include <algorithm>
#include <set>

namespace idpsync::cli {
namespace {

using service::control::StatusDocument;

Error unknown_key(const std::string& word, const StatusDocument& status, const NextCommand& commands)
{
    std::vector<std::string_view> known;
    for (const auto& [key, condition] : status.conditions.providers)
        known.emplace_back(key.str());
    if (status.conditions.group_sync)
        known.push_back(service::settings_name);
    const auto meant = nearest(word, known.data(), known.size());
    return {ErrorKind::rejected, "the daemon knows no " + idpsync::quoted(word),
            meant.empty() ? commands.command("status") + " lists what it knows"
                          : "did you mean " + std::string(meant) + "?"};
}

} // namespace

Result<StatusDocument> only(StatusDocument status, const std::vector<std::string>& keys,
                            const NextCommand& commands)
{
    if (keys.empty())
        return status;
    const std::set<std::string> named(keys.begin(), keys.end());
    auto& [service, providers, logins_broken, group_sync] = status.conditions;
    for (const auto& word : named)
    {
        const auto key = ProviderKey::parse(word);
        const bool known = word == service::settings_name ? group_sync.has_value()
                                                          : key && status.conditions.find(*key) != nullptr;
        if (!known)
            return unknown_key(word, status, commands);
    }
    const auto other = [&](const ProviderKey& key) { return !named.contains(key.str()); };
    std::erase_if(providers, [&](const auto& one) { return other(one.first); });
    std::erase_if(logins_broken, other);
    if (!named.contains(std::string(service::settings_name)))
    {
        group_sync.reset();
        status.state.group_sync.reset();
    }
    std::erase_if(status.state.providers, [&](const auto& one) { return other(one.key); });
    std::erase_if(status.state.omitted, [&](const auto& one) { return other(one.key); });
    std::erase_if(status.state.declared, other);
    std::erase_if(status.state.logins, [&](const auto& one) { return other(one.first); });
    return status;
}

} // namespace idpsync::cli
