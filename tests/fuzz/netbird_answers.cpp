// Bodies of NetBird's API and login service, with every status that a decoder may meet.

#include "netbird/account_settings.hpp"
#include "netbird/administration.hpp"
#include "netbird/audit_reader.hpp"
#include "netbird/codec.hpp"
#include "netbird/first_steps.hpp"
#include "netbird/inspection.hpp"
#include "netbird/login_service.hpp"
#include "netbird/password_login.hpp"
#include "netbird/server_metrics.hpp"
#include "target.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::fuzz {
namespace {

void read_audit_log(std::string_view input)
{
    netbird::AuditReader whole({});
    whole.take(input);
    netbird::AuditReader bytes({});
    for (std::size_t at = 0; at < input.size() && bytes.take(input.substr(at, 1)); ++at)
        continue;
    must(whole.finish().has_value() == bytes.finish().has_value(), "it makes no difference how a log comes");
}

/// A page of the login service, and where it leads to.
void read_password_login(std::string_view input)
{
    const boost::urls::url page("https://netbird.example.com/oauth2/auth/local/login?back=&state=s");
    net::Response response{.status = 200, .body = std::string(input)};
    const auto form = netbird::decode_password_form(page, response);
    must(form.has_error() || form->encoded_host_and_port() == page.encoded_host_and_port(),
         "a password goes to the host that showed the form");
    response.status = 303;
    response.headers = {{"location", std::string(input)}};
    const netbird::LoginRequest request{.redirect_uri = "http://localhost:53000/", .state = "s"};
    static_cast<void>(netbird::judge_password_sent(request, response));
}

} // namespace

void feed(std::string_view input)
{
    const auto asked = boost::urls::parse_uri("https://netbird.example.com/api/identity-providers").value();
    net::Response response{.body = std::string(input)};
    for (const unsigned status : {200U, 302U, 404U, 500U, 502U})
    {
        response.status = status;
        for (const auto operation : {netbird::Operation::list, netbird::Operation::create})
            static_cast<void>(netbird::judge(operation, asked, response));
    }
    response.status = 200;
    const auto list = netbird::decode_list(response);
    must(list.has_value() || !list.error().text().empty(), "a refusal says why");
    static_cast<void>(netbird::decode_connector(response));
    static_cast<void>(netbird::decode_removed(response));
    static_cast<void>(netbird::decode_account(response));
    static_cast<void>(netbird::decode_account_details(response));
    static_cast<void>(netbird::decode_account_settings(response));
    static_cast<void>(netbird::decode_settings_written(response));
    static_cast<void>(netbird::decode_user(response));
    static_cast<void>(netbird::decode_users(response));
    static_cast<void>(netbird::decode_tokens(response));
    static_cast<void>(netbird::decode_version(response));
    static_cast<void>(netbird::decode_login_discovery(response));
    static_cast<void>(netbird::decode_setup_required(response));
    static_cast<void>(netbird::decode_made_token(response));
    read_password_login(input);
    static_cast<void>(netbird::decode_metrics(input));
    read_audit_log(input);
}

std::vector<std::string> seeds()
{
    auto all = recorded_bodies("netbird");
    all.emplace_back(
        "# HELP x\nprocess_start_time_seconds 1.7321e+09\nprocess_cpu_seconds_total 12.5 1732100000\n");
    all.emplace_back("[" + std::string(2000, '[') + "0,0,0]");
    return all;
}

} // namespace idpsync::fuzz
