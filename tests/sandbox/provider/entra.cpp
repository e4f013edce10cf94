// A stand-in for Microsoft Entra and Microsoft Graph. Nobody recorded them: the addresses, members and
// defaults of applications are as Graph's description reads, every other answer is the plain one of RFC 6749
// and OpenID Connect Core, and proves nothing about the real servers. Both answer at one base.

#include "core/time_text.hpp"
#include "sandbox/json.hpp"
#include "sandbox/provider/client_auth.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view applications = "/v1.0/applications";
constexpr std::chrono::seconds token_life{3600};
constexpr std::chrono::days password_life{730};
constexpr std::size_t secret_length = 40;
constexpr std::size_t hint_length = 3;

Answer refused(unsigned status, std::string_view error)
{
    return with_header(json_page(status, json_type, oauth_error(error, "")), "cache-control", "no-store");
}

/// A secret that was made a moment ago may not be known everywhere yet (ProviderSetup::secrets_settle).
bool takes(const Site& site, const ProviderClient& client, std::string_view secret, WallTime now)
{
    const auto& all = client.more_secrets;
    const auto found = std::ranges::find(all, secret, &ClientSecret::secret);
    const auto settles = found != all.end() && now < found->created + site.setup.secrets_settle;
    return !settles && has_secret(client, secret, now);
}

Answer application_token(Site& site, const Visitor& visitor, const std::string& client)
{
    if (!parameter(visitor.form, "scope").ends_with("/.default"))
        return refused(400, "invalid_scope");
    const auto token = site.ids.secret(secret_length);
    site.administrators[token] = {.client = client, .expires = visitor.now + token_life};
    return json_page(200, json_type,
                     {{"token_type", "Bearer"}, {"expires_in", token_life.count()}, {"access_token", token}});
}

Answer token(Site& site, const Visitor& visitor)
{
    if (visitor.request.method != "POST")
        return text_page(405, "Method Not Allowed");
    const auto shown = credentials_of(visitor, Preferred::post);
    const auto* client = site.client(shown.id);
    if (client == nullptr || client->disabled || !takes(site, *client, shown.secret, visitor.now))
        return refused(401, "invalid_client");
    const auto type = parameter(visitor.form, "grant_type");
    if (type == "client_credentials")
        return application_token(site, visitor, shown.id);
    if (type != "authorization_code")
        return refused(400, "unsupported_grant_type");
    if (!visitor.form.contains("code"))
        return refused(400, "invalid_request");
    const auto granted = redeem(site, visitor, *client, issuer_of(site, visitor.base));
    return granted ? with_header(json_page(200, json_type, *granted), "cache-control", "no-store")
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
    if (parameter(asked, "response_type") != "code")
        return {.status = 302,
                .headers = {{"location", error_location(asked, "unsupported_response_type", "", "")}}};
    if (is_signed_in(visitor))
        return redirect_with_code(site, asked, "");
    if (parameter(asked, "prompt") == "none")
        return {.status = 302, .headers = {{"location", error_location(asked, "login_required", "", "")}}};
    return html_page(200, html_type, "<!DOCTYPE html><title>Sign in</title><p>Sign in</p>");
}

Answer graph_error(unsigned status, std::string_view code, std::string_view message)
{
    return json_page(status, json_type, {{"error", {{"code", code}, {"message", message}}}});
}

/// The application that asks; nullptr: the token is not good.
const ProviderClient* caller(const Site& site, const Visitor& visitor)
{
    constexpr std::string_view bearer = "Bearer ";
    const auto header = header_of(visitor.request.headers, "authorization");
    const auto given = header.starts_with(bearer) ? header.substr(bearer.size()) : std::string_view();
    const auto found = site.administrators.find(std::string(given));
    const auto is_good = found != site.administrators.end() && visitor.now < found->second.expires;
    return is_good ? site.client(found->second.client) : nullptr;
}

bool has_role(const ProviderClient& client, std::string_view role)
{
    return std::ranges::find(client.roles, role) != client.roles.end();
}

bool may_change(const ProviderClient& caller)
{
    return has_role(caller, "Application.ReadWrite.OwnedBy") || has_role(caller, "Application.ReadWrite.All");
}

const std::string& object_id(Site& site, ProviderClient& client)
{
    if (client.internal_id.empty())
        client.internal_id = site.ids.uuid();
    return client.internal_id;
}

json::object shown_password(const ClientSecret& one)
{
    return {{"keyId", one.id},
            {"displayName", one.name.empty() ? json::value() : json::value(one.name)},
            {"hint", one.secret.substr(0, hint_length)},
            {"startDateTime", format_timestamp(one.created)},
            {"endDateTime", one.expires ? json::value(format_timestamp(*one.expires)) : json::value()},
            {"customKeyIdentifier", nullptr},
            {"secretText", nullptr}};
}

json::object shown_application(Site& site, ProviderClient& client)
{
    json::array uris;
    for (const auto& uri : client.redirect_uris)
        uris.emplace_back(uri);
    json::object web{
        {"homePageUrl", nullptr},
        {"redirectUris", std::move(uris)},
        {"logoutUrl", client.logout_uris.empty() ? json::value() : json::value(client.logout_uris.front())}};
    json::array passwords;
    for (const auto& one : client.more_secrets)
        passwords.emplace_back(shown_password(one));
    json::object shown{{"@odata.context", "made up"},
                       {"id", object_id(site, client)},
                       {"appId", client.id},
                       {"displayName", "NetBird"},
                       {"groupMembershipClaims", nullptr},
                       {"web", std::move(web)},
                       {"passwordCredentials", std::move(passwords)}};
    for (const auto& [name, value] : client.record)
        shown[name] = value;
    return shown;
}

