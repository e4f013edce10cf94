#include "core/group_settings.hpp"

#include "core/joined.hpp"

#include <algorithm>

namespace idpsync {

GroupNames group_names(std::vector<std::string> names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string text_of(GroupSyncField field, const GroupSettings& settings)
{
    switch (field)
    {
    case GroupSyncField::enabled: return settings.enabled ? "true" : "false";
    case GroupSyncField::claim: return settings.claim;
    case GroupSyncField::allowed_groups: break;
    }
    return joined(settings.allowed_groups);
}

std::vector<GroupSyncField> differences(const GroupSettings& left, const GroupSettings& right)
{
    std::vector<GroupSyncField> fields;
    if (left.enabled != right.enabled)
        fields.push_back(GroupSyncField::enabled);
    if (left.claim != right.claim)
        fields.push_back(GroupSyncField::claim);
    if (left.allowed_groups != right.allowed_groups)
        fields.push_back(GroupSyncField::allowed_groups);
    return fields;
}

GroupSettings GroupSyncDeclaration::over(const GroupSettings& present) const
{
    return {.enabled = enabled,
            .claim = claim.value_or(present.claim),
            .allowed_groups = allowed_groups.value_or(present.allowed_groups)};
}

} // namespace idpsync
