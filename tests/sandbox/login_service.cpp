#include "sandbox/login_service.hpp"

#include "sandbox/json.hpp"
#include "sandbox/login_pages.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/query.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

/// Drawn as the state is: whoever knows the one may know the other here.
std::string verifier_of(const std::string& state)
{
    return state + state;
}

constexpr std::string_view google_issuer = "https://accounts.google.com";
constexpr std::string_view microsoft_authorization =
    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize";

} // namespace

boost::asio::awaitable<Answer> LoginService::handle(const Request& request, LocalLogins local)
{
    constexpr std::string_view connector_prefix = "/oauth2/auth/";
    const auto path = request.path();
    if (!options_.embedded_idp)
        co_return page_not_found();
    if (path == "/oauth2/token")
        co_return tokens_.token(request, options_.url + "/oauth2", clock_.wall_now());
    if (path == local_form_path && local.on)
        co_return local_login(request, local.second_factor);
    if (request.method != "GET")
        co_return page_not_found();
    if (path == "/oauth2/keys")
        co_return LoginTokens::keys();
    if (path == "/oauth2/.well-known/openid-configuration")
        co_return discovery_document();

    const auto parameters = parse_query(request.query());
    if (path == "/oauth2/callback")
        co_return co_await callback(parameters);
    if (path != "/oauth2/auth" && !path.starts_with(connector_prefix))
        co_return page_not_found();
    if (auto refused = refusal_of(parameters))
        co_return std::move(*refused);
    if (path == "/oauth2/auth")
        co_return login_selector_page(connectors_.all(), local.on, encode_query(parameters));

    const auto id = path.substr(connector_prefix.size());
    if (id == local_connector && local.on)
        co_return redirect_to_form(parameters);
    const auto* connector = co_await opened(id);
    if (connector == nullptr)
        co_return login_error_page(400, "Bad Request", "Connector failed to initialize");
    co_return redirect_to_provider(*connector, parameters);
}

Answer LoginService::discovery_document() const
{
    const auto base = options_.url + "/oauth2";
    json::object document{{"issuer", base},
                          {"authorization_endpoint", base + "/auth"},
                          {"token_endpoint", base + "/token"},
                          {"jwks_uri", base + "/keys"},
                          {"userinfo_endpoint", base + "/userinfo"},
                          {"device_authorization_endpoint", base + "/device/code"},
                          {"introspection_endpoint", base + "/token/introspect"}};
    json::array grants{"authorization_code"};
    if (options_.generation >= Generation::v0_77)
    {
        document["end_session_endpoint"] = base + "/logout";
        grants.emplace_back("client_credentials");
    }
    for (const auto* grant : {"refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
                              "urn:ietf:params:oauth:grant-type:token-exchange"})
        grants.emplace_back(grant);
    document["grant_types_supported"] = grants;
    document["response_types_supported"] = json::array{"code"};
    document["subject_types_supported"] = json::array{"public"};
    document["id_token_signing_alg_values_supported"] = json::array{"RS256"};
    document["code_challenge_methods_supported"] = {"S256", "plain"};
    document["scopes_supported"] = {"openid", "email", "groups", "profile", "offline_access"};
    document["token_endpoint_auth_methods_supported"] = {"client_secret_basic", "client_secret_post"};
    document["claims_supported"] = {"iss",
                                    "sub",
                                    "aud",
                                    "iat",
                                    "exp",
                                    "email",
                                    "email_verified",
                                    "locale",
                                    "name",
                                    "preferred_username",
                                    "at_hash"};
    return {
        .status = 200, .headers = {{"content-type", "application/json"}}, .body = to_indented_json(document)};
}

std::optional<Answer> LoginService::refusal_of(const Parameters& parameters) const
{
    const auto client = parameter(parameters, "client_id");
    const auto redirect = parameter(parameters, "redirect_uri");
    if (!is_own_client(client))
        return login_error_page(404, "Not Found", "Invalid client_id.");
    if (!may_return_to(client, redirect, options_))
        return login_error_page(400, "Bad Request", "Unregistered redirect_uri.");
    if (!holds_word(parameter(parameters, "scope"), "openid"))
        return redirect_to(303, redirect + "?error=invalid_scope&error_description=" +
                                    encoded("Missing required scope(s) [\"openid\"].") +
                                    "&state=" + encoded(parameter(parameters, "state")));
    return std::nullopt;
}