/// A list replaces the one that there is; members that are left out stay.
Answer patched(const Visitor& visitor, ProviderClient& client)
{
    const auto body = parse_object(visitor.request.body);
    if (!body || body->contains("passwordCredentials"))
        return graph_error(400, "Request_BadRequest", "Invalid request");
    for (const auto& [name, value] : *body)
        if (name != "web")
            client.record[name] = value;
    if (const auto* web = body->if_contains("web"))
    {
        if (const auto* uris = web->as_object().if_contains("redirectUris"))
            client.redirect_uris = json::value_to<std::vector<std::string>>(*uris);
        if (const auto* logout = web->as_object().if_contains("logoutUrl"))
            client.logout_uris = {std::string(logout->as_string())};
    }
    return {.status = 204};
}

Answer add_password(Site& site, const Visitor& visitor, ProviderClient& client)
{
    const auto body = parse_object(visitor.request.body).value_or(json::object());
    const auto* wanted = body.if_contains("passwordCredential");
    const auto password = wanted != nullptr && wanted->is_object() ? wanted->get_object() : json::object();
    const auto end = parse_rfc3339(string_member(password, "endDateTime"));
    const auto& made =
        client.more_secrets.emplace_back(ClientSecret{.id = site.ids.uuid(),
                                                      .secret = site.ids.secret(secret_length),
                                                      .created = visitor.now,
                                                      .expires = end.value_or(visitor.now + password_life),
                                                      .name = string_member(password, "displayName")});
    auto answer = shown_password(made);
    answer["secretText"] = made.secret;
    return json_page(200, json_type, answer);
}

Answer remove_password(const Visitor& visitor, ProviderClient& client)
{
    const auto id = string_member(parse_object(visitor.request.body).value_or(json::object()), "keyId");
    const auto removed = std::erase_if(client.more_secrets, [&](const auto& one) { return one.id == id; });
    return removed != 0 ? Answer{.status = 204}
                        : graph_error(400, "Request_BadRequest", "No password credential found with keyId");
}

/// By "(appId='ID')", or by "/OBJECT-ID"; nullptr: there is none.
ProviderClient* application_of(Site& site, std::string_view where)
{
    constexpr std::string_view by_app_id = "(appId='";
    if (where.starts_with(by_app_id) && where.ends_with("')"))
        return site.client(where.substr(by_app_id.size(), where.size() - by_app_id.size() - 2));
    auto& all = site.setup.clients;
    const auto found = std::ranges::find_if(all, [&](ProviderClient& one) {
        return where.starts_with('/') && object_id(site, one) == where.substr(1);
    });
    return found == all.end() ? nullptr : &*found;
}

Answer graph(Site& site, const Visitor& visitor)
{
    const auto* asking = caller(site, visitor);
    if (asking == nullptr)
        return graph_error(401, "InvalidAuthenticationToken", "Access token is empty or has expired.");
    const auto& method = visitor.request.method;
    if (!may_change(*asking) && (method != "GET" || !has_role(*asking, "Application.Read.All")))
        return graph_error(403, "Authorization_RequestDenied",
                           "Insufficient privileges to complete the operation.");
    auto where = std::string_view(visitor.path).substr(applications.size());
    const auto action = where.starts_with('/') ? where.substr(std::min(where.find('/', 1), where.size()))
                                               : std::string_view();
    where.remove_suffix(action.size());
    auto* application = application_of(site, where);
    if (application == nullptr)
        return graph_error(404, "Request_ResourceNotFound", "Resource does not exist.");
    if (action.empty() && method == "GET")
        return json_page(200, json_type, shown_application(site, *application));
    if (action.empty() && method == "PATCH")
        return patched(visitor, *application);
    if (action == "/addPassword" && method == "POST")
        return add_password(site, visitor, *application);
    if (action == "/removePassword" && method == "POST")
        return remove_password(visitor, *application);
    return graph_error(404, "Request_ResourceNotFound", "Resource does not exist.");
}

} // namespace

Answer entra_answer(Site& site, const Visitor& visitor)
{
    const auto& path = visitor.path;
    if (path.starts_with(applications))
        return graph(site, visitor);
    const auto tenant = "/" + site.setup.realm;
    const auto what = path.starts_with(tenant) ? std::string_view(path).substr(tenant.size()) : "";
    if (what == "/v2.0/.well-known/openid-configuration")
        return json_page(200, json_type, document_of(site, visitor.base));
    if (what == "/discovery/v2.0/keys")
        return json_page(200, json_type, keys_of(site));
    if (what == "/oauth2/v2.0/token")
        return token(site, visitor);
    if (what == "/oauth2/v2.0/authorize")
        return authorize(site, visitor);
    if (what == "/userinfo")
        return userinfo(site, visitor);
    return text_page(404, "Not Found");
}

} // namespace idpsync::sandbox
