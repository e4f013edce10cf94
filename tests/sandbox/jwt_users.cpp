#include "sandbox/jwt_users.hpp"

#include "sandbox/json.hpp"
#include "sandbox/login_tokens.hpp"
#include "sandbox/setup.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

bool is_on(const json::object& settings, std::string_view name)
{
    const auto* value = settings.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> strings_of(const json::object& object, std::string_view name)
{
    std::vector<std::string> list;
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array())
        return list;
    for (const auto& one : value->get_array())
        if (one.is_string())
            list.emplace_back(one.get_string());
    return list;
}

bool needs_approval(const json::object& settings)
{
    const auto* extra = settings.if_contains("extra");
    return extra != nullptr && extra->is_object() && is_on(extra->get_object(), "user_approval_required");
}

/// The account comes with its owner.
User& first_user(World& world, const json::object& claims)
{
    const auto id = string_member(claims, "sub");
    auto& user = make_account(world,
                              {.id = id,
                               .name = string_member(claims, "name"),
                               .email = string_member(claims, "email"),
                               .role = Role::owner,
                               .idp_id = connector_of(id)},
                              world.options.account_domain);
    world.events.record(world.clock.wall_now(), "user.join", user.initiator(), user.id,
                        {{"email", user.email}, {"username", user.name}});
    return user;
}

User& stored_user(World& world, const json::object& claims)
{
    const auto id = string_member(claims, "sub");
    if (auto* known = world.users.find(id))
        return *known;
    if (!world.account.exists())
        return first_user(world, claims);
    const auto joins = joins_account(world.options.account_domain);
    return world.users.add({.id = id,
                            .name = string_member(claims, "name"),
                            .email = string_member(claims, "email"),
                            .role = joins ? Role::user : Role::owner,
                            .has_own_account = !joins,
                            .pending = joins && needs_approval(world.account.settings()),
                            .idp_id = connector_of(id)});
}

} // namespace

bool is_jwt(std::string_view token)
{
    return std::count(token.begin(), token.end(), '.') == 2;
}

std::variant<User*, Answer> authenticate_jwt(World& world, std::string_view token)
{
    const auto claims = verified_claims(token, world.clock.wall_now());
    if (claims.empty() || string_member(claims, "iss") != world.options.url + "/oauth2")
        return refusal(401, "token invalid");
    auto& user = stored_user(world, claims);
    if (user.has_own_account)
        return &user;

    const auto& settings = world.account.settings();
    const auto syncs = is_on(settings, "jwt_groups_enabled");
    const auto groups = syncs ? strings_of(claims, string_member(settings, "jwt_groups_claim_name"))
                              : std::vector<std::string>();
    if (const auto allowed = strings_of(settings, "jwt_allow_groups");
        syncs && !allowed.empty() &&
        std::find_first_of(allowed.begin(), allowed.end(), groups.begin(), groups.end()) == allowed.end())
        return refusal(401, "token invalid");
    user.jwt_groups = groups;
    if (user.pending)
        return refusal(403, "user is blocked");
    return &user;
}

bool joins_account(std::string_view domain)
{
    static const std::regex pattern("^([a-z0-9]+(-[a-z0-9]+)*\\.)+[a-z]{2,}$");
    return std::regex_match(domain.begin(), domain.end(), pattern);
}

} // namespace idpsync::sandbox
