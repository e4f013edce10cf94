#include "sandbox/login_identity.hpp"

#include "sandbox/json.hpp"
#include "sandbox/provider/signing_key.hpp"
#include "sandbox/query.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

/// A visit on NetBird's behalf: its time counts, and no answer at all is nothing.
std::optional<Answer> ask(const Issuers& issuers, const Request& request, std::chrono::milliseconds& takes)
{
    const auto visit = issuers.visit(request, Asker::netbird);
    takes += visit.delay;
    const auto* answer = std::get_if<Answer>(&visit.outcome);
    return answer != nullptr ? std::optional(*answer) : std::nullopt;
}

json::object ask_for_object(const Issuers& issuers, const Request& request, std::chrono::milliseconds& takes)
{
    const auto answer = ask(issuers, request, takes);
    return answer && answer->status == 200 ? parse_object(answer->body).value_or(json::object())
                                           : json::object();
}

/// The names in a `groups` claim; nothing when it holds something else.
std::optional<std::vector<std::string>> groups_of(const json::value& claim)
{
    std::vector<std::string> names;
    if (claim.is_string())
        return std::vector{std::string(claim.get_string())};
    if (!claim.is_array())
        return std::nullopt;
    const auto& list = claim.get_array();
    for (const auto& one : list)
    {
        if (one.kind() != list.front().kind() || (!one.is_string() && !one.is_object()))
            return std::nullopt;
        names.push_back(one.is_string() ? std::string(one.get_string())
                                        : string_member(one.get_object(), "name"));
    }
    return names;
}

bool is_acceptable(const json::object& claims, const OpenConnector& open, WallTime now)
{
    const auto* end = claims.if_contains("exp");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return string_member(claims, "iss") == open.provider.issuer &&
           string_member(claims, "aud") == open.connector.client_id && end != nullptr && end->is_int64() &&
           end->get_int64() > seconds;
}

/// The token endpoint's answer to the code, by basic and, when that is refused, by post.
std::variant<json::object, LoginFailure> token_for(const Issuers& issuers, const OpenConnector& open,
                                                   const Return& back, std::chrono::milliseconds& takes)
{
    const auto& connector = open.connector;
    Parameters form{
        {"grant_type", "authorization_code"}, {"code", back.code}, {"redirect_uri", back.redirect_uri}};
    if (!back.verifier.empty())
        form["code_verifier"] = back.verifier;
    const auto basic = base64(encoded(connector.client_id) + ":" + encoded(connector.client_secret));
    Request request{.method = "POST",
                    .target = open.provider.token_endpoint,
                    .headers = {{"Authorization", "Basic " + basic},
                                {"Content-Type", "application/x-www-form-urlencoded"}},
                    .body = encode_query(form)};
    auto answer = ask(issuers, request, takes);
    if (answer && answer->status != 200)
    {
        form["client_id"] = connector.client_id;
        form["client_secret"] = connector.client_secret;
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = encode_query(form);
        answer = ask(issuers, request, takes);
    }
    if (!answer)
        return LoginFailure{};
    auto object = parse_object(answer->body).value_or(json::object());
    if (answer->status == 200)
        return object;
    // What was recorded is a client that is refused.
    const auto error = string_member(object, "error");
    if (error != "unauthorized_client" && error != "invalid_client")
        return LoginFailure{};
    return LoginFailure{"oidc: failed to get token: oauth2: \"" + error + "\" \"" +
                        string_member(object, "error_description") + "\""};
}

} // namespace

std::variant<Identity, LoginFailure> identity_of(const json::object& claims)
{
    Identity identity{.sub = string_member(claims, "sub"),
                      .name = string_member(claims, "name"),
                      .email = string_member(claims, "email"),
                      .preferred_username = string_member(claims, "preferred_username")};
    if (identity.name.empty())
        return LoginFailure{"missing \"name\" claim"};
    if (identity.email.empty())
        return LoginFailure{"missing email claim, not found \"email\" key"};
    const auto* verified = claims.if_contains("email_verified");
    identity.email_verified = verified != nullptr && verified->is_bool() && verified->get_bool();
    if (const auto* claim = claims.if_contains("groups"))
    {
        auto groups = groups_of(*claim);
        if (!groups)
            return LoginFailure{"malformed \"groups\" claim"};
        identity.groups = std::move(*groups);
    }
    return identity;
}

std::variant<Identity, LoginFailure> fetch_identity(const Issuers& issuers, const OpenConnector& open,
                                                    const Return& back, WallTime now,
                                                    std::chrono::milliseconds& takes)
{
    const auto granted = token_for(issuers, open, back, takes);
    if (const auto* failure = std::get_if<LoginFailure>(&granted))
        return *failure;
    const auto& grant = std::get<json::object>(granted);
    const auto token = string_member(grant, "id_token");
    const auto keys = ask_for_object(issuers, {.target = open.provider.jwks_uri}, takes);
    auto claims = claims_of(token);
    if (!is_signed_by(token, keys) || !is_acceptable(claims, open, now))
        return LoginFailure{};
    if (type_of_id(open.connector.id) == "zitadel")
        for (const auto& [name, value] : ask_for_object(
                 issuers,
                 {.target = open.provider.userinfo_endpoint,
                  .headers = {{"Authorization", "Bearer " + string_member(grant, "access_token")}}},
                 takes))
            claims[name] = value;
    return identity_of(claims);
}

} // namespace idpsync::sandbox
