#include "netbird/login_service.hpp"

#include "core/text.hpp"
#include "json/text.hpp"
#include "net/async_event.hpp"
#include "net/oauth.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/url/parse.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace idpsync::netbird {

namespace asio = boost::asio;
using Kind = LoginProbe::Kind;

namespace {

constexpr unsigned bad_request = 400;
constexpr unsigned internal_error = 500;
constexpr std::size_t document_limit = 1U << 20U;

constexpr std::string_view heading_begin = "<div class=\"nb-error\">";
constexpr std::string_view heading_end = "</div>";

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
}

/// The sentence on the login service's error page; empty when the answer is none.
std::string_view sentence_on_page(std::string_view html)
{
    const auto begin = html.find(heading_begin);
    if (begin == std::string_view::npos)
        return {};
    html.remove_prefix(begin + heading_begin.size());
    return trimmed(html.substr(0, html.find(heading_end)));
}

std::string parameter(const boost::urls::url_view& url, std::string_view name)
{
    const auto parameters = url.params();
    const auto one = parameters.find(name);
    return one == parameters.end() ? std::string() : std::string((*one).value);
}

std::string without_query(boost::urls::url url)
{
    url.remove_query();
    url.remove_fragment();
    return url.buffer();
}

LoginProbe unknown(std::string why)
{
    return {Kind::unknown, std::nullopt, std::move(why)};
}

LoginProbe judge_redirect(const ProbeClient& asked, const net::Response& response)
{
    const std::string location(response.header("location").value_or(""));
    const auto url = boost::urls::parse_uri(location);
    const bool usable = url.has_value() && (url->scheme() == "https" || url->scheme() == "http");
    if (!usable || parameter(*url, net::oauth::client_id).empty())
        return unknown("a redirect to " + quoted(location, 120) + ", which is no provider's");
    if (parameter(*url, net::oauth::redirect_uri) == asked.redirect_uri)
        return unknown("a redirect to " + quoted(location, 120) +
                       ", from something in front of NetBird; check management.url");
    return {Kind::open,
            LoginRedirect{.client_id = parameter(*url, net::oauth::client_id),
                          .endpoint = without_query(boost::urls::url(*url)),
                          .host = std::string(url->encoded_host_and_port()),
                          .redirect_uri = parameter(*url, net::oauth::redirect_uri),
                          .scope = parameter(*url, net::oauth::scope),
                          .challenge = !parameter(*url, net::oauth::code_challenge).empty()},
            {}};
}

/// What an answer looked like, for `unknown`.
std::string appearance(const net::Response& response)
{
    const auto sentence = sentence_on_page(response.body);
    const auto shown = sentence.empty() ? std::string_view(response.body) : sentence;
    auto text = "the answer " + std::to_string(response.status);
    if (!trimmed(shown).empty())
        text += " " + quoted(trimmed(shown), 120);
    const auto location = response.header("location");
    return location ? text + ", a redirect to " + quoted(*location, 120) : text;
}

Error of_request(const boost::urls::url& url, const Error& error)
{
    return error.with_context("GET " + escaped(without_query(url)));
}

} // namespace

Result<LoginDiscovery> decode_login_discovery(const net::Response& response)
{
    if (response.status == net::status::not_found)
        return Error{ErrorKind::rejected, "the answer 404: NetBird's embedded identity provider is off, or "
                                          "the reverse proxy does not pass /oauth2 on to NetBird"};
    if (response.status >= 500)
        return Error{ErrorKind::transport, appearance(response) + " instead of a discovery document"};
    const auto document = response.status == 200 ? parse_json(response.body) : std::nullopt;
    if (!document || text_member(*document, "issuer").empty())
        return Error{ErrorKind::bad_response,
                     appearance(response) + " instead of a discovery document with an issuer",
                     "check that "
                     "the reverse proxy passes /oauth2 on to NetBird"};
    const auto issuer = text_member(*document, "issuer");
    return LoginDiscovery{.issuer = issuer,
                          .redirect_uri = issuer + "/callback",
                          .logout_uri = issuer + "/logout/callback",
                          .authorization_endpoint = text_member(*document, "authorization_endpoint"),
                          .token_endpoint = text_member(*document, "token_endpoint"),
                          .jwks_uri = text_member(*document, "jwks_uri"),
                          .ends_sessions = !text_member(*document, "end_session_endpoint").empty()};
}

