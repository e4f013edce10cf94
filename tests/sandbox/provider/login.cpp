#include "sandbox/provider/login.hpp"

#include "sandbox/provider/authentik_admin.hpp"
#include "sandbox/provider/keycloak_admin.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>

#include <utility>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds token_life = std::chrono::hours(1);

std::int64_t epoch_seconds(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

/// authentik: without scope mappings, or without them in the ID token, there are no claims.
bool maps_nothing(const ProviderClient& client)
{
    const auto* mappings = client.record.if_contains("property_mappings");
    const auto* included = client.record.if_contains("include_claims_in_id_token");
    return (mappings != nullptr && mappings->is_array() && mappings->get_array().empty()) ||
           (included != nullptr && *included == json::value(false));
}

/// What the user's ID token says of itself at this client.
json::object claims_of_user(Site& site, const Grant& grant)
{
    const auto& claims = site.setup.user.id_token;
    const auto* client = std::as_const(site).client(grant.client);
    if (client != nullptr && maps_nothing(*client))
        return {};
    if (client == nullptr)
        return claims;
    const auto mapped = authentik_claims(site, *client, grant.scope, claims);
    return with_mapped_groups(site, *client, grant.scope, mapped);
}

json::object id_token(Site& site, const Visitor& visitor, const Grant& grant, std::string_view issuer)
{
    const auto now = epoch_seconds(visitor.now + site.setup.clock_error);
    json::object claims{{"iss", issuer},
                        {"sub", site.setup.user.sub},
                        {"aud", grant.client},
                        {"exp", now + token_life.count()},
                        {"iat", now}};
    if (!grant.nonce.empty())
        claims["nonce"] = grant.nonce;
    const auto is_pocket_id = pocket_id_minor(site.setup.profile) != 0;
    for (const auto& [name, value] : claims_of_user(site, grant))
        if (name != "groups" || !is_pocket_id || holds_word(grant.scope, "groups"))
            claims[name] = value;
    return claims;
}

} // namespace

bool is_signed_in(const Visitor& visitor)
{
    return header_of(visitor.request.headers, "cookie").find(std::string(session_cookie) + "=") !=
           std::string_view::npos;
}

Answer redirect_with_code(Site& site, const Parameters& asked, std::string_view issuer)
{
    const auto code = site.ids.uuid();
    site.codes[code] = {.client = parameter(asked, "client_id"),
                        .redirect_uri = parameter(asked, "redirect_uri"),
                        .scope = parameter(asked, "scope"),
                        .nonce = parameter(asked, "nonce"),
                        .challenge = parameter(asked, "code_challenge")};
    auto location = with_parameter(parameter(asked, "redirect_uri"), "code", code);
    location = with_parameter(location, "state", parameter(asked, "state"));
    if (!issuer.empty())
        location = with_parameter(location, "iss", issuer);
    return {.status = 302, .headers = {{"location", location}, {"cache-control", "no-store"}}};
}

std::optional<json::object> redeem(Site& site, const Visitor& visitor, const ProviderClient& client,
                                   std::string_view issuer)
{
    const auto found = site.codes.find(parameter(visitor.form, "code"));
    if (found == site.codes.end())
        return std::nullopt;
    const auto grant = found->second;
    site.codes.erase(found);
    const auto verifier = parameter(visitor.form, "code_verifier");
    if (grant.client != client.id || grant.redirect_uri != parameter(visitor.form, "redirect_uri") ||
        (!grant.challenge.empty() && grant.challenge != challenge_of(verifier)))
        return std::nullopt;

    const auto access = site.ids.token();
    site.tokens[access] = grant;
    const auto claims = id_token(site, visitor, grant, issuer);
    const auto token = site.setup.signing_key ? SigningKey::shared(site.key).sign(claims)
                                              : sign_hs256(claims, client.secret);
    return json::object{{"access_token", access},
                        {"token_type", "Bearer"},
                        {"expires_in", token_life.count()},
                        {"scope", grant.scope},
                        {"id_token", token}};
}

Answer userinfo(const Site& site, const Visitor& visitor)
{
    constexpr std::string_view bearer = "Bearer ";
    const auto header = header_of(visitor.request.headers, "authorization");
    if (!header.starts_with(bearer) || !site.tokens.contains(std::string(header.substr(bearer.size()))))
        return {.status = 401, .headers = {{"www-authenticate", "Bearer error=\"invalid_token\""}}};
    auto claims = site.setup.user.userinfo;
    claims["sub"] = site.setup.user.sub;
    return json_page(200, "application/json", claims);
}

std::string challenge_of(std::string_view verifier)
{
    return base64url(sha256_of(verifier));
}

} // namespace idpsync::sandbox
