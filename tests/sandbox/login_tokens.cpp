#include "sandbox/login_tokens.hpp"

#include "sandbox/json.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>

#include <optional>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json";
constexpr std::size_t own_key = 0; // of SigningKey::shared()
constexpr std::chrono::seconds token_life = std::chrono::hours(24);

Answer refused(unsigned status, std::string_view error, std::string_view description)
{
    return json_page(status, json_type, oauth_error(error, description));
}

std::int64_t epoch_seconds(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string field(char tag, const std::string& text)
{
    return std::string{tag, static_cast<char>(text.size())} + text;
}

/// By the public clients' challenge (RFC 7636): S256, or as it is.
bool fits(const Parameters& asked, const std::string& verifier)
{
    const auto challenge = parameter(asked, "code_challenge");
    const auto hashed = parameter(asked, "code_challenge_method") == "S256";
    return challenge.empty() || challenge == (hashed ? base64url(sha256_of(verifier)) : verifier);
}

} // namespace

std::string LoginTokens::code_for(const Parameters& asked, const Identity& identity,
                                  const std::string& connector_id)
{
    auto code = ids_.state();
    codes_[code] = {asked, identity, connector_id};
    return code;
}

Answer LoginTokens::token(const Request& request, const std::string& issuer, WallTime now)
{
    if (request.method != "POST")
        return refused(400, "invalid_request", "method not allowed");
    const auto form = parse_query(request.body);
    if (parameter(form, "grant_type") != "authorization_code")
        return refused(400, "unsupported_grant_type", "");
    const auto client = parameter(form, "client_id");
    if (!is_own_client(client) || form.contains("client_secret") ||
        !header_of(request.headers, "authorization").empty())
        return refused(401, "invalid_client", "Invalid client credentials.");
    if (!form.contains("code"))
        return refused(400, "invalid_request", "Required param: code.");

    const auto found = codes_.find(parameter(form, "code"));
    std::optional<Grant> grant;
    if (found != codes_.end())
    {
        grant = std::move(found->second);
        codes_.erase(found);
    }
    if (!grant || parameter(grant->asked, "client_id") != client ||
        parameter(grant->asked, "redirect_uri") != parameter(form, "redirect_uri") ||
        !fits(grant->asked, parameter(form, "code_verifier")))
        return refused(400, "invalid_grant", "Invalid or expired code parameter.");
    const auto token = SigningKey::shared(own_key).sign(claims_for(*grant, issuer, now));
    auto given = json_page(200, json_type,
                           {{"access_token", token},
                            {"token_type", "bearer"},
                            {"expires_in", token_life.count() - 1},
                            {"id_token", token}});
    given.headers.insert(given.headers.end(), {{"cache-control", "no-store"}, {"pragma", "no-cache"}});
    return given;
}

json::object LoginTokens::claims_for(const Grant& grant, const std::string& issuer, WallTime now)
{
    const auto& identity = grant.identity;
    const auto scope = parameter(grant.asked, "scope");
    json::object claims{{"iss", issuer},
                        {"sub", user_id(identity.sub, grant.connector_id)},
                        {"aud", parameter(grant.asked, "client_id")},
                        {"exp", epoch_seconds(now + token_life)},
                        {"iat", epoch_seconds(now)}};
    if (const auto nonce = parameter(grant.asked, "nonce"); !nonce.empty())
        claims["nonce"] = nonce;
    if (holds_word(scope, "email"))
    {
        claims["email"] = identity.email;
        claims["email_verified"] = identity.email_verified;
    }
    if (holds_word(scope, "groups") && !identity.groups.empty())
        claims["groups"] = json::value_from(identity.groups);
    if (holds_word(scope, "profile"))
    {
        claims["name"] = identity.name;
        if (!identity.preferred_username.empty())
            claims["preferred_username"] = identity.preferred_username;
    }
    return claims;
}

Answer LoginTokens::keys()
{
    const json::object keys{{"keys", json::array{json::value(SigningKey::shared(own_key).jwk())}}};
    return with_header(json_page(200, json_type, keys), "cache-control", "max-age=600, must-revalidate");
}

bool is_own_client(std::string_view client)
{
    return client == "netbird-dashboard" || client == "netbird-cli";
}

bool may_return_to(std::string_view client, std::string_view redirect_uri, const Options& options)
{
    if (client == "netbird-cli")
        return redirect_uri == "http://localhost:53000/" || redirect_uri == "http://localhost:54000/" ||
               (options.any_cli_port && redirect_uri.starts_with("http://localhost:"));
    return redirect_uri == options.url + "/nb-auth";
}

std::string user_id(const std::string& sub, const std::string& connector_id)
{
    return base64url(field('\x0A', sub) + field('\x12', connector_id));
}

std::string connector_of(std::string_view user_id)
{
    const auto message = from_base64url(user_id);
    const auto length = message.size() < 2 ? 0 : static_cast<std::size_t>(message[1]);
    return message.size() < length + 4 ? std::string() : message.substr(length + 4);
}

json::object verified_claims(std::string_view token, WallTime now)
{
    const auto keys = json::parse(LoginTokens::keys().body).as_object();
    auto claims = claims_of(token);
    const auto* end = claims.if_contains("exp");
    const auto good = is_signed_by(token, keys) && end != nullptr && end->is_int64() &&
                      end->get_int64() > epoch_seconds(now);
    return good ? std::move(claims) : json::object();
}

} // namespace idpsync::sandbox
