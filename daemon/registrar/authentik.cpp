#include "registrar/authentik.hpp"

#include "core/text.hpp"
#include "json/read.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "registrar/server_url.hpp"

#include <algorithm>

namespace idpsync::registrar {

namespace asio = boost::asio;

/// As the server spells it. What newer versions add is passed over.
struct AuthentikUri
{
    std::string matching_mode;
    std::string url;
    std::string type; ///< from 2026.5 on: authorization or logout; empty: authorization
};

struct AuthentikProvider
{
    std::string name;
    std::string client_id;
    std::string client_type;
    std::vector<AuthentikUri> redirect_uris;
    std::optional<std::string> signing_key;
    std::optional<std::string> encryption_key;
    bool claims_in_id_token = false;
    /// From 2026.5 on; a provider without any refuses every login.
    std::optional<std::vector<std::string>> grant_types;
};

struct AuthentikProviders
{
    std::vector<AuthentikProvider> results;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::AuthentikUri> =
    object("uri", "", member("matching_mode", &registrar::AuthentikUri::matching_mode),
           member("url", &registrar::AuthentikUri::url),
           member("redirect_uri_type", &registrar::AuthentikUri::type).if_set());

template <>
inline constexpr auto shape<registrar::AuthentikProvider> =
    object("provider", "", member("name", &registrar::AuthentikProvider::name),
           member(net::oauth::client_id, &registrar::AuthentikProvider::client_id),
           member("client_type", &registrar::AuthentikProvider::client_type),
           member("redirect_uris", &registrar::AuthentikProvider::redirect_uris),
           member("signing_key", &registrar::AuthentikProvider::signing_key).or_null(),
           member("encryption_key", &registrar::AuthentikProvider::encryption_key).or_null(),
           member("include_claims_in_id_token", &registrar::AuthentikProvider::claims_in_id_token),
           member("grant_types", &registrar::AuthentikProvider::grant_types).if_set());

template <>
inline constexpr auto shape<registrar::AuthentikProviders> =
    object("providers", "", member("results", &registrar::AuthentikProviders::results));

} // namespace idpsync::json

namespace idpsync::registrar {
namespace {

ProviderClient as_client(AuthentikProvider read)
{
    ProviderClient client{
        .handle = read.client_id, .client_id = read.client_id, .name = std::move(read.name)};
    for (auto& uri : read.redirect_uris)
        if (uri.type != "logout")
            client.redirect_uris.push_back(
                {std::move(uri.url), uri.matching_mode == "strict" ? UriMatch::exact : UriMatch::regex});
    client.confidential = read.client_type != "public";
    client.code_flow = !read.grant_types ||
                       std::ranges::find(*read.grant_types, "authorization_code") != read.grant_types->end();
    client.signs_with_key = read.signing_key.has_value();
    client.encrypts_tokens = read.encryption_key.has_value();
    client.claims_in_id_token = read.claims_in_id_token;
    return client;
}

/// The issuer's path of an application; the global issuer has none.
constexpr std::string_view before_slug = "/application/o/";

} // namespace

Result<Server> authentik_server(const Access& access, net::HttpClient& http)
{
    const bool of_application = access.issuer.find(before_slug) != std::string::npos;
    const auto base = server_url(access, of_application ? before_slug : std::string_view());
    if (base.has_error())
        return base.error();
    return Server{http, oidc::product_of(access.type), *base, {}};
}

std::optional<std::optional<ProviderClient>> authentik_client(const boost::json::value& answer,
                                                              const std::string& client_id)
{
    auto read = json::read<AuthentikProviders>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    const auto found = std::ranges::find(read->results, client_id, &AuthentikProvider::client_id);
    if (found == read->results.end())
        return std::optional<ProviderClient>();
    return as_client(std::move(*found));
}

asio::awaitable<Result<std::optional<ProviderClient>>> Authentik::find(std::string client_id,
                                                                       net::SteadyTime deadline)
{
    const auto path = "/api/v3/providers/oauth2/?" + std::string(net::oauth::client_id) + "=" +
                      net::percent_encoded(client_id);
    auto request = net::request_under(server_.base, net::Method::get, path);
    request.authorization = oidc::bearer_authorization(token_);
    request.deadline = deadline;
    const auto answer = co_await ask(server_, std::move(request));
    if (answer.has_error())
        co_return answer.error();
    auto client = answer->has_value() ? authentik_client(***answer, client_id) : std::nullopt;
    if (!client)
        co_return not_understood(server_, "a list of providers");
    co_return std::move(*client);
}

} // namespace idpsync::registrar
