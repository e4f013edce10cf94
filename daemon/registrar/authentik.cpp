#include "registrar/authentik.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "registrar/server_url.hpp"
#include "registrar/user_manager.hpp"

#include <algorithm>

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

constexpr std::string_view authorization_flow = "default-provider-authorization-implicit-consent";
constexpr std::string_view invalidation_flow = "default-provider-invalidation-flow";
/// The issuer's path of an application; the global issuer has none.
constexpr std::string_view before_slug = "/application/o/";
constexpr std::string_view right_to_administer =
    "let its user change OAuth2 providers and applications, as a member of authentik Admins may";

} // namespace

Result<Server> authentik_server(const Access& access, net::HttpClient& http)
{
    const bool of_application = access.issuer.find(before_slug) != std::string::npos;
    const auto base = server_url(access, of_application ? before_slug : std::string_view());
    if (base.has_error())
        return base.error();
    return Server{http, oidc::product_of(access.type), *base, right_to_administer};
}

std::string authentik_slug(const std::string& issuer)
{
    return part_behind(issuer, before_slug);
}

std::string authentik_application(const std::string& slug)
{
    return std::string(authentik_applications) + net::percent_encoded(slug) + "/";
}

net::Request Authentik::request(net::Method method, std::string_view path, net::SteadyTime deadline) const
{
    auto request = net::request_under(server_.base, method, "/api/v3" + std::string(path));
    request.authorization = oidc::bearer_authorization(token_);
    request.deadline = deadline;
    return request;
}

Error Authentik::missing(std::string_view what, std::string_view next) const
{
    return {ErrorKind::rejected, at(server_) + " has no " + std::string(what), std::string(next)};
}

asio::awaitable<Result<std::optional<Authentik::Shown>>> Authentik::look(std::string client_id,
                                                                         net::SteadyTime deadline)
{
    const auto path = std::string(authentik_clients) + "?" + std::string(net::oauth::client_id) + "=" +
                      net::percent_encoded(client_id);
    auto get = request(net::Method::get, path, deadline);
    auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    auto client = answer->has_value() ? authentik_client(***answer, client_id) : std::nullopt;
    if (!client)
        co_return not_understood(server_, "a list of providers");
    if (!client->has_value())
        co_return std::optional<Shown>();
    if ((*client)->secret)
        living_secrets().learn(*(*client)->secret);
    Shown shown{std::move(**answer), std::move(**client)};
    const auto looked = co_await look_at_mappings(shown, deadline);
    if (looked.has_error())
        co_return looked.error();
    co_return std::optional(std::move(shown));
}

