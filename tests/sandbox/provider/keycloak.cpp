// Keycloak 26.7. Numbers name files of tests/data/idp/keycloak-26.7.3.

#include "sandbox/login_pages.hpp"
#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/keycloak_admin.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"
#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view html_type = "text/html;charset=utf-8";
constexpr std::string_view session_attributes = "Secure;HttpOnly;SameSite=None";

Answer plain_error(unsigned status, std::string_view text)
{
    return json_page(status, json_type, {{"error", text}});
}

Answer refused(unsigned status, std::string_view error, std::string_view description)
{
    auto answer = json_page(status, json_type, oauth_error(error, description));
    answer.headers.emplace_back("cache-control", "no-store");
    answer.headers.emplace_back("pragma", "no-cache");
    return answer;
}

std::string page(std::string_view title, std::string_view realm, std::string_view heading,
                 std::string_view content)
{
    return "<!DOCTYPE html>\n<html class=\"login-pf\" lang=\"en\">\n<head>\n<meta "
           "charset=\"utf-8\">\n<title>" +
           escaped_html(title) + "</title>\n</head>\n<body>\n<div id=\"kc-header\">" + escaped_html(realm) +
           "</div>\n<h1 id=\"kc-page-title\">" + std::string(heading) + "</h1>\n<div id=\"kc-content\">" +
           std::string(content) + "</div>\n</body>\n</html>";
}

/// "We are sorry...": a page, or JSON for whoever prefers it (063, 064). Without a realm the page names the
/// server (087).
Answer sorry(const Visitor& visitor, unsigned status, const std::string& realm, std::string_view text)
{
    if (visitor.wants_json())
        return plain_error(status, text);
    const auto title = realm.empty() ? std::string("Keycloak") : "Sign in to " + realm;
    const auto content = "<p class=\"instruction\">" + escaped_html(text) + "</p>";
    return html_page(status, html_type, page(title, realm, "We are sorry...", content));
}

Answer not_found(const Visitor& visitor)
{
    return visitor.wants_json() ? plain_error(404, "Unable to find matching target resource method")
                                : sorry(visitor, 404, "", "Page not found");
}

Answer with_session_cookies(Site& site, Answer answer, bool with_hash, bool with_restart)
{
    const auto path = ";Version=1;Path=" + site.path_prefix() + "/realms/" + site.setup.realm + "/;";
    const auto add = [&](const std::string& name, std::string_view attributes) {
        answer.headers.emplace_back("set-cookie",
                                    name + "=" + site.ids.state() + path + std::string(attributes));
    };
    add("AUTH_SESSION_ID", session_attributes);
    if (with_hash)
        add("KC_AUTH_SESSION_HASH", "Max-Age=60;Secure;SameSite=None");
    if (with_restart)
        add("KC_RESTART", session_attributes);
    return answer;
}

Answer uncached(Answer answer)
{
    return with_header(std::move(answer), "cache-control", "no-store, must-revalidate, max-age=0");
}

Answer redirect(std::string location)
{
    return uncached({.status = 302, .headers = {{"location", std::move(location)}}});
}

/// Why the client is not who it says, or nothing (012-057).
std::optional<Answer> refusal_of_client(const Site& site, const Credentials& shown)
{
    constexpr std::string_view invalid = "Invalid client or Invalid client credentials";
    if (shown.badly_encoded)
        return refused(400, "unauthorized_client", "Unexpected error when authenticating client");
    const auto* client = site.client(shown.id);
    if (client == nullptr || client->disabled)
        return refused(401, "invalid_client", invalid);
    if (client->bearer_only)
        return refused(400, "invalid_client", "Bearer-only not allowed");
    if (client->signs_itself)
        return refused(400, "invalid_client", "Parameter client_assertion_type is missing");
    const auto right = client->public_client ||
                       (!shown.secret.empty() && shown.secret == client->secret && !client->secret_expired);
    return right ? std::nullopt : std::optional(refused(401, "unauthorized_client", invalid));
}

