#include "netbird/administration.hpp"

#include "core/joined.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"
#include "netbird/body_outline.hpp"

#include <boost/json/value.hpp>

namespace idpsync::netbird {

namespace asio = boost::asio;

namespace {

constexpr std::string_view service_users_path = "/api/users";

std::string tokens_path(const std::string& user_id)
{
    return std::string(service_users_path) + "/" + net::percent_encoded(user_id) + "/tokens";
}

Error of_call(const net::Request& request, Error error)
{
    if (error.kind == ErrorKind::unknown_outcome)
        error.next = "run the command again: it goes on from there";
    if (error.kind == ErrorKind::transport || error.kind == ErrorKind::timed_out)
        append_part(error.next, "check that NetBird runs, and run the command again", "; ");
    return error.with_context(std::string(net::to_string(request.method)) + " " +
                              escaped(request.url.buffer()));
}

template <class T>
Result<T> of_call(const net::Request& request, Result<T> result)
{
    if (result.has_error())
        return of_call(request, result.error());
    return result;
}

Error unreadable(std::string_view what, const net::Response& response)
{
    return {ErrorKind::unknown_outcome,
            "expected " + std::string(what) + " as JSON, got " + outline_of(response)};
}

/// `{"message":"pat: … not found"}`
bool says_token_gone(const net::Response& response)
{
    const auto document =
        response.status == net::status::not_found ? parse_json(response.body) : std::nullopt;
    return document && text_member(*document, "message").starts_with("pat: ");
}

} // namespace

Secret bearer_of(const Secret& id_token)
{
    constexpr std::string_view scheme = "Bearer ";
    std::string value;
    value.reserve(scheme.size() + id_token.reveal().size());
    value += scheme;
    value += id_token.reveal();
    return Secret(std::move(value));
}

Result<MadeToken> decode_made_token(const net::Response& response)
{
    const auto document = parse_json(response.body);
    const auto* about = document ? find_member(*document, "personal_access_token") : nullptr;
    auto plain = document ? text_member(*document, "plain_token") : std::string();
    const auto token = about == nullptr ? std::nullopt : access_token_of(*about);
    if (!token || plain.empty())
        return unreadable("a new token", response);
    living_secrets().learn(plain);
    return MadeToken{*token, Secret(std::move(plain))};
}

Administration::Administration(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                               std::chrono::milliseconds timeout, Secret authorization)
    : http_(http),
      clock_(clock),
      management_(net::without_trailing_slash(std::move(management))),
      timeout_(timeout),
      authorization_(std::move(authorization))
{}

asio::awaitable<Result<AccountDetails>> Administration::account()
{
    auto request = request_for(net::Method::get, "/api/accounts");
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_call(request, decode_account_details(*answer));
}

asio::awaitable<Result<std::vector<User>>> Administration::users()
{
    auto request = request_for(net::Method::get, std::string(service_users_path));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_call(request, decode_users(*answer));
}

asio::awaitable<Result<std::vector<AccessToken>>> Administration::tokens(std::string user_id)
{
    auto request = request_for(net::Method::get, tokens_path(user_id));
    const auto answer = co_await exchange(Operation::account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return of_call(request, decode_tokens(*answer));
}

asio::awaitable<Result<User>> Administration::make_service_user(std::string name)
{
    auto request = request_for(net::Method::post, std::string(service_users_path));
    std::string body = R"({"is_service_user":true,"role":"admin","auto_groups":[],"name":)";
    append_json_string(body, name);
    request.body = Secret(body + "}");
    const auto answer = co_await exchange(Operation::write_account, request);
    if (answer.has_error())
        co_return answer.error();
    auto user = decode_user(*answer);
    if (user.has_error())
        co_return of_call(request, unreadable("the new service user", *answer));
    co_return user;
}

asio::awaitable<Result<MadeToken>> Administration::make_token(std::string user_id, std::string name,
                                                              std::chrono::days days)
{
    auto request = request_for(net::Method::post, tokens_path(user_id));
    std::string body = R"({"name":)";
    append_json_string(body, name);
    request.body = Secret(body + R"(,"expires_in":)" + std::to_string(days.count()) + "}");
    auto answer = co_await exchange(Operation::write_account, request);
    if (answer.has_error())
        co_return answer.error();
    auto made = decode_made_token(*answer);
    wipe(answer->body);
    if (made.has_error())
        co_return of_call(request, made.error());
    co_return made;
}

asio::awaitable<Result<void>> Administration::revoke_token(std::string user_id, std::string token_id)
{
    auto request =
        request_for(net::Method::remove, tokens_path(user_id) + "/" + net::percent_encoded(token_id));
    const auto answer = co_await exchange(Operation::write_account, request);
    if (answer.has_error())
        co_return answer.error();
    co_return Result<void>();
}

net::Request Administration::request_for(net::Method method, const std::string& path) const
{
    auto request = net::request_under(management_, method, path);
    request.authorization = authorization_.clone();
    request.headers.emplace_back("Cache-Control", "no-cache");
    if (method == net::Method::post)
        request.content_type = "application/json";
    return request;
}

asio::awaitable<Result<net::Response>> Administration::exchange(Operation operation, net::Request& request)
{
    request.deadline = clock_.now() + timeout_;
    request.kept_since = clock_.now();
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return of_call(request, answer.error());
    if (request.method == net::Method::remove && says_token_gone(*answer))
        co_return answer;
    const auto judged = judge(operation, request.url, *answer);
    if (judged.has_error())
        co_return of_call(request, judged.error());
    co_return answer;
}

} // namespace idpsync::netbird
