#include "netbird/client.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "net/request_under.hpp"
#include "netbird/audit_reader.hpp"
#include "netbird/authorization.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace idpsync::netbird {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view connectors_path = "/api/identity-providers";
constexpr std::string_view accounts_path = "/api/accounts";
constexpr std::string_view version_path = "/api/instance/version";
constexpr std::string_view users_path = "/api/users";
constexpr unsigned too_many_requests = 429;
constexpr unsigned most_tries = 3;

/// The error, told with method and URL, and with a next step when nobody answered.
Error of_request(const net::Request& request, Error error)
{
    if (error.kind == ErrorKind::transport || error.kind == ErrorKind::timed_out)
        append_part(error.next, "check management.url, and that NetBird runs", "; ");
    return error.with_context(std::string(net::to_string(request.method)) + " " +
                              escaped(request.url.buffer()));
}

template <class T>
Result<T> of_request(const net::Request& request, Result<T> result)
{
    if (result.has_error())
        return of_request(request, result.error());
    return result;
}

bool may_pass(const Result<net::Response>& answer)
{
    if (answer.has_error())
        return answer.error().kind == ErrorKind::transport || answer.error().kind == ErrorKind::timed_out;
    return answer->status >= 502 && answer->status <= 504;
}

bool timed_out(const Result<net::Response>& answer)
{
    return answer.has_error() && answer.error().kind == ErrorKind::timed_out;
}

/// How long a 429 asks to wait. NetBird's own limiter names nothing and lets one request through every 10 s.
std::chrono::seconds pause_after(const net::Response& throttled)
{
    constexpr std::chrono::seconds shortest = 10s;
    constexpr std::chrono::seconds longest = 10min;
    const auto text = throttled.header("retry-after").value_or("");
    std::uint32_t asked = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked);
    if (error != std::errc() || end != text.data() + text.size())
        return shortest;
    return std::clamp(std::chrono::seconds(asked), shortest, longest);
}

} // namespace

Client::Client(net::HttpClient& http, net::Clock& clock, Random& random, ClientOptions options)
    : http_(http),
      clock_(clock),
      random_(random),
      management_(net::without_trailing_slash(std::move(options.management))),
      token_(std::move(options.token)),
      authorization_(authorization_for(token_)),
      timeout_(options.timeout),
      tell_throttled_(std::move(options.throttled)),
      pass_began_(clock.now()),
      not_before_(clock.now())
{}

void Client::begin_pass(std::optional<net::SteadyTime> deadline)
{
    deadline_ = deadline;
    pass_began_ = clock_.now();
    gate_.set_places(net::Gate::unlimited);
}

asio::awaitable<Result<ObservedState>> Client::list()
{
    auto request = api_request(net::Method::get, std::string(connectors_path));
    request.headers.emplace_back("Cache-Control", "no-cache");
    const auto answer = co_await exchange(Operation::list, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_list(*answer));
}

asio::awaitable<Result<AccountFacts>> Client::account()
{
    auto request = api_request(net::Method::get, std::string(accounts_path));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_account(*answer));
}

asio::awaitable<Result<std::string>> Client::version()
{
    auto request = api_request(net::Method::get, std::string(version_path));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_version(*answer));
}

asio::awaitable<Result<std::vector<User>>> Client::users()
{
    auto request = api_request(net::Method::get, std::string(users_path));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_users(*answer));
}

asio::awaitable<Result<AccountSettings>> Client::account_settings()
{
    auto request = api_request(net::Method::get, std::string(accounts_path));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_account_settings(*answer));
}

