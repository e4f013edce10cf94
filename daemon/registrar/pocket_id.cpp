#include "registrar/pocket_id.hpp"

#include "core/text.hpp"
#include "json/read.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "registrar/server_url.hpp"

#include <algorithm>

namespace idpsync::registrar {

namespace asio = boost::asio;

/// As the server spells it. What newer versions add is passed over.
struct PocketIdGroup
{
    std::string name;
};

struct PocketIdClient
{
    std::string id;
    std::string name;
    std::vector<std::string> callback_urls;
    bool is_public = false;
    bool demands_challenge = false;
    bool demands_pushed_requests = false;
    bool restricted = false;
    std::vector<PocketIdGroup> allowed_groups;
};

} // namespace idpsync::registrar

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::PocketIdGroup> =
    object("group", "", member("name", &registrar::PocketIdGroup::name));

template <>
inline constexpr auto shape<registrar::PocketIdClient> =
    object("client", "", member("id", &registrar::PocketIdClient::id),
           member("name", &registrar::PocketIdClient::name),
           member("callbackURLs", &registrar::PocketIdClient::callback_urls),
           member("isPublic", &registrar::PocketIdClient::is_public),
           member("pkceEnabled", &registrar::PocketIdClient::demands_challenge),
           member("requiresPushedAuthorizationRequests", &registrar::PocketIdClient::demands_pushed_requests)
               .if_set(),
           member("isGroupRestricted", &registrar::PocketIdClient::restricted),
           member("allowedUserGroups", &registrar::PocketIdClient::allowed_groups).if_set());

} // namespace idpsync::json

namespace idpsync::registrar {

Result<Server> pocket_id_server(const Access& access, net::HttpClient& http)
{
    const auto base = server_url(access, "");
    if (base.has_error())
        return base.error();
    return Server{http, oidc::product_of(access.type), *base};
}

std::optional<ProviderClient> pocket_id_client(const boost::json::value& answer)
{
    auto read = json::read<PocketIdClient>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    ProviderClient client{.handle = read->id, .client_id = read->id, .name = std::move(read->name)};
    for (auto& url : read->callback_urls)
        client.redirect_uris.push_back({std::move(url), UriMatch::glob});
    client.confidential = !read->is_public;
    client.demands_challenge = read->demands_challenge;
    client.demands_pushed_requests = read->demands_pushed_requests;
    client.admission = Admission{.everybody = !read->restricted};
    if (read->restricted)
        for (auto& group : read->allowed_groups)
            client.admission->groups.push_back(std::move(group.name));
    std::ranges::sort(client.admission->groups);
    return client;
}

asio::awaitable<Result<std::optional<ProviderClient>>> PocketId::find(std::string client_id,
                                                                      net::SteadyTime deadline)
{
    const auto path = "/api/oidc/clients/" + net::percent_encoded(client_id);
    auto request = net::request_under(server_.base, net::Method::get, path);
    request.authorization = key_.clone();
    request.authorization_header = "X-API-KEY";
    request.deadline = deadline;
    const auto answer = co_await ask(server_, std::move(request));
    if (answer.has_error())
        co_return answer.error();
    if (!answer->has_value())
        co_return std::optional<ProviderClient>();
    auto client = pocket_id_client(**answer);
    if (!client || client->client_id != client_id)
        co_return not_understood(server_, "the client " + quoted(client_id));
    co_return client;
}

} // namespace idpsync::registrar
