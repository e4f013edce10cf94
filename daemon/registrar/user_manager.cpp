#include "registrar/user_manager.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "json/text.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "oidc/form.hpp"
#include "registrar/api.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace idpsync::registrar {

namespace asio = boost::asio;
namespace dom = boost::json;

namespace {

constexpr std::size_t users_limit = std::size_t{1} << 20U;
constexpr unsigned answered_well = 200;

/// Pocket ID writes the time of use down in whole seconds, before it answers.
constexpr std::chrono::seconds just_used{60};

/// One question, answered well: its JSON, and the server's clock.
struct ManagerAnswer
{
    Document document;
    std::optional<WallTime> now;
};

/// A question that was answered otherwise.
Error refusal_of_manager(const std::string& server, const net::Response& answer, bool for_token)
{
    const auto complaint = complaint_in(answer.body);
    const auto said = server + " answers " + std::to_string(answer.status) +
                      (complaint.empty() ? std::string() : " (" + complaint + ")");
    const bool of_client = for_token && answer.status >= 400 && answer.status < 500;
    if (answer.status == net::status::too_many)
        return {ErrorKind::throttled, said + ": it is asked too often", "try again later"};
    if (answer.status >= 500)
        return {ErrorKind::transport, said, "try again later, or look into its log"};
    if (answer.status == net::status::unauthorized || of_client)
        return {ErrorKind::unauthorized, said};
    if (answer.status == net::status::forbidden)
        return {ErrorKind::forbidden, said};
    return {ErrorKind::bad_response, said + ", where 200 was expected"};
}

/// The requests of one visit.
class ManagerVisit
{
public:
    ManagerVisit(ManagerAccess access, net::HttpClient& http, net::SteadyTime deadline)
        : access_(std::move(access)), http_(http), deadline_(deadline)
    {}

    asio::awaitable<Result<ManagerSight>> pocket_id();
    asio::awaitable<Result<ManagerSight>> keycloak();
    asio::awaitable<Result<ManagerSight>> authentik();

private:
    asio::awaitable<Result<Secret>> token(Secret form);
    asio::awaitable<Result<ManagerAnswer>> get(std::string path, const Secret& authorization);
    asio::awaitable<AuthentikSight> look_at_authentik(const Secret& authorization);
    asio::awaitable<Result<bool>> admits(std::int64_t user, const Secret& authorization);
    asio::awaitable<Result<ManagerAnswer>> send(net::Request request, bool for_token);
    [[nodiscard]] Secret form_of(std::string_view more) const;