asio::awaitable<Result<void>> Client::write_account_settings(const std::string& account_id,
                                                             const std::string& settings)
{
    auto request = request_for_one(net::Method::put, accounts_path, account_id);
    if (request.has_error())
        co_return request.error();
    request->body = Secret(encode_account_settings(settings));
    request->content_type = "application/json";
    const auto answer = co_await exchange(Operation::write_account, *request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(*request, decode_settings_written(*answer));
}

asio::awaitable<Result<AuditReading>> Client::audit(std::optional<AuditCursor> since)
{
    auto request = api_request(net::Method::get, "/api/events/audit");
    AuditReader reader(std::move(since));
    request.body_sink = [&reader](std::string_view piece) { return reader.take(piece); };
    auto answer = co_await send_through_gate(request);
    if (answer.has_error())
        co_return of_request(request, answer.error());
    const auto judged = judge(Operation::account, request.url, *answer);
    if (judged.has_error())
        co_return of_request(request, judged.error());
    co_return of_request(request, reader.finish());
}

asio::awaitable<Result<bool>> Client::login_service_answers()
{
    auto request = request_for(net::Method::get, "/oauth2/.well-known/openid-configuration");
    const auto answer = co_await send(request);
    if (answer.has_error())
        co_return of_request(request, answer.error());
    if (answer->status >= 500)
        co_return of_request(request, judge(Operation::list, request.url, *answer)).error();
    co_return is_discovery(*answer);
}

asio::awaitable<Result<ObservedProvider>> Client::create(const ConnectorValues& values,
                                                         const Secret& client_secret)
{
    auto request = api_request(net::Method::post, std::string(connectors_path));
    request.body = encode_connector(values, &client_secret);
    request.content_type = "application/json";
    const auto answer = co_await exchange(Operation::create, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(request, decode_connector(*answer));
}

asio::awaitable<Result<ObservedProvider>> Client::update(const ConnectorId& id, const ConnectorValues& values,
                                                         const Secret* client_secret,
                                                         const std::string& unknown_members)
{
    auto request = request_for_one(net::Method::put, connectors_path, id.value);
    if (request.has_error())
        co_return request.error();
    request->body = encode_connector(values, client_secret, unknown_members);
    request->content_type = "application/json";
    const auto answer = co_await exchange(Operation::update, *request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_request(*request, decode_connector(*answer));
}

asio::awaitable<Result<void>> Client::remove(const ConnectorId& id)
{
    auto request = request_for_one(net::Method::remove, connectors_path, id.value);
    if (request.has_error())
        co_return request.error();
    const auto answer = co_await exchange(Operation::remove, *request);
    if (answer.has_error())
        co_return answer.error();
    if (says_gone(*answer))
        co_return Result<void>();
    co_return of_request(*request, decode_removed(*answer));
}

net::Request Client::request_for(net::Method method, const std::string& path) const
{
    return net::request_under(management_, method, path);
}

net::Request Client::api_request(net::Method method, const std::string& path) const
{
    auto request = request_for(method, path);
    request.authorization = authorization_.clone();
    return request;
}

Result<net::Request> Client::request_for_one(net::Method method, std::string_view path,
                                             const std::string& id) const
{
    // A dot segment would be resolved away: the request would reach another resource.
    if (id.empty() || id == "." || id == "..")
        return Error{ErrorKind::bad_response,
                     "nothing was sent: the id " + quoted(id) + " cannot stand in a URL"};
    const auto segment = boost::urls::encode(id, boost::urls::unreserved_chars);
    return api_request(method, std::string(path) + "/" + segment);
}

asio::awaitable<Result<net::Response>> Client::exchange(Operation operation, net::Request& request)
{
    auto answer = co_await send(request);
    if (answer.has_error())
        co_return of_request(request, answer.error());
    if (operation == Operation::remove && says_gone(*answer))
        co_return answer;
    const auto judged = judge(operation, request.url, *answer);
    if (judged.has_error())
        co_return of_request(request, judged.error());
    co_return answer;
}

asio::awaitable<Result<net::Response>> Client::send(net::Request& request)
{
    bool timed_out_before = false;
    for (unsigned tries = 1;; ++tries)
    {
        auto answer = co_await send_through_gate(request);
        if (request.method != net::Method::get || !may_pass(answer) || tries == most_tries)
            co_return answer;
        if (timed_out(answer) && std::exchange(timed_out_before, true))
            co_return answer;
        const auto next = clock_.now() + back_off(tries);
        if (!in_time(next))
            co_return answer;
        co_await clock_.wait_until(next);
    }
}

asio::awaitable<Result<net::Response>> Client::send_through_gate(net::Request& request)
{
    auto place = co_await gate_.enter();
    for (;;)
    {
        if (throttled())
        {
            if (!in_time(not_before_))
                co_return Error{ErrorKind::throttled,
                                "NetBird limits requests (429), and the next one that it lets through comes "
                                "after the end of this pass; the next pass goes on"};
            co_await clock_.wait_until(not_before_);
        }

        request.deadline = clock_.now() + timeout_;
        request.kept_since = pass_began_;
        requests_sent_ += request.authorization ? 1U : 0U;
        auto answer = co_await http_.send(request);
        if (answer.has_value())
            note_time_of(*answer);
        if (answer.has_error() || answer->status != too_many_requests)
            co_return answer;

        if (!throttled())
            tell_throttled_(pause_after(*answer));
        gate_.set_places(1);
        not_before_ = std::max(not_before_, clock_.now() + pause_after(*answer));
        if (gate_.inside() == 1)
            continue;
        // Others are still inside: line up, so that one goes at a time from here on.
        {
            const auto given_up = std::move(place);
        }
        place = co_await gate_.enter();
    }
}

void Client::note_time_of(const net::Response& answer)
{
    clock_ahead_.reset();
    if (const auto date = parse_http_date(answer.header("date").value_or("")))
        clock_ahead_ = *date - clock_.wall_now();
}

std::chrono::nanoseconds Client::back_off(unsigned tries)
{
    const auto base = std::chrono::nanoseconds(250ms) * (1U << (tries - 1));
    const auto factor = 0.5 + random_.unit();
    return std::chrono::nanoseconds(
        static_cast<std::chrono::nanoseconds::rep>(static_cast<double>(base.count()) * factor));
}

bool Client::in_time(net::SteadyTime when) const
{
    return !deadline_ || when <= *deadline_;
}

} // namespace idpsync::netbird
