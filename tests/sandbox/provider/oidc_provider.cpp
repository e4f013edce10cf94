// oidc-provider 9.13.3. Numbers name files of tests/data/idp/oidc-provider-9.13.3.

#include "sandbox/login_pages.hpp"
#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"
#include "sandbox/wire.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view html_type = "text/html; charset=utf-8";

Answer uncached(Answer answer)
{
    return with_header(std::move(answer), "cache-control", "no-store");
}

Answer refused(unsigned status, std::string_view error, std::string_view description)
{
    return uncached(json_page(status, json_type, oauth_error(error, description)));
}

Answer bad_client(const Site& site, Credentials::Method method)
{
    auto answer = refused(401, "invalid_client", "client authentication failed");
    if (method == Credentials::Method::basic)
        answer.headers.emplace_back("www-authenticate",
                                    "Basic realm=\"" + site.base +
                                        "\", error=\"invalid_client\", error_description=\"client "
                                        "authentication failed\"");
    return answer;
}

Answer error_page(std::string_view error, std::string_view description, std::string_view more = {})
{
    std::string body = "<!DOCTYPE html>\n<html>\n<head>\n<title>oops! something went wrong</title>\n</head>\n"
                       "<body>\n<div class=\"container\">\n<h1>oops! something went wrong</h1>\n"
                       "<pre><strong>error</strong>: " +
                       std::string(error) +
                       "</pre><pre><strong>error_description</strong>: " + escaped_html(description) +
                       "</pre>" + std::string(more) + "\n</div>\n</body>\n</html>";
    return uncached(html_page(400, html_type, body));
}

/// The page for a request that may not be sent back to its redirect URI (43, 46).
Answer refused_page(const Site& site, const Parameters& asked, std::string_view error,
                    std::string_view description)
{
    return error_page(error, description,
                      "<pre><strong>state</strong>: " + escaped_html(parameter(asked, "state")) +
                          "</pre><pre><strong>iss</strong>: " + escaped_html(site.base) + "</pre>");
}

Answer redirect(const std::string& location)
{
    std::string shown;
    for (const char letter : location)
        shown += letter == '&' ? "&amp;" : std::string(1, letter);
    auto answer = uncached(html_page(303, html_type, "Redirecting to " + shown + "."));
    answer.headers.emplace_back("location", location);
    return answer;
}

/// Why the client is not who it says, or nothing (08-31).
std::optional<Answer> refusal_of_client(const Site& site, const Visitor& visitor, const Credentials& shown)
{
    using Method = Credentials::Method;
    if (shown.method == Method::none && shown.id.empty())
        return refused(400, "invalid_request", "no client authentication mechanism provided");
    if (shown.method == Method::basic && shown.secret.empty())
        return refused(400, "invalid_request", "client_secret must be provided in the Authorization header");
    if (shows_both(visitor))
        return refused(400, "invalid_request",
                       "client authentication must only be provided using one mechanism");
    const auto* client = site.client(shown.id);
    if (client == nullptr || client->disabled)
        return bad_client(site, shown.method);
    if (client->secret_expired)
        return refused(400, "invalid_client",
                       "could not authenticate the client - its client secret is expired");
    if (client->post_only && shown.method != Method::post)
        return bad_client(site, shown.method);
    const auto right = client->public_client ? shown.method == Method::none
                                             : shown.method != Method::none && shown.secret == client->secret;
    return right ? std::nullopt : std::optional(bad_client(site, shown.method));
}

Answer token(Site& site, const Visitor& visitor)
{
    if (header_of(visitor.request.headers, "content-type") != "application/x-www-form-urlencoded")
        return refused(400, "invalid_request",
                       "only application/x-www-form-urlencoded content-type bodies are supported on POST "
                       "/token");
    const auto shown = credentials_of(visitor, Preferred::basic);
    if (auto refusal = refusal_of_client(site, visitor, shown))
        return std::move(*refusal);
    const auto& client = *site.client(shown.id);
    if (parameter(visitor.form, "grant_type") != "authorization_code")
        return refused(400, "unsupported_grant_type", "unsupported grant_type requested");
    if (!client.code_flow)
        return refused(400, "invalid_request", "requested grant type is not allowed for this client");
    if (!visitor.form.contains("code"))
        return refused(400, "invalid_request", "missing required parameter 'code'");
    const auto granted = redeem(site, visitor, client, issuer_of(site, visitor.base));
    return granted ? uncached(json_page(200, json_type, *granted))
                   : refused(400, "invalid_grant", "grant request is invalid");
}

/// What is wrong with a request whose client and redirect URI are right: error and description.
std::optional<std::pair<std::string, std::string>> objection(const ProviderClient& client,
                                                             const Parameters& asked)
{
    const auto challenge = parameter(asked, "code_challenge");
    if (parameter(asked, "response_type") != "code")
        return std::pair("unsupported_response_type", "unsupported response_type requested");
    if (parameter(asked, "max_age").starts_with('-'))
        return std::pair("invalid_request", "invalid max_age parameter value");
    if (!challenge.empty() && parameter(asked, "code_challenge_method") != "S256")
        return std::pair("invalid_request", "not supported value of code_challenge_method");
    if (client.pkce_required && challenge.empty())
        return std::pair("invalid_request",
                         "Authorization Server policy requires PKCE to be used for this request");
    return std::nullopt;
}