Answer token(Site& site, const Visitor& visitor)
{
    if (visitor.request.method != "POST")
        return plain_error(405, "HTTP 405 Method Not Allowed");
    const auto type = parameter(visitor.form, "grant_type");
    if (type != "authorization_code" && type != "client_credentials")
        return refused(400, "unsupported_grant_type", "Unsupported grant_type");
    const auto shown = credentials_of(visitor, Preferred::post);
    if (auto refusal = refusal_of_client(site, shown))
        return std::move(*refusal);
    if (type == "client_credentials" && site.client(shown.id)->service_account)
        return keycloak_service_token(site, visitor, shown.id);
    if (type == "client_credentials")
        return refused(401, "unauthorized_client", "Client not enabled to retrieve service account");
    if (!visitor.form.contains("code"))
        return refused(400, "invalid_request", "Missing parameter: code");
    const auto granted = redeem(site, visitor, *site.client(shown.id), issuer_of(site, visitor.base));
    if (!granted)
        return refused(400, "invalid_grant", "Code not valid");
    return with_header(json_page(200, json_type, *granted), "cache-control", "no-store");
}

bool is_known_scope(const Site& site, const ProviderClient& client, const std::string& base,
                    std::string_view scope)
{
    if (scope == "groups")
        return client.groups_scope && site.setup.knows_groups_scope;
    const auto document = document_of(site, base);
    const auto* known = document.if_contains("scopes_supported");
    if (known == nullptr)
        return true;
    const auto& list = known->as_array();
    return std::find(list.begin(), list.end(), json::value(scope)) != list.end();
}

bool are_known_scopes(const Site& site, const ProviderClient& client, const Visitor& visitor,
                      std::string_view scopes)
{
    while (!scopes.empty())
    {
        const auto one = scopes.substr(0, scopes.find(' '));
        if (!one.empty() && !is_known_scope(site, client, visitor.base, one))
            return false;
        scopes.remove_prefix(std::min(scopes.size(), one.size() + 1));
    }
    return true;
}

/// The page for a request that may not be sent back to its redirect URI, or nothing (063-076).
std::optional<Answer> refusal_of_request(const Site& site, const Visitor& visitor)
{
    const auto& realm = site.setup.realm;
    const auto page_with = [&](unsigned status, std::string_view text) {
        return std::optional(sorry(visitor, status, realm, text));
    };
    if (!visitor.query.contains("client_id"))
        return page_with(400, "Invalid Request");
    const auto* client = site.client(parameter(visitor.query, "client_id"));
    if (client == nullptr)
        return page_with(400, "Client not found.");
    if (client->disabled)
        return page_with(400, "Client disabled.");
    if (client->bearer_only)
        return page_with(403, "Bearer-only applications are not allowed to initiate browser login");
    if (!is_registered(client->redirect_uris, parameter(visitor.query, "redirect_uri")))
        return page_with(400, "Invalid parameter: redirect_uri");
    return std::nullopt;
}

/// The redirect back with an error, or nothing (062, 073-086).
std::optional<Answer> objection(const Site& site, const ProviderClient& client, const Visitor& visitor)
{
    const auto& asked = visitor.query;
    const auto issuer = issuer_of(site, visitor.base);
    const auto back = [&](std::string_view error, std::string_view description, char separator = '?') {
        return std::optional(redirect(error_location(asked, error, description, issuer, separator)));
    };
    constexpr std::string_view forbidden =
        "Client is not allowed to initiate browser login with given response_type. ";
    const auto type = parameter(asked, "response_type");
    if (type == "id_token")
        return back("unauthorized_client",
                    std::string(forbidden) + "Implicit flow is disabled for the client.", '#');
    if (type != "code")
        return back("unsupported_response_type", "");
    if (!client.code_flow)
        return back("unauthorized_client",
                    std::string(forbidden) + "Standard flow is disabled for the client.");
    const auto scope = parameter(asked, "scope");
    if (!are_known_scopes(site, client, visitor, scope))
        return back("invalid_scope", "Invalid scopes: " + scope);
    if (client.pkce_required && !asked.contains("code_challenge_method"))
        return back("invalid_request", "Missing parameter: code_challenge_method");
    return std::nullopt;
}

Answer authorize(Site& site, const Visitor& visitor)
{
    if (auto refusal = refusal_of_request(site, visitor))
        return std::move(*refusal);
    if (auto back = objection(site, *site.client(parameter(visitor.query, "client_id")), visitor))
        return std::move(*back);
    const auto issuer = issuer_of(site, visitor.base);
    if (is_signed_in(visitor))
        return redirect_with_code(site, visitor.query, issuer);
    if (parameter(visitor.query, "prompt") == "none")
        return with_session_cookies(
            site, redirect(error_location(visitor.query, "login_required", "", issuer)), true, false);
    const auto& realm = site.setup.realm;
    const auto form = "<form method=\"post\"><label>Username or email</label><input name=\"username\">"
                      "<label>Password</label><input name=\"password\" type=\"password\">"
                      "<button>Sign In</button></form>";
    const auto body = page("Sign in to " + realm, realm, "Sign in to your account", form);
    return with_session_cookies(site, uncached(html_page(200, html_type, body)), true, true);
}

