#include "netbird/login_tokens.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/url/parse.hpp>

namespace idpsync::netbird {

namespace asio = boost::asio;

namespace {

constexpr std::size_t answer_limit = 256U << 10U;
constexpr unsigned status_forbidden = 403;

/// Where a document with tokens is parsed into; overwritten at the end. What finds no room there is the
/// document of somebody who answers otherwise than with tokens, and is freed as it is.
class WipedMemory
{
public:
    /// Tokens are most of such a document, and each is kept once.
    explicit WipedMemory(std::size_t document) : bytes_(2 * document + 4096, '\0') {}
    ~WipedMemory() { wipe(bytes_); }
    WipedMemory(const WipedMemory&) = delete;
    WipedMemory& operator=(const WipedMemory&) = delete;

    [[nodiscard]] boost::json::storage_ptr storage() { return &resource_; }

private:
    std::string bytes_;
    boost::json::monotonic_resource resource_{reinterpret_cast<unsigned char*>(bytes_.data()), bytes_.size()};
};

void append(std::string& form, std::string_view name, std::string_view value)
{
    auto text = net::percent_encoded(value);
    form += (form.empty() ? "" : "&");
    form += name;
    form += '=';
    form += text;
    wipe(text);
}

/// Of NetBird itself: judge()'s advice is about the program's token, and this is a user's.
std::optional<Error> words_of_refusal(const net::Response& response)
{
    const auto document = parse_json(response.body);
    const auto message = document ? text_member(*document, "message") : std::string();
    if (message.empty())
        return std::nullopt;
    return Error{.kind = ErrorKind::forbidden,
                 .message = "NetBird's API answers 403 " + quoted(message, 200),
                 .cause = message == "user is blocked" ? ErrorCause::user_blocked : ErrorCause::unspecified};
}

} // namespace

Result<boost::urls::url> login_url(const LoginDiscovery& login_service, const ConnectorId& id,
                                   const LoginRequest& request)
{
    // A dot segment would be resolved away: the browser would come to another page.
    if (id.value.empty() || id.value == "." || id.value == "..")
        return Error{ErrorKind::bad_response, "the id " + quoted(id.value) + " cannot stand in a URL"};
    const auto& stated = login_service.authorization_endpoint;
    const auto endpoint = boost::urls::parse_uri(stated);
    if (!endpoint || (endpoint->scheme() != "https" && endpoint->scheme() != "http"))
        return Error{ErrorKind::bad_response, "NetBird's login service states the authorization endpoint " +
                                                  quoted(stated, 120) + ", which is no address"};
    boost::urls::url url(*endpoint);
    url.set_encoded_path(std::string(url.encoded_path()) + "/" + net::percent_encoded(id.value));
    std::string query;
    append(query, net::oauth::client_id, command_line_client);
    append(query, net::oauth::redirect_uri, request.redirect_uri);
    append(query, net::oauth::response_type, "code");
    append(query, net::oauth::scope, "openid profile email groups");
    append(query, net::oauth::state, request.state);
    append(query, net::oauth::nonce, request.nonce);
    append(query, net::oauth::code_challenge, request.challenge);
    append(query, net::oauth::code_challenge_method, "S256");
    url.set_encoded_query(query);
    return url;
}

Result<Secret> decode_id_token(const net::Response& response)
{
    const auto seen = "NetBird's token endpoint answers " + std::to_string(response.status);
    if (response.status >= net::status::server_error)
        return Error{ErrorKind::transport, seen};
    WipedMemory memory(response.body.size());
    const auto document = parse_json(response.body, memory.storage());
    if (!document)
        return Error{ErrorKind::bad_response, seen + " without JSON"};
    if (const auto error = text_member(*document, "error"); !error.empty())
    {
        const auto description = text_member(*document, "error_description");
        return Error{ErrorKind::rejected, seen + " " + quoted(error, 80) +
                                              (description.empty() ? "" : ": " + quoted(description, 120))};
    }
    auto token = text_member(*document, "id_token");
    if (response.status != 200 || token.empty())
        return Error{ErrorKind::bad_response, seen + " without an ID token"};
    living_secrets().learn(token);
    return Secret(std::move(token));
}

LoginTokens::LoginTokens(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                         std::chrono::milliseconds timeout)
    : http_(http),
      clock_(clock),
      management_(net::without_trailing_slash(std::move(management))),
      timeout_(timeout)
{}

Result<boost::urls::url> LoginTokens::endpoint(const std::string& text, std::string_view what) const
{
    const auto parsed = boost::urls::parse_uri(text);
    const bool usable = parsed.has_value() && (parsed->scheme() == "https" || parsed->scheme() == "http");
    const bool safe = usable && (parsed->scheme() == "https" || management_.scheme() == "http");
    if (safe)
        return boost::urls::url(*parsed);
    return Error{ErrorKind::bad_response,
                 "NetBird's login service states the " + std::string(what) + " " + quoted(text, 120) +
                     (usable ? ", plain http, while management.url is https" : ", which is no address")};
}

asio::awaitable<Result<Secret>> LoginTokens::exchange(const LoginDiscovery& login_service, const Secret& code,
                                                      const Secret& verifier, std::string redirect_uri)
{
    const auto url = endpoint(login_service.token_endpoint, "token endpoint");
    if (url.has_error())
        co_return url.error();
    std::string form;
    // Not to be copied while it grows: at most three bytes for each, and the names.
    form.reserve(512 + 3 * (code.reveal().size() + verifier.reveal().size() + redirect_uri.size()));
    append(form, net::oauth::grant_type, "authorization_code");
    append(form, net::oauth::client_id, command_line_client);
    append(form, net::oauth::redirect_uri, redirect_uri);
    append(form, net::oauth::code, code.reveal());
    append(form, net::oauth::code_verifier, verifier.reveal());

    net::Request request;
    request.method = net::Method::post;
    request.url = *url;
    request.headers.emplace_back("Accept", "application/json");
    request.content_type = "application/x-www-form-urlencoded";
    request.body = Secret(std::move(form));
    request.deadline = clock_.now() + timeout_;
    request.body_limit = answer_limit;
    request.kept_since = clock_.now();
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return answer.error();
    auto token = decode_id_token(*answer);
    wipe(answer->body);
    co_return token;
}

asio::awaitable<Result<std::string>> LoginTokens::keys(const LoginDiscovery& login_service)
{
    const auto url = endpoint(login_service.jwks_uri, "address of its keys");
    if (url.has_error())
        co_return url.error();
    net::Request request;
    request.url = *url;
    request.headers.emplace_back("Accept", "application/json");
    request.deadline = clock_.now() + timeout_;
    request.body_limit = answer_limit;
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return answer.error();
    const auto status = answer->status;
    if (status != 200)
        co_return Error{status >= net::status::server_error ? ErrorKind::transport
                        : status == net::status::too_many   ? ErrorKind::throttled
                                                            : ErrorKind::bad_response,
                        "NetBird's address of its keys answers " + std::to_string(status)};
    co_return std::move(answer->body);
}

asio::awaitable<Asked<User>> LoginTokens::user(const Secret& id_token)
{
    constexpr std::string_view scheme = "Bearer ";
    auto request = net::request_under(management_, net::Method::get, "/api/users/current");
    std::string bearer;
    bearer.reserve(scheme.size() + id_token.reveal().size());
    bearer += scheme;
    bearer += id_token.reveal();
    request.authorization = Secret(std::move(bearer));
    request.headers.emplace_back("Cache-Control", "no-cache");
    request.deadline = clock_.now() + timeout_;
    request.body_limit = answer_limit;
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return Asked<User>{answer.error(), 0};
    if (answer->status == status_forbidden)
        if (const auto refusal = words_of_refusal(*answer))
            co_return Asked<User>{*refusal, status_forbidden};
    if (const auto judged = judge(Operation::list, request.url, *answer); judged.has_error())
        co_return Asked<User>{judged.error(), answer->status};
    auto decoded = decode_user(*answer);
    const auto status = answer->status;
    co_return Asked<User>{std::move(decoded), status};
}

} // namespace idpsync::netbird
