#include "registrar/keycloak.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "registrar/keycloak_codec.hpp"
#include "registrar/server_url.hpp"

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

constexpr std::string_view before_realm = "/realms/";
constexpr std::string_view right_to_change =
    "assign its service account the role manage-clients of realm-management";

std::string uuid_path(const ProviderClient& client, std::string_view what = {})
{
    return "/clients/" + net::percent_encoded(client.handle) + std::string(what);
}

Error cannot_sign_in(const Error& error, const std::string& account)
{
    auto told = error.with_context("the service account " + quoted(account) + " cannot sign in");
    // Recorded: 013 of a wrong secret, 038 without service accounts roles.
    if (told.kind == ErrorKind::unauthorized)
        told.next = "in Keycloak: the realm > Clients > " + quoted(account) +
                    ": \"Service accounts roles\" must be on; copy Credentials > Client Secret to where "
                    "registration.client_secret points";
    return told;
}

Result<void> done(const Result<Document>& answer)
{
    return answer.has_error() ? Result<void>(answer.error()) : Result<void>();
}

} // namespace

Result<Server> keycloak_server(const Access& access, net::HttpClient& http)
{
    if (part_behind(access.issuer, before_realm).empty())
        return Error{ErrorKind::bad_config, "the issuer " + quoted(access.issuer) + " names no realm",
                     "write it as https://HOST/realms/REALM"};
    const auto base = server_url(access, before_realm);
    if (base.has_error())
        return base.error();
    return Server{http, oidc::product_of(access.type), *base, right_to_change};
}

net::Request Keycloak::request(const Visit& visit, net::Method method, std::string_view path) const
{
    auto request = net::request_under(server_.base, method, "/admin/realms/" + realm_ + std::string(path));
    request.authorization = visit.authorization.clone();
    request.deadline = visit.deadline;
    return request;
}

asio::awaitable<Result<Secret>> keycloak_sign_in(const Server& server, const std::string& realm,
                                                 const std::string& account, const Secret& secret,
                                                 net::SteadyTime deadline)
{
    auto request = net::request_under(server.base, net::Method::post,
                                      "/realms/" + realm + "/protocol/openid-connect/token");
    request.authorization = oidc::basic_authorization(account, secret);
    request.content_type = "application/x-www-form-urlencoded";
    request.body = Secret(std::string(net::oauth::grant_type) + "=client_credentials");
    request.deadline = deadline;
    const auto answer = co_await ask(server, std::move(request));
    if (answer.has_error())
        co_return cannot_sign_in(answer.error(), account);
    const Secret token(answer->has_value() ? text_member(***answer, "access_token") : std::string());
    if (token.empty())
        co_return not_understood(server, "an access token for the service account " + quoted(account));
    // The administration may repeat it in what it says is wrong.
    living_secrets().learn(token);
    co_return oidc::bearer_authorization(token);
}

asio::awaitable<Result<Keycloak::Visit>> Keycloak::sign_in(net::SteadyTime deadline)
{
    auto authorization = co_await keycloak_sign_in(server_, realm_, account_, secret_, deadline);
    if (authorization.has_error())
        co_return authorization.error();
    co_return Visit{std::move(*authorization), deadline};
}

asio::awaitable<Result<std::optional<Keycloak::Shown>>> Keycloak::look(const Visit& visit,
                                                                       std::string client_id)
{
    auto get = request(visit, net::Method::get, "/clients?clientId=" + net::percent_encoded(client_id));
    auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    auto client = answer->has_value() ? keycloak_client(***answer, client_id) : std::nullopt;
    if (!client)
        co_return not_understood(server_, "a list of clients");
    if (!client->has_value())
        co_return std::optional<Shown>();
    for (const auto& secret : {(*client)->secret, (*client)->former_secret})
        if (secret)
            living_secrets().learn(*secret);
    Shown shown{std::move(**answer), std::move(**client)};
    const auto looked = co_await look_at_scopes(visit, shown);
    if (looked.has_error())
        co_return looked.error();
    co_return std::optional(std::move(shown));
}

asio::awaitable<Result<Keycloak::Shown>> Keycloak::look_again(const Visit& visit, std::string client_id)
{
    auto shown = co_await look(visit, client_id);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return gone(server_, client_id);
    co_return std::move(**shown);
}

asio::awaitable<Result<void>> Keycloak::look_at_scopes(const Visit& visit, Shown& shown)
{
    if (shown.client.brings_groups && shown.client.confidential)
        co_return Result<void>();
    auto get = request(visit, net::Method::get, "/client-scopes");
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error() && answer.error().kind == ErrorKind::forbidden)
    {
        if (!shown.client.brings_groups)
            shown.scopes_hidden = answer.error();
        co_return Result<void>();
    }
    if (answer.has_error())
        co_return answer.error();
    const auto& client = keycloak_object(*shown.list, shown.client.client_id);
    const auto by_scopes =
        answer->has_value() ? keycloak_scopes_bring_groups(client, ***answer) : std::nullopt;
    if (!by_scopes)
        co_return not_understood(server_, "a list of client scopes");
    shown.client.brings_groups = shown.client.brings_groups.value_or(false) || *by_scopes;
    if (!shown.client.confidential)
        shown.client.audiences = keycloak_audiences(client, ***answer);
    co_return Result<void>();
}

asio::awaitable<Result<std::optional<ProviderClient>>> Keycloak::find(std::string client_id,
                                                                      net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    auto shown = co_await look(*visit, std::move(client_id));
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return std::optional<ProviderClient>();
    co_return std::optional(std::move((*shown)->client));
}