    ManagerAccess access_;
    net::HttpClient& http_;
    net::SteadyTime deadline_;
};

asio::awaitable<Result<ManagerAnswer>> ManagerVisit::send(net::Request request, bool for_token)
{
    request.deadline = deadline_;
    request.body_limit = users_limit;
    const auto server =
        std::string(oidc::product_of(access_.type)) + " at " +
        escaped(std::string(request.url.scheme()) + "://" + std::string(request.url.encoded_host_and_port()));
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return answer.error().with_context(server);
    auto document = answer->status == answered_well ? parse_json(answer->body) : std::nullopt;
    const auto now = parse_http_date(answer->header("date").value_or(""));
    auto refused = refusal_of_manager(server, *answer, for_token);
    wipe(answer->body);
    if (answer->status != answered_well)
        co_return refused;
    if (!document)
        co_return Error{ErrorKind::bad_response, server + " answers something else than JSON"};
    co_return ManagerAnswer{Document(std::move(*document)), now};
}

asio::awaitable<Result<ManagerAnswer>> ManagerVisit::get(std::string path, const Secret& authorization)
{
    auto request = net::request_under(access_.api, net::Method::get, path);
    request.authorization = authorization.clone();
    if (access_.type == ProviderType::pocketid)
        request.authorization_header = "X-API-KEY";
    return send(std::move(request), false);
}

Secret ManagerVisit::form_of(std::string_view more) const
{
    auto encoded = oidc::form_encoded(access_.secret.reveal());
    std::string form;
    form.reserve(256 + more.size() + access_.client_id.size() * 3 + encoded.size());
    ((form += net::oauth::grant_type) += "=client_credentials&") += net::oauth::client_id;
    ((form += '=') += oidc::form_encoded(access_.client_id)) += more;
    form += encoded;
    wipe(encoded);
    return Secret(std::move(form));
}

asio::awaitable<Result<Secret>> ManagerVisit::token(Secret form)
{
    net::Request request{.method = net::Method::post, .url = *access_.token_endpoint};
    request.content_type = "application/x-www-form-urlencoded";
    request.body = std::move(form);
    request.reach = access_.token_reach;
    const auto answer = co_await send(std::move(request), true);
    if (answer.has_error())
        co_return answer.error();
    Secret token(text_member(*answer->document, "access_token"));
    if (token.empty())
        co_return Error{ErrorKind::bad_response, "the token endpoint answers 200 without an access token"};
    // What is asked with it may repeat it.
    living_secrets().learn(token);
    co_return std::move(token);
}

asio::awaitable<Result<ManagerSight>> ManagerVisit::pocket_id()
{
    const auto users =
        co_await get("/api/users?pagination%5Bpage%5D=1&pagination%5Blimit%5D=1", access_.secret);
    if (users.has_error())
        co_return users.error();
    const auto keys = co_await get("/api/api-keys?pagination%5Blimit%5D=100", access_.secret);
    ManagerSight sight;
    if (keys.has_error())
        sight.end.not_told = keys.error().message;
    else
        sight.end = end_of_api_key(*keys->document, keys->now);
    co_return sight;
}

asio::awaitable<Result<ManagerSight>> ManagerVisit::keycloak()
{
    const auto got = co_await token(form_of("&client_secret="));
    if (got.has_error())
        co_return got.error();
    const auto authorization = oidc::bearer_authorization(*got);
    const auto users = co_await get("/users/count", authorization);
    if (users.has_error())
        co_return users.error();
    co_return ManagerSight();
}

template <class Read>
auto read_from(const Result<ManagerAnswer>& answer, Read read, std::string_view what)
    -> Result<typename decltype(read(*answer->document))::value_type>
{
    if (answer.has_error())
        return answer.error();
    auto value = read(*answer->document);
    if (!value)
        return Error{ErrorKind::bad_response, "authentik answers something else than " + std::string(what)};
    return std::move(*value);
}

asio::awaitable<Result<bool>> ManagerVisit::admits(std::int64_t user, const Secret& authorization)
{
    if (access_.application.empty())
        co_return Error{ErrorKind::bad_config, "the issuer names no application"};
    auto path = "/api/v3/core/applications/" + net::percent_encoded(access_.application) +
                "/check_access/?for_user=" + std::to_string(user);
    const auto answer = co_await get(std::move(path), authorization);
    co_return read_from(answer, authentik_admits, "whether a user may use the application");
}

asio::awaitable<AuthentikSight> ManagerVisit::look_at_authentik(const Secret& authorization)
{
    const auto me = co_await get("/api/v3/core/users/me/", authorization);
    const auto caller = read_from(me, authentik_caller, "who asks");
    const auto brands = co_await get("/api/v3/core/brands/?default=true", authorization);
    AuthentikSight sight{.admitted = true,
                         .administrator = true,
                         .device_flow = read_from(brands, authentik_device_flow, "the default brand")};
    if (caller.has_error())
    {
        sight.admitted = caller.error();
        sight.administrator = caller.error();
        co_return sight;
    }
    sight.administrator = caller->administrator;
    sight.admitted = co_await admits(caller->number, authorization);
    co_return sight;
}

asio::awaitable<Result<ManagerSight>> ManagerVisit::authentik()
{
    auto form = form_of("&username=" + oidc::form_encoded(access_.username) + "&" +
                        std::string(net::oauth::scope) + "=goauthentik.io%2Fapi&password=");
    auto got = co_await token(std::move(form));
    if (got.has_error())
        co_return got.error();
    const auto authorization = oidc::bearer_authorization(*got);
    const auto users = co_await get("/api/v3/core/users/?page_size=1", authorization);
    if (users.has_error())
        co_return users.error();
    ManagerSight sight;
    const auto path = "/api/v3/core/tokens/?intent=app_password&page_size=100&user__username=" +
                      net::percent_encoded(access_.username);
    const auto passwords = co_await get(path, authorization);
    if (passwords.has_error())
        sight.end.not_told = passwords.error().message;
    else
        sight.end = end_of_token(*passwords->document, "app password");
    auto more = co_await look_at_authentik(authorization);
    sight.authentik = std::move(more);
    sight.token = std::make_shared<const Secret>(std::move(*got));
    co_return sight;
}

/// The elements of the list that is the member of that name; none of anything else.
std::vector<const dom::value*> elements_of(const dom::value& answer, std::string_view name)
{
    std::vector<const dom::value*> all;
    const auto* member = find_member(answer, name);
    if (const auto* list = member == nullptr ? nullptr : member->if_array())
        for (const auto& one : *list)
            all.push_back(&one);
    return all;
}

std::optional<std::int64_t> number_in(const dom::value& object, std::string_view name)
{
    const auto* member = find_member(object, name);
    return member != nullptr && member->is_int64() ? std::optional(member->get_int64()) : std::nullopt;
}

} // namespace

