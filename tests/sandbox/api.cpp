#include "sandbox/api.hpp"

#include "sandbox/json.hpp"
#include "sandbox/jwt_users.hpp"
#include "sandbox/setup.hpp"

#include <boost/json.hpp>

#include <set>
#include <string>

namespace idpsync::sandbox {

namespace json = boost::json;

namespace {

/// Fills `segments` with what stands for each "*".
bool matches(std::string_view path, std::string_view pattern, Segments& segments)
{
    std::size_t number = 0;
    for (;;)
    {
        const auto star = pattern.find('*');
        if (star == std::string_view::npos)
            return path == pattern;
        if (!path.starts_with(pattern.substr(0, star)))
            return false;
        path.remove_prefix(star);
        pattern.remove_prefix(star + 1);
        const auto segment = path.substr(0, path.find('/'));
        if (segment.empty())
            return false;
        segments.at(number++) = segment;
        path.remove_prefix(segment.size());
    }
}

} // namespace

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
      users(ids, options.fresh),
      local_users(options, ids),
      account(options, ids),
      login(options, connectors, issuers, local_users, ids, clock)
{}

void World::record(std::string_view code, const Initiator& by, const Connector& connector,
                   std::string_view type)
{
    events.record(clock.wall_now(), code, by, connector.id,
                  {{"issuer", connector.issuer}, {"name", connector.name}, {"type", type}});
}

void World::record_token(std::string_view what, const Initiator& by, const User& user, const Token& token)
{
    events.record(clock.wall_now(), "personal.access.token." + std::string(what), by, user.id,
                  {{"email", user.email},
                   {"is_service_user", user.service ? "true" : "false"},
                   {"name", token.name},
                   {"user_name", user.service ? user.name : ""},
                   {"username", user.name}});
}

boost::asio::awaitable<Answer> Api::handle(const Request& request)
{
    if (auto answer = answer_without_token(world_, request))
        co_return std::move(*answer);
    Segments segments;
    const auto handler = route(request, segments);
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
    const Call call{request, *std::get<User*>(sender), segments[0], segments[1]};
    co_return co_await (this->*handler)(call);
}

Api::Handler Api::route(const Request& request, Segments& segments) const
{
    struct Route
    {
        std::string_view method;
        std::string_view path; ///< "*" stands for one segment, at most two times
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
        Route{"DELETE", "/api/users/*/tokens/*", &Api::remove_token},
    };
    const auto path = request.path();
    if (path == "/api/instance/version" && world_.options.generation == Generation::v0_62)
        return nullptr;
    for (const auto& [method, pattern, handler] : routes)
        if (request.method == method && matches(path, pattern, segments))
            return handler;
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

} // namespace idpsync::sandbox
