#include "registrar/entra.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "oidc/form.hpp"
#include "oidc/registration.hpp"
#include "registrar/entra_codec.hpp"
#include "registrar/known_secrets.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

constexpr std::string_view issuer_end = "/v2.0";
constexpr std::string_view usual_login = "login.microsoftonline.com";
constexpr std::string_view usual_graph = "https://graph.microsoft.com";
constexpr std::string_view right_to_manage =
    "give the application that registration.client_id names the right Application.ReadWrite.OwnedBy, and "
    "make it an owner of the client";

/// As a text in a path of OData: a quote in it is doubled.
std::string application_path(const std::string& client_id)
{
    std::string text;
    for (const char letter : client_id)
        text += letter == '\'' ? std::string("''") : std::string(1, letter);
    return "/v1.0/applications(appId='" + net::percent_encoded(text) + "')";
}

std::string action_path(const ProviderClient& client, std::string_view action)
{
    return "/v1.0/applications/" + net::percent_encoded(client.handle) + std::string(action);
}

/// "https://graph.microsoft.com/.default": of the host that the calls go to.
std::string default_scope(const boost::urls::url& graph)
{
    return std::string(graph.encoded_origin()) + "/.default";
}

Result<boost::urls::url> graph_url(const Access& access, const boost::urls::url& login)
{
    if (access.url)
        return net::without_trailing_slash(*access.url);
    if (std::string_view(login.encoded_host()) == usual_login)
        return boost::urls::url(boost::urls::parse_uri(usual_graph).value());
    return Error{ErrorKind::bad_config,
                 "the issuer " + quoted(access.issuer) + " is not at " + std::string(usual_login) +
                     ", so where its Microsoft Graph answers is not known",
                 "write its address into registration.url"};
}

} // namespace

Result<EntraTenant> entra_tenant(const Access& access, net::HttpClient& http)
{
    auto login = oidc::parse_endpoint(access.issuer);
    const std::string path(login ? std::string_view(login->encoded_path()) : std::string_view());
    if (!path.ends_with(issuer_end) || path.size() < issuer_end.size() + 2)
        return Error{ErrorKind::bad_config, "the issuer " + quoted(access.issuer) + " names no tenant",
                     "write it as https://" + std::string(usual_login) + "/TENANT/v2.0"};
    const auto graph = graph_url(access, *login);
    if (graph.has_error())
        return graph.error();
    login->set_encoded_path(path.substr(0, path.size() - issuer_end.size()));
    login->remove_query();
    login->remove_fragment();
    const auto name = oidc::product_of(access.type);
    return EntraTenant{.login = {http, name, *login, right_to_manage},
                       .graph = {http, "Microsoft Graph", *graph, right_to_manage},
                       .scope = default_scope(*graph)};
}

net::Request Entra::request(const Visit& visit, net::Method method, std::string_view path) const
{
    auto request = net::request_under(tenant_.graph.base, method, path);
    request.authorization = visit.authorization.clone();
    request.deadline = visit.deadline;
    return request;
}

asio::awaitable<Result<Entra::Visit>> Entra::sign_in(net::SteadyTime deadline)
{
    auto request = net::request_under(tenant_.login.base, net::Method::post, "/oauth2/v2.0/token");
    request.content_type = "application/x-www-form-urlencoded";
    auto secret = oidc::form_encoded(secret_.reveal());
    auto form = std::string(net::oauth::grant_type) +
                "=client_credentials&client_id=" + oidc::form_encoded(account_) +
                "&scope=" + oidc::form_encoded(tenant_.scope) + "&client_secret=";
    form.reserve(form.size() + secret.size());
    form += secret;
    wipe(secret);
    request.body = Secret(std::move(form));
    request.deadline = deadline;
    const auto answer = co_await ask(tenant_.login, std::move(request));
    if (answer.has_error())
        co_return answer.error().with_context("the application " + quoted(account_) + " cannot sign in");
    const Secret token(answer->has_value() ? text_member(***answer, "access_token") : std::string());
    if (token.empty())
        co_return not_understood(tenant_.login, "an access token for the application " + quoted(account_));
    living_secrets().learn(token);
    token_ = token.clone();
    co_return Visit{oidc::bearer_authorization(token), deadline};
}

