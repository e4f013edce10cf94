// Dex: 2.45.1, which shows its list of connectors before it looks at a request, and a later build with
// sessions, which looks first. DX numbers name files of tests/data/idp/dex-2.45.1, DD numbers files of
// tests/data/idp/dex-2.45.0-330-gab64ed77.

#include "sandbox/login_pages.hpp"
#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"
#include "sandbox/query.hpp"

#include <algorithm>
#include <array>

namespace idpsync::sandbox {
namespace {

constexpr std::string_view json_type = "application/json";

bool looks_first(const Site& site)
{
    return site.setup.profile == Profile::dex_dev;
}

Answer refused(unsigned status, std::string_view error, std::string_view description)
{
    return json_page(status, json_type, oauth_error(error, description));
}

std::string page(std::string_view heading, std::string_view content)
{
    return "<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    <title>dex</title>\n"
           "  </head>\n\n  <body class=\"theme-body\">\n<div class=\"theme-panel\">\n"
           "  <h2 class=\"theme-heading\">" +
           std::string(heading) + "</h2>\n" + std::string(content) + "</div>\n  </body>\n</html>\n";
}

Answer error_page(unsigned status, std::string_view message)
{
    constexpr std::string_view html_type = "text/html; charset=utf-8";
    const auto* const heading = status == 404 ? "Not Found" : "Bad Request";
    return html_page(status, html_type, page(heading, "  <p>" + escaped_html(message) + "</p>\n"));
}

/// Why the client is not who it says, or nothing (08-18, 23-41). A public client's secret is the empty one.
std::optional<Answer> refusal_of_client(const Site& site, const Credentials& shown)
{
    if (shown.badly_encoded)
        return refused(400, "invalid_request", "client_secret improperly encoded");
    const auto* client = site.client(shown.id);
    const auto right = client != nullptr && !client->disabled && !client->secret_expired &&
                       (client->public_client ? shown.secret.empty()
                                              : !shown.secret.empty() && shown.secret == client->secret);
    return right ? std::nullopt
                 : std::optional(refused(401, "invalid_client", "Invalid client credentials."));
}

Answer token(Site& site, const Visitor& visitor)
{
    if (visitor.request.method != "POST")
        return refused(400, "invalid_request", "method not allowed");
    if (parameter(visitor.form, "grant_type") != "authorization_code")
        return refused(400, "unsupported_grant_type", "");
    const auto shown = credentials_of(visitor, Preferred::basic);
    if (auto refusal = refusal_of_client(site, shown))
        return std::move(*refusal);
    if (!visitor.form.contains("code"))
        return refused(400, "invalid_request", "Required param: code.");
    const auto granted = redeem(site, visitor, *site.client(shown.id), issuer_of(site, visitor.base));
    return granted ? json_page(200, json_type, *granted)
                   : refused(400, "invalid_grant", "Invalid or expired code parameter.");
}

std::string_view label_of(std::string_view connector)
{
    return connector == "local" ? "Email" : "Example";
}

/// The list of connectors (DX 43).
std::string list_of_connectors(const Site& site, const std::vector<std::string>& connectors,
                               const Parameters& asked)
{
    std::string rows = "  <div>\n";
    for (const auto& connector : connectors)
        rows += "<a href=\"" + site.path_prefix() + "/auth/" + connector + "?" +
                escaped_html(encode_query(asked)) + "\"><button>Log in with " +
                std::string(label_of(connector)) + "</button></a>\n";
    return page("Log in to dex ", rows + "  </div>\n");
}

bool is_loopback(std::string_view uri)
{
    constexpr std::array places{"http://127.0.0.1:", "http://localhost:", "http://[::1]:"};
    return std::any_of(places.begin(), places.end(), [uri](const char* one) { return uri.starts_with(one); });
}

/// A public client without URIs of its own may use any loopback address (DD 57, 58).
bool may_return_to(const ProviderClient& client, const std::string& uri)
{
    return is_registered(client.redirect_uris, uri) ||
           (client.public_client && client.redirect_uris.empty() && is_loopback(uri));
}

/// The redirect back for a bad response type, scope or challenge (DX 76, 77, DD 45, 56, 64-66).
std::optional<Answer> objection(const Parameters& asked)
{
    const auto back = [&](std::string_view error, const std::string& description) {
        return std::optional(redirect_to(303, error_location(asked, error, description, "")));
    };
    const auto method = parameter(asked, "code_challenge_method");
    if (!method.empty() && method != "S256" && method != "plain")
        return back("invalid_request", "Unsupported PKCE challenge method (\"" + method + "\").");
    const auto type = parameter(asked, "response_type");
    if (type == "token" || type == "id_token")
        return back("unsupported_response_type", "Unsupported response type \"" + type + "\"");
    if (type != "code")
        return back("invalid_request", "Invalid response type \"" + type + "\"");
    const auto scope = parameter(asked, "scope");
    if (!holds_word(scope, "openid"))
        return back("invalid_scope", "Missing required scope(s) [\"openid\"].");
    for (std::string_view rest = scope; !rest.empty();)
    {
        const auto one = rest.substr(0, rest.find(' '));
        if (!holds_word("openid email groups profile offline_access", one))
            return back("invalid_scope", "Unrecognized scope(s) [\"" + std::string(one) + "\"]");
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    return std::nullopt;
}

/// What is wrong with a request, or nothing. `at_connector`: the path names one.
std::optional<Answer> refusal_of_request(const Site& site, const Visitor& visitor, bool at_connector)
{
    const auto& asked = visitor.query;
    const auto* client = site.client(parameter(asked, "client_id"));
    if (client == nullptr || client->disabled)
        return at_connector ? error_page(404, "Invalid client_id.")
                            : error_page(400, "Invalid client_id provided.");
    if (!may_return_to(*client, parameter(asked, "redirect_uri")))
        return error_page(400, "Unregistered redirect_uri.");
    if (auto back = objection(asked))
        return back;
    if (looks_first(site) && parameter(asked, "prompt") == "none" && !is_signed_in(visitor))
        return redirect_to(303,
                           error_location(asked, "login_required",
                                          at_connector ? "User not authenticated"
                                                       : "id_token_hint does not match authenticated user",
                                          ""));
    return std::nullopt;
}

Answer choose_connector(Site& site, const Visitor& visitor)
{
    const auto signed_in = is_signed_in(visitor);
    if (looks_first(site) || signed_in)
        if (auto refusal = refusal_of_request(site, visitor, !looks_first(site)))
            return std::move(*refusal);
    if (signed_in)
        return redirect_with_code(site, visitor.query, "");
    auto connectors = site.setup.connectors;
    const auto* client = site.client(parameter(visitor.query, "client_id"));
    if (looks_first(site) && client != nullptr && !client->only_connector.empty())
        connectors = {client->only_connector};
    if (connectors.size() != 1)
        return html_page(200, "text/html; charset=utf-8",
                         list_of_connectors(site, connectors, visitor.query));
    const auto location =
        site.path_prefix() + "/auth/" + connectors.front() + "?" + encode_query(visitor.query);
    auto answer = redirect_to(302, location);
    if (!looks_first(site))
        answer.body += list_of_connectors(site, connectors, visitor.query); // DX 67
    return answer;
}

Answer begin_login(Site& site, const Visitor& visitor, const std::string& connector)
{
    if (auto refusal = refusal_of_request(site, visitor, true))
        return std::move(*refusal);
    const auto& known = site.setup.connectors;
    if (std::find(known.begin(), known.end(), connector) == known.end())
        return error_page(400, "Connector failed to initialize");
    if (is_signed_in(visitor))
        return redirect_with_code(site, visitor.query, "");
    const auto prefix = site.path_prefix();
    if (connector != "local")
        return redirect_to(302, site.base + "/callback?state=" + site.ids.state());
    const auto back = prefix + "/auth?" + encode_query(visitor.query);
    return redirect_to(302,
                       prefix + "/auth/local/login?back=" + encoded(back) + "&state=" + site.ids.state());
}

/// (DD 67-70)
Answer end_session(const Visitor& visitor)
{
    if (visitor.query.contains("post_logout_redirect_uri"))
        return error_page(400, "post_logout_redirect_uri requires id_token_hint.");
    return html_page(200, "text/html; charset=utf-8",
                     page("Session Not Found", "  <p>No active session found.</p>\n"));
}

} // namespace

Answer dex_answer(Site& site, const Visitor& visitor)
{
    constexpr std::string_view connector_prefix = "/auth/";
    const auto& path = visitor.path;
    if (path == "/.well-known/openid-configuration")
        return json_page(200, json_type, document_of(site, visitor.base));
    if (path == "/keys")
        return with_header(json_page(200, json_type, keys_of(site)), "cache-control",
                           "max-age=600, must-revalidate");
    if (path == "/token")
        return token(site, visitor);
    if (path == "/userinfo")
        return userinfo(site, visitor);
    if (path == "/auth")
        return choose_connector(site, visitor);
    if (path.starts_with(connector_prefix))
        return begin_login(site, visitor, path.substr(connector_prefix.size()));
    if (path == "/logout" && looks_first(site))
        return end_session(visitor);
    if (path == "/healthz")
        return text_page(200, "Health check passed");
    return text_page(404, "404 page not found\n");
}

} // namespace idpsync::sandbox
