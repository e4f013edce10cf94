#pragma once

// NetBird's management API: what stands under /api.

#include "net/clock.hpp"
#include "sandbox/accounts.hpp"
#include "sandbox/connectors.hpp"
#include "sandbox/events.hpp"
#include "sandbox/issuers.hpp"
#include "sandbox/local_users.hpp"
#include "sandbox/login_service.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/users.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace idpsync::sandbox {

/// Everything that a request can reach.
struct World
{
    World(net::Clock& used_clock, Options chosen);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    net::Clock& clock;
    Options options;
    Ids ids;
    Issuers issuers;
    Connectors connectors;
    Users users;
    LocalUsers local_users;
    std::vector<std::string> groups = {}; ///< that somebody made, by their names
    Events events;
    Account account;
    LoginService login;

    void record(std::string_view code, const Initiator& by, const Connector& connector,
                std::string_view type);
    /// `what`: "create" or "delete".
    void record_token(std::string_view what, const Initiator& by, const User& user, const Token& token);
};

/// Of whoever may not do what was asked for.
Answer permission_denied();

/// One authenticated call of the API.
struct Call
{
    const Request& request;
    User& user;
    /// Of the path: what stands at the first "*" of the route, and at the second.
    std::string_view rest;
    std::string_view last = {};
};

/// What stands for each "*" of a route.
using Segments = std::array<std::string_view, 2>;

class Api
{
public:
    explicit Api(World& world) : world_(world) {}

    /// Answers a request whose path begins with /api/.
    boost::asio::awaitable<Answer> handle(const Request& request);

private:
    using Handler = boost::asio::awaitable<Answer> (Api::*)(Call);

    [[nodiscard]] Handler route(const Request& request, Segments& segments) const;

    boost::asio::awaitable<Answer> list_connectors(Call call);
    boost::asio::awaitable<Answer> create_connector(Call call);
    boost::asio::awaitable<Answer> show_connector(Call call);
    boost::asio::awaitable<Answer> update_connector(Call call);
    boost::asio::awaitable<Answer> remove_connector(Call call);
    boost::asio::awaitable<std::optional<Answer>> objection(const boost::json::object& sent);
    /// The connector that `call` writes, or why it may not.
    boost::asio::awaitable<std::variant<boost::json::object, Answer>> connector_of(const Call& call);

    boost::asio::awaitable<Answer> list_accounts(Call call);
    boost::asio::awaitable<Answer> update_account(Call call);
    boost::asio::awaitable<Answer> list_events(Call call);
    boost::asio::awaitable<Answer> show_version(Call call);
    boost::asio::awaitable<Answer> show_current_user(Call call);
    boost::asio::awaitable<Answer> list_users(Call call);
    boost::asio::awaitable<Answer> list_groups(Call call);
    boost::asio::awaitable<Answer> create_user(Call call);
    boost::asio::awaitable<Answer> approve_user(Call call);
    boost::asio::awaitable<Answer> list_tokens(Call call);
    boost::asio::awaitable<Answer> create_token(Call call);
    boost::asio::awaitable<Answer> remove_token(Call call);

    World& world_;
};

} // namespace idpsync::sandbox