boost::asio::awaitable<const LoginService::Open*> LoginService::opened(std::string_view id)
{
    const std::string key(id);
    const auto* stored = connectors_.find(key);
    if (stored == nullptr)
        co_return nullptr;
    if (const auto found = open_.find(key); found != open_.end())
        co_return &found->second;

    std::chrono::milliseconds takes{0};
    auto fresh = open(*stored, takes);
    if (takes.count() > 0)
    {
        const auto end = clock_.now() + takes;
        co_await clock_.wait_until(end);
    }
    if (!fresh)
        co_return nullptr;
    co_return &open_.insert_or_assign(key, std::move(*fresh)).first->second;
}

std::optional<LoginService::Open> LoginService::open(const Connector& connector,
                                                     std::chrono::milliseconds& takes) const
{
    const auto type = type_of_id(connector.id);
    if (type == "microsoft")
        return Open{connector, {.authorization_endpoint = std::string(microsoft_authorization)}};
    const auto issuer = type == "google" ? std::string(google_issuer) : connector.issuer;
    const auto discovery = discover(issuers_, issuer, options_.issuer_timeout);
    takes = discovery.takes;
    const auto& logout = discovery.end_session_endpoint;
    if (discovery.problem || discovery.issuer != issuer || (!logout.empty() && !is_absolute_url(logout)))
        return std::nullopt;
    return Open{connector, discovery};
}

Answer LoginService::redirect_to_provider(const Open& open, const Parameters& asked)
{
    const auto state = ids_.state();
    pending_[state] = {asked, open.connector.id};
    std::string scope = type_of_id(open.connector.id) == "microsoft" ? "" : "openid";
    for (const auto& one : open.connector.scopes)
        scope += (scope.empty() ? "" : " ") + one;
    Parameters sent{{"client_id", open.connector.client_id},
                    {"redirect_uri", callback_of(open.connector)},
                    {"response_type", "code"},
                    {"scope", scope},
                    {"state", state}};
    if (sends_challenge(open)) // v0.77.1-pkce
    {
        sent["code_challenge"] = challenge_of(verifier_of(state));
        sent["code_challenge_method"] = "S256";
    }
    return redirect_to(302, open.provider.authorization_endpoint + "?" + encode_query(sent));
}

bool LoginService::sends_challenge(const Open& open) const
{
    return options_.generation >= Generation::v0_77 && open.provider.lists_s256;
}

std::string LoginService::callback_of(const Connector& connector) const
{
    return connector.callback.empty() ? options_.url + "/oauth2/callback" : connector.callback;
}

/// Recorded are access_denied and what Pocket ID calls "error".
LoginFailure LoginService::refused_by_provider(const Parameters& parameters)
{
    const auto error = parameter(parameters, "error");
    if (error != "access_denied" && error != "error")
        return {};
    return {error + ": " + parameter(parameters, "error_description")};
}

boost::asio::awaitable<Answer> LoginService::callback(Parameters parameters)
{
    const auto begun = pending_.find(parameter(parameters, "state"));
    if (begun == pending_.end())
        co_return failed({});
    const auto verifier = verifier_of(begun->first);
    const auto pending = std::move(begun->second);
    pending_.erase(begun);
    const auto open = open_.find(pending.connector_id);
    const auto code = parameter(parameters, "code");
    if (open == open_.end() || code.empty())
        co_return failed(refused_by_provider(parameters));

    std::chrono::milliseconds takes{0};
    const Return back{.code = code,
                      .redirect_uri = callback_of(open->second.connector),
                      .verifier = sends_challenge(open->second) ? verifier : std::string()};
    const auto identity = fetch_identity(issuers_, open->second, back, clock_.wall_now(), takes);
    if (takes.count() > 0)
    {
        const auto end = clock_.now() + takes;
        co_await clock_.wait_until(end);
    }
    if (const auto* failure = std::get_if<LoginFailure>(&identity))
        co_return failed(*failure);
    const auto own_code = tokens_.code_for(pending.asked, std::get<Identity>(identity), pending.connector_id);
    co_return redirect_to(
        303, parameter(pending.asked, "redirect_uri") + "?" +
                 encode_query({{"code", own_code}, {"state", parameter(pending.asked, "state")}}));
}

Answer LoginService::failed(const LoginFailure& failure)
{
    if (!failure.log.empty())
        log_.push_back("[err: " + failure.log + "] dex/logrus_handler.go:83: failed to authenticate");
    return login_error_page(500, "Internal Server Error", "Authentication failed.");
}

void LoginService::restart()
{
    open_.clear();
    for (const auto& connector : connectors_.all())
    {
        std::chrono::milliseconds takes{0};
        if (auto fresh = open(connector, takes))
            open_.insert_or_assign(connector.id, std::move(*fresh));
    }
}

const Connector* LoginService::open_connector(std::string_view id) const
{
    const auto found = open_.find(std::string(id));
    return found == open_.end() ? nullptr : &found->second.connector;
}

} // namespace idpsync::sandbox