/// (089-092)
Answer end_session(Site& site, const Visitor& visitor)
{
    const auto& realm = site.setup.realm;
    const auto uri = parameter(visitor.query, "post_logout_redirect_uri");
    const auto* client = site.client(parameter(visitor.query, "client_id"));
    if (uri.empty())
    {
        const auto body = page("Logging out", realm, "Logging out", "<p>Do you want to log out?</p>");
        auto answer = with_header(html_page(200, html_type, body), "cache-control", "no-cache");
        return with_session_cookies(site, std::move(answer), false, false);
    }
    if (client == nullptr || !is_registered(client->logout_uris, uri))
        return with_header(sorry(visitor, 400, realm, "Invalid redirect uri"), "cache-control", "no-cache");
    Answer answer{.status = 302, .headers = {{"location", uri}, {"cache-control", "no-cache"}}};
    return with_session_cookies(site, std::move(answer), false, false);
}

/// (010)
Answer realm_info(const Site& site, const Visitor& visitor)
{
    const auto issuer = issuer_of(site, visitor.base);
    auto answer = json_page(200, "application/json;charset=UTF-8",
                            {{"realm", site.setup.realm},
                             {"public_key", SigningKey::shared(site.key).public_key()},
                             {"token-service", issuer + "/protocol/openid-connect"},
                             {"account-service", issuer + "/account"},
                             {"tokens-not-before", 0}});
    return with_header(std::move(answer), "cache-control", "no-cache");
}

/// The document that a disabled realm still has (006).
Answer discovery(Site& site, const Visitor& visitor, const std::string& realm)
{
    Site asked = site;
    asked.setup.realm = realm;
    return with_header(json_page(200, json_type, document_of(asked, visitor.base)), "cache-control",
                       "no-cache, must-revalidate, no-transform, no-store");
}

Answer realm_answer(Site& site, const Visitor& visitor, std::string_view rest)
{
    constexpr std::string_view protocol = "/protocol/openid-connect";
    if (rest.empty())
        return realm_info(site, visitor);
    if (!rest.starts_with(protocol))
        return not_found(visitor);
    const auto what = rest.substr(protocol.size());
    if (what == "/certs")
        return with_header(json_page(200, json_type, keys_of(site)), "cache-control", "no-cache");
    if (what == "/token")
        return token(site, visitor);
    if (what == "/auth")
        return authorize(site, visitor);
    if (what == "/logout")
        return end_session(site, visitor);
    if (what == "/userinfo")
        return userinfo(site, visitor);
    return not_found(visitor);
}

} // namespace

Answer keycloak_answer(Site& site, const Visitor& visitor)
{
    constexpr std::string_view realms = "/realms/";
    constexpr std::string_view well_known = "/.well-known/openid-configuration";
    const auto& path = visitor.path;
    if (path.find("//") != std::string::npos)
        return json_page(400, "application/json; charset=UTF-8",
                         oauth_error("missingNormalization", "Request path not normalized"));
    if (path.starts_with("/admin/"))
        return keycloak_admin(site, visitor);
    if (path == "/realms/master/protocol/openid-connect/token" && !site.setup.master_password.empty())
        return keycloak_master_token(site, visitor);
    if (!path.starts_with(realms))
        return not_found(visitor);
    const auto behind = path.substr(realms.size());
    const auto realm = behind.substr(0, behind.find('/'));
    const auto rest = behind.substr(realm.size());
    const auto is_disabled = !realm.empty() && realm == site.setup.disabled_realm;
    const auto asks_document = rest == well_known || rest == std::string(well_known) + "/";
    if (realm != site.setup.realm && !is_disabled)
        return rest.ends_with("/auth") ? sorry(visitor, 404, "", "Page not found")
                                       : plain_error(404, "Realm does not exist");
    if (asks_document)
        return discovery(site, visitor, realm);
    if (is_disabled && rest.ends_with("/token"))
        return refused(403, "access_denied", "Realm not enabled");
    if (is_disabled)
        return sorry(visitor, 400, realm, "Realm not enabled");
    return realm_answer(site, visitor, rest);
}

} // namespace idpsync::sandbox
