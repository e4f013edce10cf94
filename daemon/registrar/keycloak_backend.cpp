#include "registrar/keycloak_backend.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "registrar/keycloak.hpp"
#include "registrar/keycloak_codec.hpp"
#include "registrar/keycloak_shape.hpp"
#include "registrar/server_url.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace idpsync::registrar {

namespace asio = boost::asio;
namespace dom = boost::json;

namespace {

constexpr std::string_view by_client_secret = "client-secret";
constexpr std::string_view role_of_backend = "view-users";
constexpr std::string_view home_of_roles = "realm-management";

std::string below_clients(const std::string& handle, std::string_view what = {})
{
    return "/clients/" + net::percent_encoded(handle) + std::string(what);
}

/// Those with that id: one or none.
std::string list_of(const std::string& client_id)
{
    return "/clients?clientId=" + net::percent_encoded(client_id);
}

/// No earlier than at the end, whatever differs.
bool are_equal(std::string_view one, std::string_view other)
{
    unsigned differences = one.size() == other.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
        differences |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
    return differences == 0;
}

BackendClient as_backend(KeycloakAccount read, const Secret& declared)
{
    BackendClient client{.handle = read.id, .client_id = read.client_id};
    client.ours = read.description == mark_of_this_program;
    client.enabled = read.enabled;
    client.by_secret = !read.is_public && !read.bearer_only &&
                       (read.authenticator.empty() || read.authenticator == by_client_secret);
    client.service_account = read.service_account;
    const Secret shown(std::move(read.secret));
    if (!shown.empty())
    {
        living_secrets().learn(shown);
        client.knows_secret = are_equal(shown.reveal(), declared.reveal());
    }
    return client;
}

/// What a new one has beside.
dom::object new_backend(const std::string& client_id)
{
    return {{"clientId", client_id},
            {"name", "NetBird's manager of users"},
            {"description", mark_of_this_program},
            {"protocol", "openid-connect"},
            {"standardFlowEnabled", false},
            {"implicitFlowEnabled", false},
            {"directAccessGrantsEnabled", false},
            {"redirectUris", dom::array()},
            {"webOrigins", dom::array()}};
}

/// The members that the traits ask for, into `body`.
void add_members(dom::object& body, const BackendTraits& wrong, const Secret& secret)
{
    if (wrong.contains(BackendTrait::enabled))
        body["enabled"] = true;
    if (wrong.contains(BackendTrait::confidential))
    {
        body["publicClient"] = false;
        body["bearerOnly"] = false;
        body["clientAuthenticatorType"] = by_client_secret;
    }
    if (wrong.contains(BackendTrait::service_account))
        body["serviceAccountsEnabled"] = true;
    // Keycloak forgets the secret of a client that was public.
    if (wrong.contains(BackendTrait::client_secret) || wrong.contains(BackendTrait::confidential))
        body["secret"] = secret.reveal();
}

Error cannot_assign(const Error& error, const std::string& account)
{
    auto told = error.with_context("all but its role " + std::string(role_of_backend) + " of " +
                                   std::string(home_of_roles));
    if (told.kind == ErrorKind::forbidden)
        told.next = "in Keycloak: the realm > Clients > " + quoted(account) +
                    " > Service account roles > Assign role > Client roles: view-users of realm-management; "
                    "only an account with manage-users may do that, which could also change every user";
    return told;
}

} // namespace

KeycloakBackend::KeycloakBackend(Server server, const Access& access, std::string account,
                                 const Secret& secret)
    : server_(std::move(server)),
      realm_(part_behind(access.issuer, "/realms/")),
      access_(access),
      account_(std::move(account)),
      secret_(secret)
{}

net::Request KeycloakBackend::request(const Secret& authorization, net::Method method,
                                      const std::string& path, net::SteadyTime deadline) const
{
    auto request = net::request_under(server_.base, method, "/admin/realms/" + realm_ + path);
    request.authorization = authorization.clone();
    request.deadline = deadline;
    return request;
}

asio::awaitable<Result<Secret>> KeycloakBackend::sign_in(net::SteadyTime deadline)
{
    return keycloak_sign_in(server_, realm_, access_.account, access_.secret, deadline);
}

asio::awaitable<Result<Document>> KeycloakBackend::document_at(const Secret& authorization, std::string path,
                                                               net::SteadyTime deadline)
{
    auto get = request(authorization, net::Method::get, path, deadline);
    auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    if (!answer->has_value())
        co_return not_understood(server_, "what " + path + " has");
    co_return std::move(**answer);
}

