#include "config/group_sync.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

constexpr std::size_t longest_name = 1024;

std::optional<GroupNames> read_groups(const Value& value)
{
    const auto items = value.list();
    if (!items)
        return std::nullopt;
    GroupNames names;
    for (const auto& item : *items)
    {
        auto name = item.clean_text(longest_name);
        if (!name)
            continue;
        if (std::find(names.begin(), names.end(), *name) != names.end())
            item.error(quoted(*name, 80) + " appears twice; remove one");
        names.push_back(std::move(*name));
    }
    return group_names(std::move(names));
}

/// What has to change at a provider of this type so that what it sends arrives under the name `groups`.
std::string_view mend_at(ProviderType type)
{
    switch (type)
    {
    case ProviderType::authentik:
        return "a scope mapping for the scope `profile`, in place of authentik's own, that returns the "
               "application's entitlements as `groups`";
    case ProviderType::keycloak: return "the mapper's Token Claim Name must be `groups`";
    default: return "the ID token must hold them in a claim named `groups`";
    }
}

std::string mends(const std::vector<DesiredProvider>& providers)
{
    std::string text;
    for (const auto& provider : providers)
        if (provider.state == State::present && provider.values)
            text += "; at " + provider.key.str() + ": " + std::string(mend_at(provider.values->type));
    return text.empty() ? "; each provider's ID token must hold them in that claim" : text;
}

} // namespace

std::optional<GroupSyncSection> read_group_sync(const Value& value)
{
    constexpr std::array<std::string_view, 4> known{"enabled", "claim", "allowed_groups", "allow_lockout"};
    const auto section = Mapping::open(value, known);
    if (!section)
        return std::nullopt;
    GroupSyncSection read{.desired = {.where = value.where()}, .claim = value.where()};
    auto& declared = read.desired.declared;
    if (const auto* enabled = section->require("enabled", "write true or false"))
        declared.enabled = enabled->boolean().value_or(declared.enabled);
    if (const auto* claim = section->find("claim"))
    {
        declared.claim = claim->clean_text(longest_name);
        read.claim = claim->where();
    }
    else if (declared.enabled)
        declared.claim = std::string(passed_on_claim);
    if (const auto* groups = section->find("allowed_groups"))
        declared.allowed_groups = read_groups(*groups);
    if (const auto* consent = section->find("allow_lockout"))
        read.desired.allow_lockout = consent->boolean().value_or(false);
    return read;
}

void check_group_sync(const GroupSyncSection& section, const std::vector<DesiredProvider>& providers,
                      Diagnostics& found)
{
    const auto& declared = section.desired.declared;
    if (!declared.enabled || !declared.claim || *declared.claim == passed_on_claim)
        return;
    found.warnings.push_back(
        {section.claim, "group_sync.claim",
         quoted(*declared.claim, 80) +
             " never reaches NetBird: of what a provider sends, its embedded identity "
             "provider passes on no claim with groups but `groups`. Write claim: groups" +
             mends(providers)});
}

} // namespace idpsync::config
