// The tokens with which Keycloak's admin API is asked, and the forms of its answers. Numbers name files of
// tests/data/idp/keycloak-26.7.3.

#include "sandbox/provider/keycloak_admin.hpp"
#include "sandbox/provider/pages.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view error_type = "application/json";
constexpr std::string_view json_type = "application/json;charset=UTF-8";
constexpr std::chrono::seconds service_token_life{300};
constexpr std::chrono::seconds master_token_life{60};
constexpr std::size_t token_length = 64;

Answer of_token_endpoint(unsigned status, const json::object& body)
{
    auto answer = with_header(json_page(status, error_type, body), "cache-control", "no-store");
    return with_header(std::move(answer), "pragma", "no-cache");
}

} // namespace

Answer keycloak_service_token(Site& site, const Visitor& visitor, const std::string& client)
{
    const auto token = site.ids.secret(token_length);
    site.administrators[token] = {.client = client, .expires = visitor.now + service_token_life};
    return of_token_endpoint(200, {{"access_token", token},
                                   {"expires_in", service_token_life.count()},
                                   {"refresh_expires_in", 0},
                                   {"token_type", "Bearer"},
                                   {"not-before-policy", 0},
                                   {"scope", "profile email"}});
}

Answer keycloak_master_token(Site& site, const Visitor& visitor)
{
    const auto& form = visitor.form;
    const auto is_right =
        parameter(form, "grant_type") == "password" && parameter(form, "client_id") == "admin-cli" &&
        parameter(form, "username") == "admin" && parameter(form, "password") == site.setup.master_password;
    if (!is_right)
        return of_token_endpoint(400, oauth_error("invalid_grant", "Invalid user credentials"));
    const auto token = site.ids.secret(token_length);
    site.administrators[token] = {.client = "", .expires = visitor.now + master_token_life};
    return of_token_endpoint(200, {{"access_token", token},
                                   {"expires_in", master_token_life.count() - 1},
                                   {"refresh_expires_in", 1799},
                                   {"refresh_token", site.ids.secret(token_length)},
                                   {"token_type", "Bearer"},
                                   {"not-before-policy", 0},
                                   {"session_state", site.ids.secret(24)},
                                   {"scope", "profile email"}});
}

Answer keycloak_error(unsigned status, std::string_view text)
{
    return json_page(status, error_type, {{"error", text}});
}

Answer keycloak_error(unsigned status, std::string_view code, std::string_view description)
{
    return json_page(status, error_type, oauth_error(code, description));
}

Answer keycloak_conflict(std::string_view text)
{
    return json_page(409, error_type, {{"errorMessage", text}});
}

Answer keycloak_json(const json::object& body)
{
    return with_header(json_page(200, json_type, body), "cache-control", "no-cache");
}

Answer keycloak_json(const json::array& body)
{
    return with_header(json_page(json_type, body), "cache-control", "no-cache");
}

Answer keycloak_done()
{
    return {.status = 204, .headers = {{"cache-control", "no-cache"}}};
}

Answer keycloak_created(const Visitor& visitor, std::string_view id)
{
    return {.status = 201,
            .headers = {{"location", visitor.base + visitor.path + "/" + std::string(id)},
                        {"cache-control", "no-cache"}}};
}

} // namespace idpsync::sandbox
