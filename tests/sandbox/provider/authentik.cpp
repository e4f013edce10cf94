// A stand-in for authentik. Nobody recorded one: the trailing slash of its issuer and the part of the signing
// key are as its users describe them; every answer is the plain one of RFC 6749 and OpenID Connect Core, and
// proves nothing about the real server. The endpoints' addresses are this sandbox's own.

#include "sandbox/provider/authentik_admin.hpp"
#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"

#include <utility>

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
        return back(has_grant_types(site) ? "invalid_request" : "unauthorized_client");
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

/// An answer for one of the applications: its slug, and its signing key when the API set one up.
class AsApplication
{
public:
    AsApplication(Site& site, std::string slug, const ProviderClient* client)
        : site_(site),
          realm_(std::exchange(site.setup.realm, std::move(slug))),
          signing_key_(site.setup.signing_key)
    {
        if (const auto* key = client == nullptr ? nullptr : client->record.if_contains("signing_key"))
            site.setup.signing_key = !key->is_null();
    }
    ~AsApplication()
    {
        site_.setup.realm = std::move(realm_);
        site_.setup.signing_key = signing_key_;
    }
    AsApplication(const AsApplication&) = delete;
    AsApplication& operator=(const AsApplication&) = delete;

private:
    Site& site_;
    std::string realm_;
    bool signing_key_;
};

Answer application_answer(Site& site, const Visitor& visitor, std::string_view what)
{
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

} // namespace

Answer authentik_answer(Site& site, const Visitor& visitor)
{
    constexpr std::string_view applications = "/application/o/";
    const auto& path = visitor.path;
    if (path.starts_with("/api/v3/"))
        return authentik_admin(site, visitor);
    if (!path.starts_with(applications))
        return text_page(404, "Not Found");
    const auto behind = path.substr(applications.size());
    const auto slug = behind.substr(0, behind.find('/'));
    const auto* client = authentik_client_of(site, slug);
    if (slug != site.setup.realm && client == nullptr)
        return text_page(404, "Not Found");
    const AsApplication application(site, slug, client);
    return application_answer(site, visitor, behind.substr(slug.size()));
}

} // namespace idpsync::sandbox
