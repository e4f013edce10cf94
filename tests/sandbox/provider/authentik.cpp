// A stand-in for authentik. Nobody recorded one: the trailing slash of its issuer and the part of the signing
// key are as its users describe them; every answer is the plain one of RFC 6749 and OpenID Connect Core, and
// proves nothing about the real server. The endpoints' addresses are this sandbox's own.

#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"

namespace idpsync::sandbox {
namespace {

Answer refused(unsigned status, std::string_view error)
{
    return with_header(json_page(status, "application/json", oauth_error(error, "")), "cache-control",
                       "no-store");
}

Answer token(Site& site, const Visitor& visitor)
{
    if (visitor.request.method != "POST")
        return text_page(405, "Method Not Allowed");
    const auto shown = credentials_of(visitor, Preferred::basic);
    const auto* client = site.client(shown.id);
    const auto right = client != nullptr && !client->disabled && !client->secret_expired &&
                       (client->public_client || (!shown.secret.empty() && shown.secret == client->secret));
    if (!right)
        return refused(401, "invalid_client");
    if (parameter(visitor.form, "grant_type") != "authorization_code")
        return refused(400, "unsupported_grant_type");
    if (!client->code_flow)
        return refused(400, "unauthorized_client");
    if (!visitor.form.contains("code"))
        return refused(400, "invalid_request");
    const auto granted = redeem(site, visitor, *client, issuer_of(site, visitor.base));
    return granted ? with_header(json_page(200, "application/json", *granted), "cache-control", "no-store")
                   : refused(400, "invalid_grant");
}

Answer authorize(Site& site, const Visitor& visitor)
{
    constexpr std::string_view html_type = "text/html; charset=utf-8";
    const auto& asked = visitor.query;
    const auto* client = site.client(parameter(asked, "client_id"));
    if (client == nullptr || client->disabled ||
        !is_registered(client->redirect_uris, parameter(asked, "redirect_uri")))
        return html_page(400, html_type, "<!DOCTYPE html><title>Error</title><p>Invalid request</p>");
    const auto back = [&](std::string_view error) {
        return Answer{.status = 302, .headers = {{"location", error_location(asked, error, "", "")}}};
    };
    if (!client->code_flow)
        return back("unauthorized_client");
    if (parameter(asked, "response_type") != "code")
        return back("unsupported_response_type");
    if (client->pkce_required && !asked.contains("code_challenge"))
        return back("invalid_request");
    if (is_signed_in(visitor))
        return redirect_with_code(site, asked, "");
    if (parameter(asked, "prompt") == "none")
        return back("login_required");
    return html_page(200, html_type, "<!DOCTYPE html><title>Sign in</title><p>Sign in</p>");
}

} // namespace

Answer authentik_answer(Site& site, const Visitor& visitor)
{
    const auto application = "/application/o/" + site.setup.realm;
    const auto& path = visitor.path;
    if (!path.starts_with(application + "/"))
        return text_page(404, "Not Found");
    const auto what = path.substr(application.size());
    if (what == "/.well-known/openid-configuration")
        return json_page(200, "application/json", document_of(site, visitor.base));
    if (what == "/jwks/")
        return json_page(200, "application/json", keys_of(site));
    if (what == "/token/")
        return token(site, visitor);
    if (what == "/authorize/")
        return authorize(site, visitor);
    if (what == "/userinfo/")
        return userinfo(site, visitor);
    return text_page(404, "Not Found");
}

} // namespace idpsync::sandbox
