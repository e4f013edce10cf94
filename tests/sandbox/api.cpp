#include "sandbox/api.hpp"

#include "sandbox/json.hpp"
#include "sandbox/jwt_users.hpp"

#include <boost/json.hpp>

#include <array>
#include <set>
#include <string>

namespace idpsync::sandbox {

namespace json = boost::json;

Answer permission_denied()
{
    return refusal(403, "permission denied");
}

World::World(net::Clock& used_clock, Options chosen)
    : clock(used_clock),
      options(std::move(chosen)),
      ids(options.seed),
      issuers(clock),
      connectors(ids),
      users(ids),
      account(options, ids, clock.wall_now(), users.owner().initiator()),
      login(options, connectors, issuers, ids, clock)
{}

void World::record(std::string_view code, const Initiator& by, const Connector& connector,
                   std::string_view type)
{
    events.record(clock.wall_now(), code, by, connector.id,
                  {{"issuer", connector.issuer}, {"name", connector.name}, {"type", type}});
}

boost::asio::awaitable<Answer> Api::handle(const Request& request)
{
    std::string_view rest;
    const auto handler = route(request, rest);
    if (handler == nullptr)
        co_return page_not_found();
    const auto authorization = header_of(request.headers, "authorization");
    const auto token = token_of(authorization);
    auto sender = is_jwt(token) ? authenticate_jwt(world_, token)
                                : world_.users.authenticate(authorization, world_.clock.wall_now());
    if (auto* refused = std::get_if<Answer>(&sender))
        co_return std::move(*refused);
    if (std::get<User*>(sender)->has_own_account && handler != &Api::show_current_user)
        co_return permission_denied(); // nobody recorded what else such an account shows
    const Call call{request, *std::get<User*>(sender), rest};
    co_return co_await (this->*handler)(call);
}

Api::Handler Api::route(const Request& request, std::string_view& rest) const
{
    struct Route
    {
        std::string_view method;
        std::string_view path; ///< "*" stands for one segment
        Handler handler;
    };
    constexpr std::array routes{
        Route{"GET", "/api/identity-providers", &Api::list_connectors},
        Route{"POST", "/api/identity-providers", &Api::create_connector},
        Route{"GET", "/api/identity-providers/*", &Api::show_connector},
        Route{"PUT", "/api/identity-providers/*", &Api::update_connector},
        Route{"DELETE", "/api/identity-providers/*", &Api::remove_connector},
        Route{"GET", "/api/accounts", &Api::list_accounts},
        Route{"PUT", "/api/accounts/*", &Api::update_account},
        Route{"GET", "/api/events/audit", &Api::list_events},
        Route{"GET", "/api/instance/version", &Api::show_version},
        Route{"GET", "/api/users/current", &Api::show_current_user},
        Route{"GET", "/api/users", &Api::list_users},
        Route{"GET", "/api/groups", &Api::list_groups},
        Route{"POST", "/api/users", &Api::create_user},
        Route{"POST", "/api/users/*/approve", &Api::approve_user},
        Route{"GET", "/api/users/*/tokens", &Api::list_tokens},
        Route{"POST", "/api/users/*/tokens", &Api::create_token},
    };
    const auto path = request.path();
    if (path == "/api/instance/version" && world_.options.generation == Generation::v0_62)
        return nullptr;
    for (const auto& [method, pattern, handler] : routes)
    {
        if (request.method != method)
            continue;
        const auto star = pattern.find('*');
        if (star == std::string_view::npos && path == pattern)
            return handler;
        if (star == std::string_view::npos || !path.starts_with(pattern.substr(0, star)))
            continue;
        const auto behind = pattern.substr(star + 1);
        const auto tail = path.substr(star);
        const auto segment = tail.substr(0, tail.find('/'));
        if (segment.empty() || tail.substr(segment.size()) != behind)
            continue;
        rest = segment;
        return handler;
    }
    return nullptr;
}

boost::asio::awaitable<Answer> Api::list_accounts(Call call)
{
    if (!call.user.may_read_account())
        co_return permission_denied();
    co_return json_answer(json::array{world_.account.shown()});
}

boost::asio::awaitable<Answer> Api::update_account(Call call)
{
    if (!call.user.may_write() || call.rest != world_.account.id())
        co_return permission_denied();
    const auto body = parse_object(call.request.body);
    const auto* settings = body ? body->if_contains("settings") : nullptr;
    if (!body || (settings != nullptr && !settings->is_object()))
        co_return unparsable_request();
    const auto sent = settings != nullptr ? settings->get_object() : json::object();
    if (const auto problem = Account::objection(sent))
        co_return refusal(422, *problem);
    co_return json_answer(
        world_.account.replace(sent, world_.events, world_.clock.wall_now(), call.user.initiator()));
}

boost::asio::awaitable<Answer> Api::list_events(Call call)
{
    if (!call.user.may_read_account())
        co_return permission_denied();
    co_return json_answer(world_.events.newest_first());
}

boost::asio::awaitable<Answer> Api::show_version(Call)
{
    co_return json_answer(
        json::object{{"management_current_version",
                      world_.options.version.value_or(std::string(release_of(world_.options.generation)))},
                     {"management_update_available", false}});
}

boost::asio::awaitable<Answer> Api::show_current_user(Call call)
{
    if (call.user.service)
        co_return permission_denied();
    co_return json_answer(shown_with_permissions(call.user));
}

boost::asio::awaitable<Answer> Api::list_users(Call call)
{
    if (!call.user.may_read_account())
        co_return permission_denied();
    json::array list;
    for (const auto& user : world_.users.all())
        if (!user.has_own_account)
            list.emplace_back(shown(user, call.user));
    co_return json_answer(list);
}

boost::asio::awaitable<Answer> Api::list_groups(Call call)
{
    if (!call.user.may_read_account())
        co_return permission_denied();
    json::array list;
    std::set<std::string> names;
    for (const auto& name : world_.groups)
        list.emplace_back(json::object{{"id", "api-" + name}, {"name", name}, {"issued", "api"}});
    for (const auto& user : world_.users.all())
        names.insert(user.jwt_groups.begin(), user.jwt_groups.end());
    for (const auto& name : world_.groups)
        names.erase(name); // passed over
    for (const auto& name : names)
        list.emplace_back(json::object{{"id", "jwt-" + name}, {"name", name}, {"issued", "jwt"}});
    co_return json_answer(list);
}

boost::asio::awaitable<Answer> Api::approve_user(Call call)
{
    if (!call.user.may_write())
        co_return permission_denied();
    auto* user = world_.users.find(call.rest);
    if (user == nullptr)
        co_return refusal(404, "user: " + std::string(call.rest) + " not found");
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
        co_return refusal(404, "user: " + std::string(call.rest) + " not found");
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
        co_return refusal(404, "user: " + std::string(call.rest) + " not found");
    if (user->id != call.user.id && !call.user.may_write())
        co_return permission_denied();
    const auto* days = body->if_contains("expires_in");
    if (days == nullptr || !days->is_int64() || days->get_int64() < 1 || days->get_int64() > 365)
        co_return refusal(422, "expiration has to be between 1 and 365");
    const auto& token =
        world_.users.add_token(*user, string_member(*body, "name"), "", static_cast<int>(days->get_int64()),
                               call.user.id, world_.clock.wall_now());
    world_.events.record(world_.clock.wall_now(), "personal.access.token.create", call.user.initiator(),
                         user->id,
                         {{"email", user->email},
                          {"is_service_user", user->service ? "true" : "false"},
                          {"name", token.name},
                          {"user_name", user->name},
                          {"username", user->name}});
    co_return json_answer(
        json::object{{"personal_access_token", shown(token)}, {"plain_token", token.plain}});
}

} // namespace idpsync::sandbox
