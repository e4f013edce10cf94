#include "netbird/inspector.hpp"

#include "core/time_text.hpp"
#include "net/request_under.hpp"
#include "netbird/authorization.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>

namespace idpsync::netbird {

namespace asio = boost::asio;

namespace {

/// What can be read at all.
Result<bool> is_there(const net::Response& /*answer*/)
{
    return true;
}

} // namespace

Inspector::Inspector(net::HttpClient& http, net::Clock& clock, ClientOptions options)
    : http_(http),
      clock_(clock),
      management_(net::without_trailing_slash(std::move(options.management))),
      token_(std::move(options.token)),
      timeout_(options.timeout)
{}

asio::awaitable<Asked<ObservedState>> Inspector::list()
{
    return ask("/api/identity-providers", decode_list);
}

asio::awaitable<Asked<AccountDetails>> Inspector::account()
{
    return ask("/api/accounts", decode_account_details);
}

asio::awaitable<Asked<std::string>> Inspector::version()
{
    return ask("/api/instance/version", decode_version);
}

asio::awaitable<Asked<User>> Inspector::current_user()
{
    return ask("/api/users/current", decode_user);
}

asio::awaitable<Asked<std::vector<User>>> Inspector::users()
{
    return ask("/api/users", decode_users);
}

asio::awaitable<Asked<std::vector<Group>>> Inspector::groups()
{
    return ask("/api/groups", decode_groups);
}

asio::awaitable<Asked<std::vector<AccessToken>>> Inspector::tokens(std::string user_id)
{
    const auto segment = boost::urls::encode(user_id, boost::urls::unreserved_chars);
    return ask("/api/users/" + segment + "/tokens", decode_tokens);
}

asio::awaitable<Asked<bool>> Inspector::audit_log()
{
    return ask("/api/events/audit", is_there, Access::with_token, Body::passed_over);
}

asio::awaitable<Asked<LoginDiscovery>> Inspector::login_service()
{
    return ask("/oauth2/.well-known/openid-configuration", decode_login_discovery, Access::open);
}

template <class T>
asio::awaitable<Asked<T>> Inspector::ask(std::string path, Result<T> (&decode)(const net::Response&),
                                         Access access, Body body)
{
    auto request = net::request_under(management_, net::Method::get, path);
    request.headers.emplace_back("Cache-Control", "no-cache");
    if (access == Access::with_token)
        request.authorization = authorization_for(token_);
    request.deadline = clock_.now() + timeout_;
    if (body == Body::passed_over)
        request.body_sink = [](std::string_view) { return false; };
    const auto sent = clock_.wall_now();
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return Asked<T>{answer.error(), 0};

    note_date(*answer, sent);
    if (answer->peer.certificate_expires)
        certificate_expires_ = answer->peer.certificate_expires;
    if (access == Access::with_token)
        if (const auto judged = judge(Operation::list, request.url, *answer); judged.has_error())
            co_return Asked<T>{judged.error(), answer->status};
    auto decoded = decode(*answer);
    const auto status = answer->status;
    co_return Asked<T>{std::move(decoded), status};
}

void Inspector::note_date(const net::Response& answer, WallTime sent)
{
    const auto date = parse_http_date(answer.header("date").value_or(""));
    if (!date)
        return;
    // It was written at some moment between sending and now, and without its fraction: the smallest
    // difference that explains it counts.
    const auto received = std::max(sent, clock_.wall_now());
    const auto nearest = std::clamp(*date, sent - std::chrono::seconds(1), received);
    clock_ahead_ = *date - nearest;
}

} // namespace idpsync::netbird