asio::awaitable<Result<std::optional<ProviderClient>>> Entra::look(const Visit& visit, std::string client_id)
{
    auto get = request(visit, net::Method::get,
                       application_path(client_id) + "?$select=" + std::string(entra_members));
    const auto answer = co_await ask(tenant_.graph, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    if (!answer->has_value())
        co_return std::optional<ProviderClient>();
    auto client = entra_client(***answer);
    if (!client || client->client_id != client_id)
        co_return not_understood(tenant_.graph, "the application " + quoted(client_id));
    co_return std::optional(std::move(*client));
}

/// By its hint, as that of a declared secret. Of several that begin alike the earliest end counts.
asio::awaitable<Result<std::optional<WallTime>>> Entra::access_ends(WallTime /*now*/,
                                                                    net::SteadyTime deadline)
{
    std::optional<Visit> as;
    if (token_)
        as = Visit{oidc::bearer_authorization(*token_), deadline};
    else
    {
        auto signed_in = co_await sign_in(deadline);
        if (signed_in.has_error())
            co_return signed_in.error();
        as = std::move(*signed_in);
    }
    const auto own = co_await look(*as, account_);
    if (own.has_error())
        co_return own.error();
    const bool tells = own->has_value() && (*own)->secrets;
    const auto end = tells ? end_of_secret((*own)->secrets->list, secret_) : std::nullopt;
    if (!end)
        co_return Error{ErrorKind::rejected,
                        at(tenant_.graph) + " shows no end of the secret of the application " +
                            quoted(account_),
                        "make the application an owner of itself: az ad app owner add --id " +
                            quoted(account_) + " --owner-object-id OBJECT-ID"};
    co_return std::optional(end->at);
}

asio::awaitable<Result<Entra::Shown>> Entra::visit(std::string client_id, net::SteadyTime deadline)
{
    auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    auto client = co_await look(*visit, client_id);
    if (client.has_error())
        co_return client.error();
    if (!client->has_value())
        co_return gone(tenant_.graph, client_id);
    co_return Shown{std::move(*visit), std::move(**client)};
}

asio::awaitable<Result<std::optional<ProviderClient>>> Entra::find(std::string client_id,
                                                                   net::SteadyTime deadline)
{
    const auto visit = co_await sign_in(deadline);
    if (visit.has_error())
        co_return visit.error();
    co_return co_await look(*visit, std::move(client_id));
}

asio::awaitable<Result<void>> Entra::create(NewClient /*client*/, net::SteadyTime /*deadline*/)
{
    co_return Error{ErrorKind::rejected,
                    std::string(tenant_.login.name) +
                        " chooses the id of an application itself, so none can be made "
                        "with the declared client_id",
                    "make one by hand, and declare its id as client_id"};
}

asio::awaitable<Result<ClientTraits>> Entra::put_right(std::string client_id, ClientTraits traits,
                                                       ClientNeeds needs, net::SteadyTime deadline)
{
    const auto shown = co_await visit(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    const auto wrong = amiss(shown->client, needs, traits);
    auto body = entra_change(shown->client, wrong, needs);
    if (!body)
        co_return wrong;
    auto patch =
        with_json(request(shown->visit, net::Method::patch, application_path(client_id)), std::move(*body));
    const auto changed = co_await tell(tenant_.graph, std::move(patch));
    if (changed.has_error())
        co_return changed.error();
    co_return wrong;
}

asio::awaitable<Result<ClientSecrets>> Entra::secrets(std::string client_id, net::SteadyTime deadline)
{
    auto shown = co_await visit(std::move(client_id), deadline);
    if (shown.has_error())
        co_return shown.error();
    co_return std::move(*shown->client.secrets);
}

asio::awaitable<Result<MadeSecret>> Entra::add_secret(std::string client_id, NewSecret wanted,
                                                      net::SteadyTime deadline)
{
    const auto shown = co_await visit(std::move(client_id), deadline);
    if (shown.has_error())
        co_return shown.error();
    auto post =
        with_json(request(shown->visit, net::Method::post, action_path(shown->client, "/addPassword")),
                  entra_new_secret(wanted));
    const auto answer = co_await tell(tenant_.graph, std::move(post));
    if (answer.has_error())
        co_return answer.error();
    auto made = entra_made_secret(**answer);
    if (!made)
        co_return not_understood(tenant_.graph, "a new secret");
    living_secrets().learn(made->secret);
    co_return std::move(*made);
}

asio::awaitable<Result<void>> Entra::remove(std::string client_id, net::SteadyTime /*deadline*/)
{
    co_return Error{ErrorKind::rejected, "the application " + quoted(client_id) + " at " +
                                             std::string(tenant_.login.name) +
                                             " was made by hand, and is deleted by hand"};
}

/// What Graph says of one that is gone nobody recorded: so it is looked for first.
asio::awaitable<Result<void>> Entra::remove_secret(std::string client_id, std::string secret_id,
                                                   net::SteadyTime deadline)
{
    const auto shown = co_await visit(std::move(client_id), deadline);
    if (shown.has_error() && shown.error().kind == ErrorKind::conflict)
        co_return Result<void>();
    if (shown.has_error())
        co_return shown.error();
    const auto& list = shown->client.secrets->list;
    if (std::ranges::find(list, secret_id, &ClientSecret::id) == list.end())
        co_return Result<void>();
    auto post =
        with_json(request(shown->visit, net::Method::post, action_path(shown->client, "/removePassword")),
                  entra_removed_secret(secret_id));
    const auto removed = co_await tell(tenant_.graph, std::move(post));
    if (removed.has_error())
        co_return removed.error();
    co_return Result<void>();
}

} // namespace idpsync::registrar