LoginProbe judge_login_probe(const ProbeClient& asked, const net::Response& response)
{
    if (response.status == net::status::found)
        return judge_redirect(asked, response);
    const auto sentence = sentence_on_page(response.body);
    if (response.status == bad_request && sentence == "Connector failed to initialize")
        return {Kind::cannot_open, std::nullopt, "the login service says \"Connector failed to initialize\""};
    if (response.status == net::status::not_found && sentence == "Invalid client_id.")
        return {Kind::client_unknown, std::nullopt, "NetBird has no OAuth client " + quoted(asked.client_id)};
    if (response.status == bad_request && sentence == "Unregistered redirect_uri.")
        return {Kind::redirect_unregistered, std::nullopt,
                "NetBird's OAuth client " + quoted(asked.client_id) + " has another redirect URI than " +
                    quoted(asked.redirect_uri)};
    if (response.status == internal_error && sentence == "Login error.")
        return {Kind::login_error, std::nullopt, "the login service says \"Login error.\""};
    return unknown(appearance(response));
}

LoginService::LoginService(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                           std::chrono::milliseconds timeout)
    : http_(http), clock_(clock), management_(std::move(management)), timeout_(timeout)
{
    const auto origin = std::string(management_.encoded_origin());
    clients_ = {{std::string(command_line_client), std::string(command_line_redirect)},
                {"netbird-dashboard", origin + "/nb-auth"}};
}

/// A request for the document that is under way.
struct LoginService::Asking
{
    net::AsyncEvent over;
    std::optional<Result<LoginDiscovery>> answer; ///< nothing when it is over: who asked was cancelled
};

asio::awaitable<Result<LoginDiscovery>> LoginService::discovery()
{
    while (!discovery_)
    {
        const auto other = asking_.lock();
        if (!other || other->over.is_set())
            break;
        co_await other->over.wait();
        if (other->answer)
            co_return *other->answer;
    }
    if (discovery_)
        co_return *discovery_;

    const auto executor = co_await asio::this_coro::executor;
    const auto mine = std::make_shared<Asking>(net::AsyncEvent(executor), std::nullopt);
    asking_ = mine;
    // However this ends, nobody waits for it any longer.
    const std::shared_ptr<void> ended(nullptr, [mine](void*) { mine->over.set(); });
    mine->answer = co_await read_discovery();
    co_return *mine->answer;
}

asio::awaitable<Result<LoginDiscovery>> LoginService::read_discovery()
{
    const auto url = url_of("/oauth2/.well-known/openid-configuration");
    const auto answer = co_await get(url);
    if (answer.has_error())
        co_return of_request(url, answer.error());
    const auto document = decode_login_discovery(*answer);
    if (document.has_error())
        co_return of_request(url, document.error());
    discovery_ = *document;
    co_return document;
}

asio::awaitable<Result<LoginProbe>> LoginService::probe(const ConnectorId& id)
{
    Result<LoginProbe> result = LoginProbe();
    // Several may probe at once: the order in which this one asks is its own.
    const auto clients = clients_;
    for (const auto& client : clients)
    {
        result = co_await probe_as(id, client);
        if (result.has_error())
            co_return result;
        if (result->kind == Kind::client_unknown || result->kind == Kind::redirect_unregistered)
            continue;
        if (result->kind == Kind::open)
            ask_first_as(client);
        break;
    }
    co_return result;
}

void LoginService::ask_first_as(const ProbeClient& client)
{
    const auto known = std::ranges::find(clients_, client);
    if (known != clients_.end())
        std::rotate(clients_.begin(), known, std::next(known));
}

asio::awaitable<Result<LoginProbe>> LoginService::probe_as(const ConnectorId& id, const ProbeClient& client)
{
    // A dot segment would be resolved away: the request would reach another page.
    if (id.value.empty() || id.value == "." || id.value == "..")
        co_return Error{ErrorKind::bad_response,
                        "nothing was sent: the id " + quoted(id.value) + " cannot stand in a URL"};
    const auto url = probe_url(id, client);
    const auto answer = co_await get(url);
    if (answer.has_error())
        co_return of_request(url, answer.error());
    co_return judge_login_probe(client, *answer);
}

asio::awaitable<Result<net::Response>> LoginService::get(const boost::urls::url& url)
{
    net::Request request;
    request.url = url;
    request.deadline = clock_.now() + timeout_;
    request.body_limit = document_limit;
    co_return co_await http_.send(request);
}

boost::urls::url LoginService::url_of(const std::string& path) const
{
    auto base = std::string(management_.encoded_path());
    if (base.ends_with('/'))
        base.pop_back();
    auto url = management_;
    url.set_encoded_path(base + path);
    return url;
}

boost::urls::url LoginService::probe_url(const ConnectorId& id, const ProbeClient& client) const
{
    auto url = url_of("/oauth2/auth/" + net::percent_encoded(id.value));
    url.set_encoded_query("client_id=" + net::percent_encoded(client.client_id) +
                          "&redirect_uri=" + net::percent_encoded(client.redirect_uri) +
                          "&response_type=code&scope=openid&state=probe");
    return url;
}

} // namespace idpsync::netbird