/// Never twice: NetBird makes a group of its own of a name that arrives a second time.
asio::awaitable<Result<void>> Keycloak::bring_groups(const Visit& visit, const Shown& shown)
{
    if (shown.scopes_hidden)
        co_return *shown.scopes_hidden;
    if (shown.client.brings_groups.value_or(true))
        co_return Result<void>();
    auto mapper = keycloak_groups_mapper(keycloak_object(*shown.list, shown.client.client_id));
    const bool is_new = mapper.id.empty();
    const auto path =
        uuid_path(shown.client, "/protocol-mappers/models" +
                                    (is_new ? std::string() : "/" + net::percent_encoded(mapper.id)));
    auto change = with_json(request(visit, is_new ? net::Method::post : net::Method::put, path),
                            std::move(mapper.body));
    const auto answer = co_await tell(server_, std::move(change));
    co_return done(answer);
}

asio::awaitable<Result<void>> Keycloak::change(const Visit& visit, const Shown& shown, std::string body)
{
    auto put = with_json(request(visit, net::Method::put, uuid_path(shown.client)), std::move(body));
    const auto answer = co_await tell(server_, std::move(put));
    co_return done(answer);
}

asio::awaitable<Result<void>> Keycloak::create(NewClient client, net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    auto post = with_json(request(*visit, net::Method::post, "/clients"), keycloak_new_client(client));
    const auto made = co_await tell(server_, std::move(post));
    const bool is_whole = !client.needs.groups && !client.needs.standalone;
    if (made.has_error() || is_whole)
        co_return done(made);
    const auto shown = co_await look_again(*visit, client.client_id);
    if (shown.has_error())
        co_return shown.error();
    auto wrong =
        amiss(shown->client, client.needs, {ClientTrait::groups, ClientTrait::scopes, ClientTrait::audience});
    co_return co_await bring_the_rest(*visit, *shown, std::move(wrong), std::move(client.needs));
}

asio::awaitable<Result<ClientTraits>> Keycloak::put_right(std::string client_id, ClientTraits traits,
                                                          ClientNeeds needs, net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    const auto shown = co_await look_again(*visit, client_id);
    if (shown.has_error())
        co_return shown.error();
    const auto wrong = amiss(shown->client, needs, traits);
    if (auto body = keycloak_change(keycloak_object(*shown->list, client_id), wrong, needs))
    {
        const auto changed = co_await change(*visit, *shown, std::move(*body));
        if (changed.has_error())
            co_return changed.error();
    }
    const auto brought = co_await bring_the_rest(*visit, *shown, wrong, std::move(needs));
    if (brought.has_error())
        co_return brought.error();
    co_return wrong;
}

asio::awaitable<Result<ClientSecrets>> Keycloak::secrets(std::string client_id, net::SteadyTime deadline)
{
    const auto found = co_await find(client_id, deadline);
    if (found.has_error())
        co_return found.error();
    if (!found->has_value())
        co_return gone(server_, client_id);
    co_return ClientSecrets{.custody = custody_of(**found), .list = {}};
}

asio::awaitable<Result<MadeSecret>> Keycloak::add_secret(std::string client_id, NewSecret wanted,
                                                         net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    const auto shown = co_await look_again(*visit, client_id);
    if (shown.has_error())
        co_return shown.error();
    if (wanted.chosen.empty())
        co_return co_await draw_secret(*visit, *shown);
    auto body = keycloak_secret_change(keycloak_object(*shown->list, client_id), wanted.chosen);
    const auto changed = co_await change(*visit, *shown, std::move(body));
    if (changed.has_error())
        co_return changed.error();
    co_return MadeSecret{.secret = std::move(wanted.chosen), .id = {}};
}

/// With a rotation policy this alone keeps the one before: of a chosen one that is sent, it does not.
asio::awaitable<Result<MadeSecret>> Keycloak::draw_secret(const Visit& visit, const Shown& shown)
{
    auto post = request(visit, net::Method::post, uuid_path(shown.client, "/client-secret"));
    const auto answer = co_await tell(server_, std::move(post));
    if (answer.has_error())
        co_return answer.error();
    Secret drawn(text_member(**answer, "value"));
    if (drawn.empty())
        co_return not_understood(server_, "a new secret");
    living_secrets().learn(drawn);
    const auto now = co_await look_again(visit, shown.client.client_id);
    // The policy may be gone since the last one was made; nothing else shows that.
    const bool ended = now.has_value() && now->client.former_secret == nullptr;
    co_return MadeSecret{.secret = std::move(drawn),
                         .id = {},
                         .expires = now.has_value() ? now->client.secret_ends : std::nullopt,
                         .ended_former = ended};
}

/// The one before it, of a client with a rotation policy. One that is gone already is answered alike.
asio::awaitable<Result<void>> Keycloak::remove_secret(std::string client_id, std::string secret_id,
                                                      net::SteadyTime deadline)
{
    if (secret_id != former_secret_id)
        co_return holds_one_secret(server_);
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    const auto shown = co_await look_again(*visit, std::move(client_id));
    if (shown.has_error())
        co_return shown.error();
    auto remove = request(*visit, net::Method::remove, uuid_path(shown->client, "/client-secret/rotated"));
    const auto answer = co_await tell(server_, std::move(remove));
    co_return done(answer);
}

asio::awaitable<Result<void>> Keycloak::remove(std::string client_id, net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    const auto shown = co_await look(*visit, std::move(client_id));
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return Result<void>();
    auto remove = request(*visit, net::Method::remove, uuid_path((*shown)->client));
    const auto answer = co_await tell(server_, std::move(remove));
    if (answer.has_error() && answer.error().kind == ErrorKind::conflict)
        co_return Result<void>();
    co_return done(answer);
}

} // namespace idpsync::registrar
