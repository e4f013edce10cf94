#include "config/group_sync.hpp"

#include "config/kinds.hpp"
#include "config/settings_table.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

/// Names of groups, each once.
struct Groups
{
    static constexpr Kind kind{"texts", "list of texts"};
    static std::optional<GroupNames> read(const Value& value)
    {
        const auto items = value.list();
        if (!items)
            return std::nullopt;
        GroupNames names;
        for (const auto& item : *items)
        {
            auto name = item.clean_text(kinds::longest_text);
            if (!name)
                continue;
            if (std::find(names.begin(), names.end(), *name) != names.end())
                item.error(quoted(*name, 80) + " appears twice; remove one");
            names.push_back(std::move(*name));
        }
        return group_names(std::move(names));
    }
};

constexpr auto declaration = &DesiredGroupSync::declared;

constexpr auto group_sync_rows = std::to_array({
    row<kinds::Boolean, &GroupSyncSection::desired, declaration, &GroupSyncDeclaration::enabled>(
        "enabled", "take over the groups in the token of a login")
        .required("write true or false")
        .as("true"),
    row<kinds::Text, &GroupSyncSection::desired, declaration, &GroupSyncDeclaration::claim>(
        "claim", "the claim that holds the groups; only `groups` ever reaches NetBird")
        .left_out("`groups`; NetBird's own with `enabled: false`")
        .as("groups"),
    row<Groups, &GroupSyncSection::desired, declaration, &GroupSyncDeclaration::allowed_groups>(
        "allowed_groups", "only members of one of these groups may sign in; with `[]` everybody may")
        .left_out("NetBird keeps its own")
        .as("[netbird-users]"),
    row<kinds::Boolean, &GroupSyncSection::desired, &DesiredGroupSync::allow_lockout>(
        "allow_lockout",
        "consent to an allow list although no login of the last 24 hours had one of its groups"),
});

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

const Table<GroupSyncSection>& group_sync_table()
{
    return table<group_sync_rows>;
}

std::optional<GroupSyncSection> read_group_sync(const Value& value)
{
    const auto section = Mapping::open(value, group_sync_table().names);
    if (!section)
        return std::nullopt;
    GroupSyncSection read{.desired = {.where = value.where()}, .claim = value.where()};
    read_rows(*section, group_sync_table(), read);
    if (const auto* claim = section->find("claim"))
        read.claim = claim->where();
    else if (read.desired.declared.enabled)
        read.desired.declared.claim = std::string(passed_on_claim);
    return read;
}

void check_group_sync(const GroupSyncSection& section, const std::vector<DesiredProvider>& providers,
                      Diagnostics& found)
{
    const auto& declared = section.desired.declared;
    if (!declared.enabled || !declared.claim || *declared.claim == passed_on_claim)
        return;
    found.warnings.push_back({section.claim, "group_sync.claim",
                              quoted(*declared.claim, 80) +
                                  " never reaches NetBird: its embedded identity provider passes on groups "
                                  "only in the claim `groups`. Write claim: groups" +
                                  mends(providers)});
}

} // namespace idpsync::config
