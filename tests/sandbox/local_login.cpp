// Logins with a password that the login service keeps, as recorded (tests/data/netbird/v*-setup).

#include "sandbox/login_pages.hpp"
#include "sandbox/login_service.hpp"
#include "sandbox/query.hpp"

namespace idpsync::sandbox {
namespace {

std::string form_address(const std::string& state)
{
    return std::string(local_form_path) + "?back=&state=" + state;
}

} // namespace

Answer LoginService::redirect_to_form(const Parameters& asked)
{
    const auto state = ids_.state();
    pending_[state] = {asked, std::string(local_connector)};
    return redirect_to(302, form_address(state));
}

Answer LoginService::local_login(const Request& request, bool second_factor)
{
    const auto state = parameter(parse_query(request.query()), "state");
    if (!pending_.contains(state))
        return login_error_page(400, "Bad Request", "User session error.");
    const auto form = [&](unsigned status, const std::optional<std::string>& refused) {
        return password_form(status, form_address(state), refused, options_.generation);
    };
    if (request.method == "GET")
        return form(200, std::nullopt);
    const auto sent = parse_query(request.body);
    const auto email = parameter(sent, "login");
    const auto* user = local_users_.find(email, parameter(sent, "password"));
    return user == nullptr ? form(401, email) : password_sent(state, *user, second_factor);
}

Answer LoginService::password_sent(const std::string& state, const LocalUser& user, bool second_factor)
{
    Answer answer{.status = 303, .headers = {}, .body = {}};
    if (options_.generation >= Generation::v0_77)
        answer.headers.emplace_back("set-cookie", "netbird-session=" + user_id(user.subject, state) +
                                                      "; Path=/oauth2; HttpOnly; SameSite=Lax");
    if (second_factor)
    {
        answer.headers.emplace_back("location", "/oauth2/mfa/totp?authenticator=default-totp&hmac=" +
                                                    ids_.secret(43) + "&req=" + state);
        return answer;
    }
    const auto asked = pending_.at(state).asked;
    pending_.erase(state);
    const Identity identity{
        .sub = user.subject, .name = user.name, .email = user.email, .email_verified = true};
    const auto code = tokens_.code_for(asked, identity, std::string(local_connector));
    answer.headers.emplace_back("location",
                                parameter(asked, "redirect_uri") + "?" +
                                    encode_query({{"code", code}, {"state", parameter(asked, "state")}}));
    return answer;
}

} // namespace idpsync::sandbox
