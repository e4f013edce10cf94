// What belongs to a client at Keycloak and is no member of it: mappers, and scopes of its realm.

#include "json/text.hpp"
#include "net/request_under.hpp"
#include "registrar/keycloak.hpp"
#include "registrar/keycloak_codec.hpp"

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

std::string path_below(const ProviderClient& client, std::string_view what)
{
    return "/clients/" + net::percent_encoded(client.handle) + std::string(what);
}

Result<void> carried_out(const Result<Document>& answer)
{
    return answer.has_error() ? Result<void>(answer.error()) : Result<void>();
}

} // namespace

asio::awaitable<Result<std::string>> Keycloak::scope_id(const Visit& visit, std::string name)
{
    auto get = request(visit, net::Method::get, "/client-scopes");
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    auto id = answer->has_value() ? keycloak_scope_id(***answer, name) : std::nullopt;
    if (!id)
        co_return not_understood(server_, "a list of client scopes");
    co_return std::move(*id);
}

asio::awaitable<Result<void>> Keycloak::bring_scopes(const Visit& visit, const Shown& shown,
                                                     std::vector<std::string> scopes)
{
    for (const auto& name : scopes)
    {
        auto id = co_await scope_id(visit, name);
        if (id.has_error())
            co_return id.error();
        if (id->empty())
        {
            auto post =
                with_json(request(visit, net::Method::post, "/client-scopes"), keycloak_new_scope(name));
            const auto made = co_await tell(server_, std::move(post));
            if (made.has_error())
                co_return made.error();
            id = co_await scope_id(visit, name);
        }
        if (id.has_error())
            co_return id.error();
        const auto path = path_below(shown.client, "/default-client-scopes/" + net::percent_encoded(*id));
        auto put = request(visit, net::Method::put, path);
        const auto attached = co_await tell(server_, std::move(put));
        if (attached.has_error())
            co_return attached.error();
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Keycloak::bring_audience(const Visit& visit, const Shown& shown,
                                                       std::string audience)
{
    const auto& client = keycloak_object(*shown.list, shown.client.client_id);
    auto post =
        with_json(request(visit, net::Method::post, path_below(shown.client, "/protocol-mappers/models")),
                  keycloak_audience_mapper(client, audience));
    const auto answer = co_await tell(server_, std::move(post));
    co_return carried_out(answer);
}

asio::awaitable<Result<void>> Keycloak::bring_the_rest(const Visit& visit, const Shown& shown,
                                                       ClientTraits wrong, ClientNeeds needs)
{
    if (wrong.contains(ClientTrait::groups))
    {
        const auto brought = co_await bring_groups(visit, shown);
        if (brought.has_error())
            co_return brought.error();
    }
    if (wrong.contains(ClientTrait::scopes))
    {
        auto scopes = missing_scopes(shown.client, needs);
        const auto brought = co_await bring_scopes(visit, shown, std::move(scopes));
        if (brought.has_error())
            co_return brought.error();
    }
    if (!wrong.contains(ClientTrait::audience) || !needs.standalone)
        co_return Result<void>();
    co_return co_await bring_audience(visit, shown, needs.standalone->audience);
}

} // namespace idpsync::registrar
