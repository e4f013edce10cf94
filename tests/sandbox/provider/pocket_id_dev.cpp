// Pocket ID 2.10 and later, recorded from a build of the main branch. Numbers name files of
// tests/data/idp/pocket-id-2.9.0-dev-8564d356. That build had no web pages: what stands behind its redirects
// is taken from 2.9. Nobody recorded 2.12 to 2.14: what they do otherwise is as their code reads.

#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/pocket_id_common.hpp"
#include "sandbox/provider/profiles.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

constexpr std::size_t shortest_state = 8;
constexpr std::string_view malformed =
    "The request is missing a required parameter, includes an invalid parameter value, includes a parameter "
    "more than once, or is otherwise malformed. ";

Answer refused(unsigned status, std::string_view error, std::string_view description)
{
    auto answer = json_page(status, "application/json;charset=UTF-8", oauth_error(error, description));
    answer.headers.emplace_back("cache-control", "no-store");
    answer.headers.emplace_back("pragma", "no-cache");
    return answer;
}

Answer malformed_request(std::string_view detail)
{
    return refused(400, "invalid_request", std::string(malformed) + std::string(detail));
}

/// Why the client is not who it says, or nothing (047-060, 069, 070).
std::optional<Answer> refusal_of_client(const Site& site, const Credentials& shown, WallTime now)
{
    if (shown.id.empty())
        return malformed_request(
            "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body.");
    const auto* client = site.client(shown.id);
    const auto right = client != nullptr && !client->disabled &&
                       (client->public_client || has_secret(*client, shown.secret, now));
    if (right)
        return std::nullopt;
    return refused(401, "invalid_client",
                   "Client authentication failed (e.g., unknown client, no client authentication included, "
                   "or unsupported authentication method).");
}

Answer token(Site& site, const Visitor& visitor)
{
    if (visitor.form.empty())
        return malformed_request("The POST body can not be empty.");
    const auto type = parameter(visitor.form, "grant_type");
    if (type != "authorization_code" && type != "client_credentials")
        return malformed_request(
            "Make sure that the various parameters are correct, be aware of case sensitivity and trim your "
            "parameters. Make sure that the client you are using has exactly whitelisted the redirect_uri "
            "you specified.");
    const auto shown = credentials_of(visitor, Preferred::basic);
    if (auto refusal = refusal_of_client(site, shown, visitor.now))
        return std::move(*refusal);
    if (type == "client_credentials")
    {
        auto answer = refused(200, "", "");
        answer.body = boost::json::serialize(boost::json::object{{"access_token", site.ids.token()},
                                                                 {"expires_in", 3599},
                                                                 {"scope", ""},
                                                                 {"token_type", "bearer"}});
        return answer;
    }
    const auto granted = redeem(site, visitor, *site.client(shown.id), issuer_of(site, visitor.base));
    if (granted)
        return with_header(json_page(200, "application/json;charset=UTF-8", *granted), "cache-control",
                           "no-store");
    return refused(400, "invalid_grant",
                   "The provided authorization grant (e.g., authorization code, resource owner credentials) "
                   "or refresh token is invalid, expired, revoked, does not match the redirection URI used "
                   "in the authorization request, or was issued to another client.");
}

/// The server's own page, its reason as it is in the address (076, 082, 084).
Answer error_page(const Site& site, const std::string& reason)
{
    const auto is_encoded = pocket_id_minor(site.setup.profile) >= 14;
    return pocket_id_redirect(302, site.path_prefix() +
                                       "/interaction/error?error=" + (is_encoded ? encoded(reason) : reason));
}

/// The first scope that the server does not know.
std::optional<std::string> unknown_scope(const Site& site, const Visitor& visitor)
{
    const auto document = document_of(site, visitor.base);
    const auto* known = document.if_contains("scopes_supported");
    const auto asked = parameter(visitor.query, "scope");
    for (std::string_view rest = asked; known != nullptr && !rest.empty();)
    {
        const auto one = rest.substr(0, rest.find(' '));
        const auto& list = known->as_array();
        if (std::find(list.begin(), list.end(), boost::json::value(one)) == list.end())
            return std::string(one);
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    return std::nullopt;
}

struct Objection
{
    std::string error;
    std::string description;
};

/// What is wrong with a request whose client and redirect URI are right. The scope is looked at before the
/// state (075).
std::optional<Objection> objection(const Site& site, const ProviderClient& client, const Visitor& visitor)
{
    const auto& asked = visitor.query;
    if (client.pushed_requests)
        return Objection{"error", "The error is unrecognizable"};
    if (const auto type = parameter(asked, "response_type"); type != "code")
        return Objection{"unsupported_response_type",
                         "The authorization server does not support obtaining a token using this method. The "
                         "client is not allowed to request response_type '" +
                             type + "'."};
    const auto drops_unknown_scopes = pocket_id_minor(site.setup.profile) > 10;
    if (const auto scope = drops_unknown_scopes ? std::nullopt : unknown_scope(site, visitor))
        return Objection{"invalid_scope",
                         "The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not "
                         "allowed to request scope '" +
                             *scope + "'."};
    if (parameter(asked, "state").size() < shortest_state)
        return Objection{"invalid_state",
                         "The state is missing or does not have enough characters and is therefore "
                         "considered too weak. Request parameter 'state' must be at least be 8 characters "
                         "long to ensure sufficient entropy."};
    if (client.pkce_required && !asked.contains("code_challenge"))
        return Objection{"invalid_request",
                         std::string(malformed) +
                             "This client requires PKCE, but the 'code_challenge' parameter is missing."};
    if (parameter(asked, "prompt") == "none" && !is_signed_in(visitor))
        return Objection{"login_required", "The Authorization Server requires End-User authentication."};
    return std::nullopt;
}

Answer authorize(Site& site, const Visitor& visitor)
{
    const auto& asked = visitor.query;
    const auto* client = site.client(parameter(asked, "client_id"));
    if (client == nullptr || client->disabled)
        return error_page(site, "The requested OAuth 2.0 Client does not exist.");
    if (!asked.contains("redirect_uri"))
        return error_page(site, "The 'redirect_uri' parameter is required when using OpenID Connect 1.0.");
    if (!is_registered(client->redirect_uris, parameter(asked, "redirect_uri")))
        return error_page(site, "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's "
                                "pre-registered redirect urls.");
    if (const auto problem = objection(site, *client, visitor))
    {
        auto location = error_location(asked, problem->error, problem->description, "");
        if (parameter(asked, "state").empty())
            location += "&state="; // 097
        return {.status = 303,
                .headers = {{"location", location}, {"cache-control", "no-store"}, {"pragma", "no-cache"}}};
    }
    if (is_signed_in(visitor))
        return redirect_with_code(site, asked, issuer_of(site, visitor.base));
    return pocket_id_redirect(302, site.path_prefix() + "/interaction?interaction=" + site.ids.state());
}

} // namespace

Answer pocket_id_dev_answer(Site& site, const Visitor& visitor)
{
    const auto& path = visitor.path;
    if (auto common = pocket_id_common(site, visitor, {token, authorize}))
        return std::move(*common);
    if (path.starts_with("/api/"))
        return pocket_id_json(404, {{"error", "API endpoint not found"}});
    return pocket_id_page();
}

} // namespace idpsync::sandbox