/// As NetBird's server does it, which is better than to read roles: that needs one more right.
asio::awaitable<void> KeycloakBackend::try_it(BackendClient& client, net::SteadyTime deadline)
{
    const auto authorization = co_await keycloak_sign_in(server_, realm_, account_, secret_, deadline);
    if (authorization.has_error())
    {
        const bool refused = authorization.error().kind == ErrorKind::unauthorized;
        if (refused && !client.knows_secret)
            client.knows_secret = false;
        else
            client.untried = authorization.error().message;
        co_return;
    }
    client.knows_secret = true;
    auto get = request(*authorization, net::Method::get, "/users/count", deadline);
    const auto users = co_await ask(server_, std::move(get));
    if (users.has_value() && users->has_value())
        client.reads_users = true;
    else if (users.has_error() && users.error().kind == ErrorKind::forbidden)
        client.reads_users = false;
    else
        client.untried = users.has_error() ? users.error().message : "Keycloak does not count its users";
}

asio::awaitable<Result<std::optional<BackendClient>>> KeycloakBackend::find(net::SteadyTime deadline)
{
    const auto authorization = co_await sign_in(deadline);
    if (authorization.has_error())
        co_return authorization.error();
    const auto answer = co_await document_at(*authorization, list_of(account_), deadline);
    if (answer.has_error())
        co_return answer.error();
    auto read = json::read<std::vector<KeycloakAccount>>(**answer, json::Reading{.unknown_members = true});
    if (!read)
        co_return not_understood(server_, "a list of clients");
    const auto found = std::ranges::find(*read, account_, &KeycloakAccount::client_id);
    if (found == read->end())
        co_return std::optional<BackendClient>();
    auto client = as_backend(std::move(*found), secret_);
    if (wrong_traits(client).empty())
        co_await try_it(client, deadline);
    co_return std::optional(std::move(client));
}

asio::awaitable<Result<void>> KeycloakBackend::create(net::SteadyTime deadline)
{
    const auto authorization = co_await sign_in(deadline);
    if (authorization.has_error())
        co_return authorization.error();
    auto body = new_backend(account_);
    add_members(body,
                {BackendTrait::enabled, BackendTrait::confidential, BackendTrait::service_account,
                 BackendTrait::client_secret},
                secret_);
    auto post =
        with_json(request(*authorization, net::Method::post, "/clients", deadline), dom::serialize(body));
    const auto made = co_await tell(server_, std::move(post));
    if (made.has_error())
        co_return made.error();
    const auto list = co_await document_at(*authorization, list_of(account_), deadline);
    if (list.has_error())
        co_return list.error();
    const auto* shown = find_keycloak_object(**list, account_);
    if (shown == nullptr)
        co_return not_understood(server_, "the client that was just made");
    auto handle = text_member(*shown, "id");
    co_return co_await assign_role(*authorization, std::move(handle), deadline);
}

asio::awaitable<Result<void>> KeycloakBackend::put_right(BackendClient client, BackendTraits wrong,
                                                         net::SteadyTime deadline)
{
    const auto authorization = co_await sign_in(deadline);
    if (authorization.has_error())
        co_return authorization.error();
    dom::object body;
    add_members(body, wrong, secret_);
    if (!body.empty())
    {
        const auto list = co_await document_at(*authorization, list_of(account_), deadline);
        if (list.has_error())
            co_return list.error();
        const auto* shown = find_keycloak_object(**list, account_);
        if (shown == nullptr)
            co_return gone(server_, account_);
        keep_what_must_come_along(*shown, body);
        const auto path = below_clients(client.handle);
        auto put = with_json(request(*authorization, net::Method::put, path, deadline), dom::serialize(body));
        const auto changed = co_await tell(server_, std::move(put));
        if (changed.has_error())
            co_return changed.error();
    }
    if (!wrong.contains(BackendTrait::view_users))
        co_return Result<void>();
    co_return co_await assign_role(*authorization, client.handle, deadline);
}

asio::awaitable<Result<void>> KeycloakBackend::assign_role(const Secret& authorization, std::string handle,
                                                           net::SteadyTime deadline)
{
    auto path = below_clients(handle, "/service-account-user");
    const auto user = co_await document_at(authorization, std::move(path), deadline);
    if (user.has_error())
        co_return user.error();
    const std::string keeper(home_of_roles);
    const auto homes = co_await document_at(authorization, list_of(keeper), deadline);
    if (homes.has_error())
        co_return homes.error();
    const auto* shown = find_keycloak_object(**homes, keeper);
    if (shown == nullptr)
        co_return not_understood(server_, "the client " + keeper);
    const auto home = text_member(*shown, "id");
    path = below_clients(home, "/roles/" + std::string(role_of_backend));
    const auto role = co_await document_at(authorization, std::move(path), deadline);
    if (role.has_error())
        co_return role.error();
    const dom::object one{{"id", text_member(**role, "id")}, {"name", role_of_backend}};
    path =
        "/users/" + net::percent_encoded(text_member(**user, "id")) + "/role-mappings" + below_clients(home);
    auto post =
        with_json(request(authorization, net::Method::post, path, deadline), dom::serialize(dom::array{one}));
    const auto assigned = co_await tell(server_, std::move(post));
    if (assigned.has_error())
        co_return cannot_assign(assigned.error(), account_);
    co_return Result<void>();
}

} // namespace idpsync::registrar
