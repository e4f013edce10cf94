#include "sandbox/options.hpp"

namespace idpsync::sandbox {

std::optional<Generation> parse_generation(std::string_view text)
{
    if (text.starts_with('v'))
        text.remove_prefix(1);
    const auto is = [text](std::string_view release) {
        return text == release || (text.starts_with(release) && text[release.size()] == '.');
    };
    if (is("0.62"))
        return Generation::v0_62;
    if (is("0.65"))
        return Generation::v0_65;
    if (is("0.70"))
        return Generation::v0_70;
    if (is("0.77"))
        return Generation::v0_77;
    return std::nullopt;
}

std::string_view release_of(Generation generation)
{
    switch (generation)
    {
    case Generation::v0_62: return "0.62.0";
    case Generation::v0_65: return "0.65.3";
    case Generation::v0_70: return "0.70.4";
    case Generation::v0_77: return "0.77.1";
    }
    return "";
}

std::optional<Role> parse_role(std::string_view text)
{
    for (const auto role : {Role::owner, Role::admin, Role::auditor, Role::user})
        if (to_string(role) == text)
            return role;
    return std::nullopt;
}

std::string_view to_string(Role role)
{
    switch (role)
    {
    case Role::owner: return "owner";
    case Role::admin: return "admin";
    case Role::auditor: return "auditor";
    case Role::user: return "user";
    }
    return "user";
}

} // namespace idpsync::sandbox
