#include "sandbox/users.hpp"

#include "sandbox/json.hpp"
#include "sandbox/time_text.hpp"
#include "sandbox/token_hash.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view never = "0001-01-01T00:00:00Z";

/// A person's id: base64 of a small message that holds the subject and the connector.
constexpr std::string_view owner_id = "CiQ4OGZjNWUwNy00YjE4LTQ4ZGMtYWI3Ni1mNjQ3MjRkZGM0M2ISBWxvY2Fs";

} // namespace

Users::Users(Ids& ids, bool fresh) : ids_(ids)
{
    if (fresh)
        return;
    users_.push_back({.id = std::string(owner_id),
                      .name = "Admin",
                      .email = std::string(owner_email),
                      .role = Role::owner,
                      .service = false,
                      .tokens = {}});
}

User* Users::find(std::string_view id)
{
    const auto found =
        std::find_if(users_.begin(), users_.end(), [id](const User& user) { return user.id == id; });
    return found == users_.end() ? nullptr : &*found;
}

User& Users::add(User user)
{
    return users_.emplace_back(std::move(user));
}

User& Users::add_service_user(std::string name, Role role)
{
    return users_.emplace_back(User{.id = ids_.uuid(),
                                    .name = std::move(name),
                                    .email = "",
                                    .role = role,
                                    .service = true,
                                    .tokens = {}});
}

const Token& Users::add_token(User& user, std::string name, std::string plain, int days,
                              std::string created_by, WallTime now)
{
    return user.tokens.emplace_back(Token{.id = ids_.xid(),
                                          .plain = plain.empty() ? ids_.token() : std::move(plain),
                                          .name = std::move(name),
                                          .created_by = std::move(created_by),
                                          .created = now,
                                          .expires = now + std::chrono::days(days),
                                          .last_used = {},
                                          .revoked = false});
}

Token* Users::find_token(std::string_view plain)
{
    for (auto& user : users_)
        for (auto& token : user.tokens)
            if (token.plain == plain)
                return &token;
    return nullptr;
}

std::string_view token_of(std::string_view authorization)
{
    for (const std::string_view scheme : {"Token ", "Bearer "})
        if (authorization.starts_with(scheme))
            return authorization.substr(scheme.size());
    return {};
}

std::variant<User*, Answer> Users::authenticate(std::string_view authorization, WallTime now)
{
    const auto plain = token_of(authorization);
    if (plain.empty())
        return refusal(401, "no valid authentication provided");
    for (auto& user : users_)
        for (auto& token : user.tokens)
        {
            if (token.plain != plain || token.revoked)
                continue;
            if (token.expires <= now)
                return refusal(401, "token invalid");
            token.last_used = now;
            return &user;
        }
    const auto* known = find_token(plain);
    if (known != nullptr || is_well_formed_token(plain))
        return refusal(404, "invalid token: pat: " + token_hash(plain) + " not found");
    return refusal(401, "token invalid");
}

json::object shown(const Token& token)
{
    json::object object{{"created_at", to_rfc3339(token.created)},
                        {"created_by", token.created_by},
                        {"expiration_date", to_rfc3339(token.expires)},
                        {"id", token.id}};
    if (token.last_used)
        object["last_used"] = to_rfc3339(*token.last_used);
    object["name"] = token.name;
    return object;
}

json::object shown(const User& user, const User& asking)
{
    json::object object{{"auto_groups", json::array()}, {"email", user.email}, {"id", user.id}};
    if (!user.service)
        object["idp_id"] = user.idp_id;
    object["is_blocked"] = user.pending;
    object["is_current"] = user.id == asking.id;
    object["is_service_user"] = user.service;
    object["issued"] = "api";
    object["last_login"] = never;
    object["name"] = user.name;
    object["pending_approval"] = user.pending;
    object["role"] = to_string(user.role);
    object["status"] = "active";
    return object;
}

json::object shown_with_permissions(const User& user)
{
    constexpr std::array modules{"accounts",
                                 "agent_network",
                                 "agent_network.budgets",
                                 "agent_network.guardrails",
                                 "agent_network.logs",
                                 "agent_network.policies",
                                 "agent_network.providers",
                                 "agent_network.settings",
                                 "agent_network.usage",
                                 "dns",
                                 "events",
                                 "groups",
                                 "identity_providers",
                                 "nameservers",
                                 "networks",
                                 "pats",
                                 "peers",
                                 "policies",
                                 "remote_jobs",
                                 "routes",
                                 "services",
                                 "settings",
                                 "setup_keys",
                                 "users"};
    const json::object everything{{"create", true}, {"delete", true}, {"read", true}, {"update", true}};
    json::object permissions;
    for (const std::string_view module : modules)
        permissions[module] = everything;

    json::object object;
    for (const auto& [key, value] : shown(user, user))
    {
        // Where the recorded answer has them, in alphabetical order.
        if (key == "role")
            object["permissions"] = {{"is_restricted", user.role == Role::user},
                                     {"modules", user.role == Role::user ? json::object() : permissions}};
        object[key] = value;
    }
    return object;
}

} // namespace idpsync::sandbox
