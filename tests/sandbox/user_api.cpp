// What stands under /api/users: people, service users and their tokens.

#include "sandbox/api.hpp"
#include "sandbox/json.hpp"
#include "sandbox/query.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string>

namespace idpsync::sandbox {

namespace json = boost::json;

namespace {

Answer no_such_user(std::string_view id)
{
    return refusal(404, "user: " + std::string(id) + " not found");
}

} // namespace

boost::asio::awaitable<Answer> Api::show_current_user(Call call)
{
    if (call.user.service)
        co_return permission_denied();
    auto user = shown_with_permissions(call.user);
    if (world_.options.generation == Generation::v0_62)
        user.stable_erase(user.find("idp_id"));
    co_return json_answer(user);
}

boost::asio::awaitable<Answer> Api::list_users(Call call)
{
    if (!call.user.may_read_account())
        co_return permission_denied();
    const auto only_service = parameter(parse_query(call.request.query()), "service_user") == "true";
    json::array list;
    for (const auto& user : world_.users.all())
        if (!user.has_own_account && (user.service || !only_service))
            list.emplace_back(shown(user, call.user));
    co_return json_answer(list);
}

boost::asio::awaitable<Answer> Api::approve_user(Call call)
{
    if (!call.user.may_write())
        co_return permission_denied();
    auto* user = world_.users.find(call.rest);
    if (user == nullptr)
        co_return no_such_user(call.rest);
    user->pending = false;
    co_return json_answer(shown(*user, call.user));
}

boost::asio::awaitable<Answer> Api::create_user(Call call)
{
    const auto body = parse_object(call.request.body);
    if (!body)
        co_return unparsable_request();
    if (!call.user.may_write())
        co_return permission_denied();
    const auto role = parse_role(string_member(*body, "role"));
    if (!role || *role == Role::owner)
        co_return refusal(422, "invalid role");
    const auto& user = world_.users.add_service_user(string_member(*body, "name"), *role);
    world_.events.record(world_.clock.wall_now(), "service.user.create", call.user.initiator(), user.id,
                         {{"email", user.email}, {"name", user.name}, {"username", user.name}});
    co_return json_answer(shown(user, call.user));
}

boost::asio::awaitable<Answer> Api::list_tokens(Call call)
{
    const auto* user = world_.users.find(call.rest);
    if (user == nullptr)
        co_return no_such_user(call.rest);
    if (user->id != call.user.id && !call.user.may_write())
        co_return permission_denied();
    json::array list;
    for (const auto& token : user->tokens)
        if (!token.revoked)
            list.emplace_back(shown(token));
    co_return json_answer(list);
}

boost::asio::awaitable<Answer> Api::create_token(Call call)
{
    const auto body = parse_object(call.request.body);
    if (!body)
        co_return unparsable_request();
    auto* user = world_.users.find(call.rest);
    if (user == nullptr)
        co_return no_such_user(call.rest);
    if (user->id != call.user.id && !call.user.may_write())
        co_return permission_denied();
    if (string_member(*body, "name").empty())
        co_return refusal(422, "token name can't be empty");
    const auto* days = body->if_contains("expires_in");
    if (days == nullptr || !days->is_int64() || days->get_int64() < 1 || days->get_int64() > 365)
        co_return refusal(422, "expiration has to be between 1 and 365");
    const auto& token =
        world_.users.add_token(*user, string_member(*body, "name"), "", static_cast<int>(days->get_int64()),
                               call.user.id, world_.clock.wall_now());
    world_.record_token("create", call.user.initiator(), *user, token);
    co_return json_answer(
        json::object{{"personal_access_token", shown(token)}, {"plain_token", token.plain}});
}

boost::asio::awaitable<Answer> Api::remove_token(Call call)
{
    auto* user = world_.users.find(call.rest);
    if (user == nullptr)
        co_return no_such_user(call.rest);
    if (user->id != call.user.id && !call.user.may_write())
        co_return permission_denied();
    const auto token = std::find_if(user->tokens.begin(), user->tokens.end(),
                                    [&](const Token& one) { return one.id == call.last && !one.revoked; });
    if (token == user->tokens.end())
        co_return refusal(404, "pat: " + std::string(call.last) + " not found");
    token->revoked = true;
    world_.record_token("delete", call.user.initiator(), *user, *token);
    co_return json_answer(json::object());
}

} // namespace idpsync::sandbox
