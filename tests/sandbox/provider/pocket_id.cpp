// Pocket ID 2.9, the last release with an OAuth code of its own. Numbers name files of
// tests/data/idp/pocket-id-2.9.0.

#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/pocket_id_common.hpp"
#include "sandbox/provider/profiles.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {
namespace {

Answer refused(unsigned status, std::string_view text)
{
    return pocket_id_json(status, {{"error", text}});
}

/// Why the client is not who it says, or nothing (050-061, 072, 073).
std::optional<Answer> refusal_of_client(const Site& site, const Credentials& shown)
{
    const auto* client = site.client(shown.id);
    const auto is_public = client != nullptr && client->public_client;
    if (shown.id.empty() || (shown.secret.empty() && !is_public))
        return refused(400, "Client id or secret not provided");
    if (client == nullptr || client->disabled)
        return refused(404, "Client not found");
    if (!is_public && (client->secret_expired || shown.secret != client->secret))
        return refused(401, "Invalid client secret");
    return std::nullopt;
}

Answer token(Site& site, const Visitor& visitor)
{
    const auto type = parameter(visitor.form, "grant_type");
    if (type.empty())
        return refused(400, "GrantType is required");
    if (type == "authorization_code" && !visitor.form.contains("code"))
        return refused(400, "Authorization code is required");
    if (type != "authorization_code" && type != "client_credentials")
        return refused(400, "Grant type not supported");
    const auto shown = credentials_of(visitor, Preferred::post);
    if (auto refusal = refusal_of_client(site, shown))
        return std::move(*refusal);
    if (type == "client_credentials")
        return pocket_id_json(
            200, {{"access_token", site.ids.token()}, {"token_type", "Bearer"}, {"expires_in", 3600}});
    const auto granted = redeem(site, visitor, *site.client(shown.id), issuer_of(site, visitor.base));
    return granted ? pocket_id_json(200, *granted) : refused(400, "Invalid authorization code");
}

/// The same page for every request (077-112): the script in it looks at the parameters. Only a form_post
/// shows from outside whether the redirect URI is registered (110-112).
Answer authorize(Site& site, const Visitor& visitor)
{
    const auto uri = parameter(visitor.query, "redirect_uri");
    const auto* client = site.client(parameter(visitor.query, "client_id"));
    const auto registered =
        client != nullptr && !client->disabled && is_registered(client->redirect_uris, uri);
    const auto pkce_missing =
        client != nullptr && client->pkce_required && !visitor.query.contains("code_challenge");
    if (registered && !pkce_missing && is_signed_in(visitor))
        return redirect_with_code(site, visitor.query, issuer_of(site, visitor.base));
    auto page = pocket_id_page();
    if (parameter(visitor.query, "response_mode") == "form_post")
        page.headers.emplace_back("content-security-policy",
                                  "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors "
                                  "'none'; form-action 'self'" +
                                      (registered ? " " + uri : std::string()) +
                                      "; img-src * blob:;font-src 'self'; style-src 'self' "
                                      "'unsafe-inline'; script-src 'self' 'nonce-" +
                                      site.ids.state() + "'");
    return page;
}

/// What the page's script asks before it sends anybody back (113-116).
Answer callback_url(const Site& site, const Visitor& visitor)
{
    boost::json::error_code error;
    const auto body = boost::json::parse(visitor.request.body, error);
    if (error || !body.is_object())
        return refused(400, "Invalid callback URL, it might be necessary for an admin to fix this");
    const auto text = [&](std::string_view name) {
        const auto* value = body.get_object().if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    const auto uri = text("callbackURL");
    const auto* client = site.client(text("clientID"));
    if (client == nullptr)
        return refused(404, "Record not found");
    if (client->redirect_uris.empty())
        return refused(400, "Unable to detect callback url, it might be necessary for an admin to fix this");
    if (!is_registered(client->redirect_uris, uri))
        return refused(400, "Invalid callback URL, it might be necessary for an admin to fix this");
    return pocket_id_json(200, {{"callbackURL", uri}});
}

} // namespace

Answer pocket_id_answer(Site& site, const Visitor& visitor)
{
    const auto& path = visitor.path;
    if (auto common = pocket_id_common(site, visitor, {token, authorize}))
        return std::move(*common);
    if (visitor.request.method != "GET" && path == "/api/oidc/authorize/callback-url")
        return callback_url(site, visitor);
    if (path.starts_with("/api/"))
        return refused(404, "API endpoint not found");
    return pocket_id_page(); // whatever else is asked: 002, 004, 005, 133
}

} // namespace idpsync::sandbox