/// The redirect to the login page, and the cookies that it wants to see again (40).
Answer begin_login(Site& site, const Visitor& visitor, const Parameters& asked)
{
    const auto id = site.ids.state();
    site.logins[id] = asked;
    const auto prefix = site.path_prefix();
    const auto page = prefix + "/interaction/" + id;
    auto answer = redirect(page);
    const auto end = http_date(visitor.now + std::chrono::hours(1));
    const auto add = [&](const std::string& name, const std::string& path) {
        for (const std::string_view suffix : {"", ".sig"})
            answer.headers.emplace_back("set-cookie", name + std::string(suffix) + "=" + site.ids.state() +
                                                          "; path=" + path + "; expires=" + end +
                                                          "; samesite=lax; httponly");
    };
    add("_interaction", page);
    add("_interaction_resume", prefix + "/auth/" + id);
    return answer;
}

Answer authorize(Site& site, const Visitor& visitor)
{
    auto asked = visitor.query;
    const auto issuer = issuer_of(site, visitor.base);
    const auto* client = site.client(parameter(asked, "client_id"));
    if (client == nullptr || client->disabled)
        return refused_page(site, asked, "invalid_client", "client is invalid");
    // A client without the code flow was recorded without a redirect URI (53), and one URI needs no naming
    // (47).
    const auto uris = client->code_flow ? client->redirect_uris : std::vector<std::string>();
    if (!asked.contains("redirect_uri") && uris.size() == 1)
        asked["redirect_uri"] = uris.front();
    if (!is_registered(uris, parameter(asked, "redirect_uri")))
        return refused_page(site, asked, "invalid_redirect_uri",
                            "redirect_uri did not match any of the client's registered redirect_uris");
    if (const auto problem = objection(*client, asked))
    {
        const auto in_fragment = parameter(asked, "response_type") == "token";
        return redirect(
            error_location(asked, problem->first, problem->second, issuer, in_fragment ? '#' : '?'));
    }
    if (is_signed_in(visitor))
        return redirect_with_code(site, asked, issuer);
    if (parameter(asked, "prompt") == "none")
        return redirect(
            error_location(asked, "login_required", "End-User authentication is required", issuer));
    return begin_login(site, visitor, asked);
}

/// The login page (56, 57).
Answer interaction(const Site& site, const Visitor& visitor)
{
    const auto id = visitor.path.substr(visitor.path.rfind('/') + 1);
    const auto found = site.logins.find(id);
    const auto cookie = header_of(visitor.request.headers, "cookie");
    if (found == site.logins.end() || cookie.find("_interaction=") == std::string_view::npos)
        return error_page("invalid_request", "interaction session id cookie not found");
    std::string shown;
    for (const auto& [name, value] : found->second)
        shown += "<br><strong>" + escaped_html(name) + "</strong>: '" + escaped_html(value) + "'";
    return uncached(
        html_page(200, html_type,
                  "<!DOCTYPE html>\n<html>\n<head>\n<title>Sign-in</title>\n</head>\n<body>\n"
                  "<h1>Sign-in</h1>\n<form method=\"post\"><button>Sign-in</button></form>\n"
                  "<div><a href=\"#\">[ Cancel ]</a></div>\n<details><summary>(Click to expand) DEBUG "
                  "information</summary>\n<div><strong>uid</strong>: " +
                      id + "</div><div>PARAMS<br>========" + shown +
                      "</div><div>PROMPT<br>========<br><strong>name</strong>: 'login'<br>"
                      "<strong>reasons</strong>: [ 'no_session' ]<br><strong>details</strong>: "
                      "{}</div></details>\n</body>\n</html>"));
}

/// (58-61)
Answer end_session(Site& site, const Visitor& visitor)
{
    const auto id = parameter(visitor.query, "client_id");
    const auto* client = site.client(id);
    if (!id.empty() && client == nullptr)
        return error_page("invalid_client", "client is invalid");
    if (client != nullptr &&
        !is_registered(client->logout_uris, parameter(visitor.query, "post_logout_redirect_uri")))
        return error_page("invalid_request", "post_logout_redirect_uri not registered");
    auto answer = uncached(
        html_page(200, html_type,
                  "<!DOCTYPE html>\n<html>\n<head>\n<title>Submitting Callback</title>\n</head>\n<body>\n"
                  "<form method=\"post\" action=\"" +
                      visitor.base +
                      "/session/end/confirm\">\n<noscript>\nYour browser does not support JavaScript or "
                      "you've disabled it.<br/>\n<button autofocus type=\"submit\">Continue</button>\n"
                      "</noscript>\n</form>\n</body>\n</html>"));
    const auto end = http_date(visitor.now + std::chrono::days(14));
    for (const std::string_view name : {"_session", "_session.sig"})
        answer.headers.emplace_back("set-cookie", std::string(name) + "=" + site.ids.state() +
                                                      "; path=/; samesite=lax; httponly; expires=" + end);
    return answer;
}

} // namespace

Answer oidc_provider_answer(Site& site, const Visitor& visitor)
{
    auto path = visitor.path;
    const auto is_get = visitor.request.method == "GET";
    std::transform(path.begin(), path.end(), path.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (path.size() > 1 && path.ends_with('/'))
        path.pop_back(); // routes are lenient: 03, 05
    if (is_get && path == "/.well-known/openid-configuration")
        return json_page(200, json_type, document_of(site, visitor.base));
    if (is_get && path == "/jwks")
        return json_page(200, "application/jwk-set+json; charset=utf-8", keys_of(site));
    if (!is_get && path == "/token")
        return token(site, visitor);
    if (is_get && path == "/auth")
        return authorize(site, visitor);
    if (is_get && path.starts_with("/interaction/"))
        return interaction(site, visitor);
    if (path == "/session/end")
        return end_session(site, visitor);
    if (path == "/me")
        return userinfo(site, visitor);
    return text_page(404, "Not Found");
}

} // namespace idpsync::sandbox
