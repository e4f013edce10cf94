#include "sandbox/setup.hpp"

#include "sandbox/json.hpp"
#include "sandbox/login_tokens.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

bool setup_required(const World& world)
{
    return world.options.embedded_idp && !world.account.exists() && world.local_users.empty();
}

/// Go's mail.ParseAddress takes more and less than this.
bool is_address(std::string_view email)
{
    const auto at = email.find('@');
    return at != std::string_view::npos && at != 0 && at + 1 != email.size();
}

std::optional<std::string> objection_to(const LocalLogin& login, Generation generation)
{
    if (login.email.empty())
        return "email is required";
    if (!is_address(login.email))
        return "invalid email format";
    if (login.name.empty())
        return "name is required";
    if (login.password.empty())
        return "password is required";
    if (login.password.size() < 8)
        return "password must be at least 8 characters";
    if (generation >= Generation::v0_77 && login.password.size() > 72)
        return "password must be at most 72 characters";
    return std::nullopt;
}

bool asks_for_token(const json::object& body)
{
    const auto* wish = body.if_contains("create_pat");
    return wish != nullptr && wish->is_bool() && wish->get_bool();
}

/// The account without a domain that comes with such a token.
std::string token_at_setup(World& world, const LocalUser& user)
{
    auto& owner = make_account(
        world,
        {.id = user_id(user.subject, "local"), .name = user.name, .email = user.email, .role = Role::owner},
        "");
    const auto& token = world.users.add_token(owner, "setup-token", "", 1, owner.id, world.clock.wall_now());
    world.record_token("create", owner.initiator(), owner, token);
    return token.plain;
}

Answer set_up(World& world, const Request& request)
{
    const auto body = parse_object(request.body);
    if (!body)
        return refusal(400, "invalid request body");
    const LocalLogin login{string_member(*body, "email"), string_member(*body, "password"),
                           string_member(*body, "name")};
    if (const auto objection = objection_to(login, world.options.generation))
        return refusal(422, *objection);
    if (!setup_required(world))
        return refusal(412, "setup already completed");
    const auto& user = world.local_users.add(login);
    json::object answer{{"email", user.email}};
    if (world.options.setup_token && asks_for_token(*body))
        answer["personal_access_token"] = token_at_setup(world, user);
    answer["user_id"] = user_id(user.subject, "local");
    auto made = json_answer(answer);
    if (world.options.generation >= Generation::v0_77)
        made.headers.emplace_back("cache-control", "no-store");
    return made;
}

} // namespace

std::optional<Answer> answer_without_token(World& world, const Request& request)
{
    if (request.method == "GET" && request.path() == "/api/instance")
        return json_answer(json::object{{"setup_required", setup_required(world)}});
    if (request.method == "POST" && request.path() == "/api/setup")
        return set_up(world, request);
    return std::nullopt;
}

User& make_account(World& world, User owner, std::string domain)
{
    const auto now = world.clock.wall_now();
    auto& user = world.users.add(std::move(owner));
    world.account.create(now, user.initiator(), std::move(domain));
    world.events.record(now, "account.create", user.initiator(), world.account.id(), {});
    return user;
}

} // namespace idpsync::sandbox