asio::awaitable<Result<Authentik::Shown>> Authentik::look_again(std::string client_id,
                                                                net::SteadyTime deadline)
{
    auto shown = co_await look(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return gone(server_, client_id);
    co_return std::move(**shown);
}

asio::awaitable<Result<Authentik::Mappings>> Authentik::mappings(net::SteadyTime deadline)
{
    Mappings all;
    for (std::int64_t page = 1; page != 0;)
    {
        const auto path = "/propertymappings/provider/scope/?page_size=100&page=" + std::to_string(page);
        auto get = request(net::Method::get, path, deadline);
        const auto answer = co_await ask(server_, std::move(get));
        if (answer.has_error())
            co_return answer.error();
        auto read = answer->has_value() ? authentik_mappings(***answer) : std::nullopt;
        const bool goes_on = read && (read->pagination.next == 0 || read->pagination.next > page);
        if (!goes_on)
            co_return not_understood(server_, "a list of scope mappings");
        all.insert(all.end(), read->results.begin(), read->results.end());
        page = read->pagination.next;
    }
    co_return all;
}

asio::awaitable<Result<void>> Authentik::look_at_mappings(Shown& shown, net::SteadyTime deadline)
{
    const auto all = co_await mappings(deadline);
    if (all.has_error() && all.error().kind == ErrorKind::forbidden)
        co_return Result<void>();
    if (all.has_error())
        co_return all.error();
    const auto& client = authentik_object(*shown.list, shown.client.client_id);
    see_authentik_groups(shown.client, client, *all);
    shown.client.scopes = authentik_scopes(client, *all);
    co_return Result<void>();
}

asio::awaitable<Result<std::optional<ProviderClient>>> Authentik::find(std::string client_id,
                                                                       net::SteadyTime deadline)
{
    auto shown = co_await look(std::move(client_id), deadline);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return std::optional<ProviderClient>();
    co_return std::optional(std::move((*shown)->client));
}

asio::awaitable<Result<std::string>> Authentik::flow(std::string_view slug, net::SteadyTime deadline)
{
    auto get = request(net::Method::get, "/flows/instances/?slug=" + std::string(slug), deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    auto found = answer->has_value() ? authentik_flow(***answer, slug) : std::nullopt;
    if (!found)
        co_return not_understood(server_, "a list of flows");
    if (found->empty())
        co_return missing("flow with the slug " + quoted(slug),
                          "give one of its flows this slug, or make the client by hand");
    co_return std::move(*found);
}

asio::awaitable<Result<std::string>> Authentik::signing_key(net::SteadyTime deadline)
{
    auto get = request(net::Method::get, "/crypto/certificatekeypairs/?has_key=true&key_type=rsa", deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    auto found = answer->has_value() ? authentik_key(***answer) : std::nullopt;
    if (!found)
        co_return not_understood(server_, "a list of keys");
    if (found->empty())
        co_return missing("RSA key to sign with", "generate one there: System > Certificates");
    co_return std::move(*found);
}

asio::awaitable<Result<Seat>> Authentik::find_seat(std::string slug, net::SteadyTime deadline)
{
    auto get = request(net::Method::get, authentik_application(slug), deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    const auto found = seat_of(answer->has_value() ? &***answer : nullptr, !slug_.empty());
    const auto has = at(server_) + " has an application with the slug " + quoted(slug) + " already, ";
    if (found == Seat::others)
        co_return Error{ErrorKind::conflict,
                        has + "without a provider, and the declared issuer does not name it",
                        "delete this application there, or declare the issuer that has its slug"};
    if (found == Seat::taken)
        co_return Error{ErrorKind::conflict, has + "of another provider",
                        "write an issuer with another slug, or the client_id of that provider"};
    co_return found;
}

asio::awaitable<Result<std::int64_t>> Authentik::own_user(net::SteadyTime deadline)
{
    auto get = request(net::Method::get, "/core/users/me/", deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    const auto* user = answer->has_value() ? find_member(***answer, "user") : nullptr;
    const auto* number = user == nullptr ? nullptr : find_member(*user, "pk");
    if (number == nullptr || !number->is_int64())
        co_return not_understood(server_, "who asks");
    co_return number->get_int64();
}

/// Who sees only one of all tokens sees his own. It is asked whose that is where that does not tell.
asio::awaitable<Result<std::optional<WallTime>>> Authentik::access_ends(WallTime /*now*/,
                                                                        net::SteadyTime deadline)
{
    constexpr std::string_view kind = "API token";
    auto get = request(net::Method::get, "/core/tokens/?intent=api&page_size=100", deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    const auto* list = answer->has_value() ? find_member(***answer, "results") : nullptr;
    if (list == nullptr || !list->is_array())
        co_return not_understood(server_, "a list of tokens");
    auto end = end_of_token(***answer, kind);
    if (!end.not_told.empty() && list->get_array().size() > 1)
    {
        const auto user = co_await own_user(deadline);
        if (user.has_error())
            co_return user.error();
        end = end_of_token(***answer, kind, *user);
    }
    if (!end.not_told.empty())
        co_return Error{ErrorKind::rejected, end.not_told,
                        "look it up there: Directory > Tokens and App passwords"};
    co_return end.at;
}

Result<std::string> Authentik::own_mapping(const Mappings& all, std::string_view scope) const
{
    auto id = managed_mapping(all, scope);
    if (id.empty())
        return missing("mapping of its own for the scope " + std::string(scope),
                       "apply its blueprint System - OAuth2 Provider - Scopes");
    return id;
}

Result<std::vector<std::string>> Authentik::mappings_of(const Mappings& all,
                                                        const std::vector<std::string>& scopes) const
{
    std::vector<std::string> found;
    for (const auto& scope : scopes)
    {
        auto id = mapping_of_scope(all, scope);
        if (id.empty())
            return missing("mapping for the scope " + quoted(scope),
                           "make one under Customization > Property Mappings, or take the scope out of "
                           "standalone.scopes");
        found.push_back(std::move(id));
    }
    return found;
}

asio::awaitable<Result<AuthentikParts>> Authentik::all_parts(ClientNeeds needs, net::SteadyTime deadline)
{
    AuthentikParts parts;
    auto authorization = co_await flow(authorization_flow, deadline);
    if (authorization.has_error())
        co_return authorization.error();
    auto invalidation = co_await flow(invalidation_flow, deadline);
    if (invalidation.has_error())
        co_return invalidation.error();
    auto key = co_await signing_key(deadline);
    if (key.has_error())
        co_return key.error();
    const auto all = co_await mappings(deadline);
    if (all.has_error())
        co_return all.error();
    for (const auto* scope : {"openid", "email", "profile"})
    {
        auto id = own_mapping(*all, scope);
        if (id.has_error())
            co_return id.error();
        parts.mappings.push_back(std::move(*id));
    }
    parts.profile = std::move(parts.mappings.back());
    parts.mappings.pop_back();
    if (needs.standalone)
    {
        auto more = mappings_of(*all, needs.standalone->scopes);
        if (more.has_error())
            co_return more.error();
        parts.missing_mappings = std::move(*more);
    }
    if (needs.groups)
    {
        auto made = co_await entitlements(*all, deadline);
        if (made.has_error())
            co_return made.error();
        parts.entitlements = std::move(*made);
    }
    parts.authorization_flow = std::move(*authorization);
    parts.invalidation_flow = std::move(*invalidation);
    parts.signing_key = std::move(*key);
    co_return parts;
}

} // namespace idpsync::registrar