asio::awaitable<Result<ManagerSight>> ask_as_manager(ManagerAccess access, net::HttpClient& http,
                                                     net::SteadyTime deadline)
{
    const auto type = access.type;
    ManagerVisit visit(std::move(access), http, deadline);
    switch (type)
    {
    case ProviderType::authentik: co_return co_await visit.authentik();
    case ProviderType::keycloak: co_return co_await visit.keycloak();
    default: co_return co_await visit.pocket_id();
    }
}

CredentialEnd end_of_api_key(const dom::value& answer, std::optional<WallTime> now)
{
    const auto* list = find_member(answer, "data");
    if (list == nullptr || !list->is_array())
        return {.at = {}, .not_told = "Pocket ID does not list this key"};
    std::optional<WallTime> newest;
    std::optional<WallTime> ends;
    bool is_one = false;
    for (const auto* key : elements_of(answer, "data"))
    {
        const auto used = parse_rfc3339(text_member(*key, "lastUsedAt"));
        if (!used || (newest && *used < *newest))
            continue;
        is_one = !newest || *used > *newest;
        newest = used;
        ends = parse_rfc3339(text_member(*key, "expiresAt"));
    }
    const bool is_listed = newest && (!now || *now - *newest <= just_used);
    if (!is_listed)
        return {}; // a static key, which never ends
    if (!is_one || !ends)
        return {.at = {}, .not_told = "several keys of the same user were used at the same time"};
    return {.at = ends, .not_told = {}};
}

std::optional<AuthentikCaller> authentik_caller(const dom::value& answer)
{
    const auto* user = find_member(answer, "user");
    const auto* number = user == nullptr ? nullptr : find_member(*user, "pk");
    const auto* administrator = user == nullptr ? nullptr : find_member(*user, "is_superuser");
    if (number == nullptr || !number->is_int64() || administrator == nullptr || !administrator->is_bool())
        return std::nullopt;
    return AuthentikCaller{number->get_int64(), administrator->get_bool()};
}

std::optional<bool> authentik_admits(const dom::value& answer)
{
    const auto* passing = find_member(answer, "passing");
    return passing != nullptr && passing->is_bool() ? std::optional(passing->get_bool()) : std::nullopt;
}

std::optional<bool> authentik_device_flow(const dom::value& answer)
{
    const auto brands = elements_of(answer, "results");
    if (brands.empty())
        return std::nullopt;
    const auto* flow = find_member(*brands.front(), "flow_device_code");
    return flow == nullptr ? std::nullopt : std::optional(!flow->is_null());
}

CredentialEnd end_of_token(const dom::value& answer, std::string_view kind, std::optional<std::int64_t> user)
{
    auto tokens = elements_of(answer, "results");
    if (user)
        std::erase_if(tokens, [&](const dom::value* token) { return number_in(*token, "user") != user; });
    if (tokens.empty())
        return {.at = {},
                .not_told = "authentik does not show this " + std::string(kind) + " to its own account"};
    const bool none_ends = std::ranges::all_of(tokens, [](const dom::value* token) {
        const auto* expiring = find_member(*token, "expiring");
        return expiring != nullptr && *expiring == dom::value(false);
    });
    if (none_ends)
        return {};
    if (tokens.size() > 1)
        return {.at = {},
                .not_told = "the account has several " + std::string(kind) +
                            "s, and authentik does not show which one this is"};
    const auto ends = parse_rfc3339(text_member(*tokens.front(), "expires"));
    if (!ends)
        return {.at = {}, .not_told = "authentik does not show when this " + std::string(kind) + " ends"};
    return {.at = ends, .not_told = {}};
}

} // namespace idpsync::registrar
