#include "registrar/keycloak.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "registrar/server_url.hpp"

#include <algorithm>
#include <map>

namespace idpsync::registrar {

namespace asio = boost::asio;

/// As the server spells it. It leaves out what is null, and what it has beside that is passed over.
struct KeycloakClient
{
    std::string id;
    std::string client_id;
    std::string name;
    bool enabled = false;
    bool is_public = false;
    bool bearer_only = false;
    bool standard_flow = false;
    std::vector<std::string> redirect_uris;
    std::map<std::string, std::string> attributes;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::KeycloakClient> =
    object("client", "", member("id", &registrar::KeycloakClient::id),
           member("clientId", &registrar::KeycloakClient::client_id),
           member("name", &registrar::KeycloakClient::name).if_set(),
           member("enabled", &registrar::KeycloakClient::enabled),
           member("publicClient", &registrar::KeycloakClient::is_public),
           member("bearerOnly", &registrar::KeycloakClient::bearer_only).if_set(),
           member("standardFlowEnabled", &registrar::KeycloakClient::standard_flow),
           member("redirectUris", &registrar::KeycloakClient::redirect_uris).if_set(),
           member("attributes", &registrar::KeycloakClient::attributes).if_set());

} // namespace idpsync::json

namespace idpsync::registrar {
namespace {

constexpr std::string_view before_realm = "/realms/";

ProviderClient as_client(KeycloakClient read)
{
    ProviderClient client{
        .handle = std::move(read.id), .client_id = std::move(read.client_id), .name = std::move(read.name)};
    for (auto& uri : read.redirect_uris)
        client.redirect_uris.push_back({std::move(uri), UriMatch::prefix});
    client.enabled = read.enabled;
    client.confidential = !read.is_public;
    client.code_flow = read.standard_flow && !read.bearer_only;
    const auto challenge = read.attributes.find("pkce.code.challenge.method");
    client.demands_challenge = challenge != read.attributes.end() && !challenge->second.empty();
    return client;
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
    return Server{http, oidc::product_of(access.type), *base, {}};
}

std::optional<std::optional<ProviderClient>> keycloak_client(const boost::json::value& answer,
                                                             const std::string& client_id)
{
    auto read = json::read<std::vector<KeycloakClient>>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    const auto found = std::ranges::find(*read, client_id, &KeycloakClient::client_id);
    if (found == read->end())
        return std::optional<ProviderClient>();
    return as_client(std::move(*found));
}

asio::awaitable<Result<Secret>> Keycloak::log_in(net::SteadyTime deadline)
{
    auto request = net::request_under(server_.base, net::Method::post,
                                      "/realms/" + realm_ + "/protocol/openid-connect/token");
    request.authorization = oidc::basic_authorization(account_, secret_);
    request.content_type = "application/x-www-form-urlencoded";
    request.body = Secret("grant_type=client_credentials");
    request.deadline = deadline;
    auto answer = co_await ask(server_, std::move(request));
    if (answer.has_error())
        co_return answer.error().with_context("the service account " + quoted(account_) + " cannot sign in");
    auto token = answer->has_value() ? text_member(***answer, "access_token") : std::string();
    if (token.empty())
        co_return not_understood(server_, "an access token for the service account " + quoted(account_));
    const Secret access_token(std::move(token));
    // The administration may repeat it in what it says is wrong.
    living_secrets().learn(access_token);
    co_return oidc::bearer_authorization(access_token);
}

asio::awaitable<Result<std::optional<ProviderClient>>> Keycloak::find(std::string client_id,
                                                                      net::SteadyTime deadline)
{
    auto authorization = co_await log_in(deadline);
    if (authorization.has_error())
        co_return authorization.error();
    const auto path = "/admin/realms/" + realm_ + "/clients?clientId=" + net::percent_encoded(client_id);
    auto request = net::request_under(server_.base, net::Method::get, path);
    request.authorization = std::move(*authorization);
    request.deadline = deadline;
    const auto answer = co_await ask(server_, std::move(request));
    if (answer.has_error())
        co_return answer.error();
    auto client = answer->has_value() ? keycloak_client(***answer, client_id) : std::nullopt;
    if (!client)
        co_return not_understood(server_, "a list of clients");
    co_return std::move(*client);
}

} // namespace idpsync::registrar
