#include "sandbox/connectors.hpp"

#include <algorithm>
#include <array>

namespace idpsync::sandbox {

std::string type_of_id(std::string_view id)
{
    // The first that the id contains, in this order: an id is not parsed, it is searched.
    constexpr std::array searched{"pocketid", "zitadel", "entra", "okta", "authentik", "keycloak", "adfs"};
    for (const std::string_view builtin : {"google", "microsoft"})
        if (id.starts_with(builtin))
            return std::string(builtin);
    for (const std::string_view type : searched)
        if (id.find(type) != std::string_view::npos)
            return std::string(type);
    return "oidc";
}

bool is_builtin_type(std::string_view type)
{
    return type == "google" || type == "microsoft";
}

std::vector<std::string> scopes_of_type(std::string_view type)
{
    if (type == "microsoft")
        return {"user.read"};
    std::vector<std::string> scopes{"openid", "profile", "email"};
    if (type == "okta" || type == "pocketid")
        scopes.emplace_back("groups");
    if (type == "adfs")
        scopes.emplace_back("allatclaims");
    return scopes;
}

const Connector& Connectors::add(Connector connector)
{
    if (connector.id.empty())
        connector.id = connector.type == "oidc" ? ids_.xid() : connector.type + "-" + ids_.xid();
    connector.type = type_of_id(connector.id);
    if (is_builtin_type(connector.type))
        connector.issuer.clear();
    if (connector.scopes.empty())
        connector.scopes = scopes_of_type(connector.type);
    return connectors_.emplace_back(std::move(connector));
}

Connector* Connectors::find(std::string_view id)
{
    const auto found = std::find_if(connectors_.begin(), connectors_.end(),
                                    [id](const Connector& one) { return one.id == id; });
    return found == connectors_.end() ? nullptr : &*found;
}

const Connector* Connectors::find(std::string_view id) const
{
    const auto found = std::find_if(connectors_.begin(), connectors_.end(),
                                    [id](const Connector& one) { return one.id == id; });
    return found == connectors_.end() ? nullptr : &*found;
}

bool Connectors::remove(std::string_view id)
{
    return std::erase_if(connectors_, [id](const Connector& one) { return one.id == id; }) != 0;
}

} // namespace idpsync::sandbox
