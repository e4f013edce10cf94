#include "netbird/password_login.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>

namespace idpsync::netbird {

namespace asio = boost::asio;

namespace {

constexpr std::size_t page_limit = 256U << 10U;

/// The connector of those who sign in with a password.
const ConnectorId local{"local"};

/// What stands in an attribute, as Go's html/template escapes a URL.
std::string unescaped(std::string_view text)
{
    constexpr std::string_view ampersand = "&amp;";
    std::string out;
    for (std::size_t at = 0; at < text.size();)
    {
        const bool escape = text.substr(at).starts_with(ampersand);
        out += text[at];
        at += escape ? ampersand.size() : 1;
    }
    return out;
}

/// `reference` as a link on `page`; an error when it leads to another host, or to one without TLS.
Result<boost::urls::url> followed(const boost::urls::url& page, const std::string& reference)
{
    const auto no_way = [&] {
        return Error{ErrorKind::bad_response, "NetBird's login service leads to " +
                                                  quoted(reference.substr(0, reference.find('?')), 120) +
                                                  ", which is not its own page"};
    };
    const auto parsed = boost::urls::parse_uri_reference(reference);
    if (!parsed)
        return no_way();
    boost::urls::url target;
    if (!boost::urls::resolve(page, *parsed, target))
        return no_way();
    if (target.scheme() != page.scheme() || target.encoded_host_and_port() != page.encoded_host_and_port())
        return no_way();
    return target;
}

std::string parameter_of(const boost::urls::url_view& url, std::string_view name)
{
    const auto parameters = url.params();
    const auto one = parameters.find(name);
    return one == parameters.end() ? std::string() : std::string((*one).value);
}

Error unexpected(const net::Response& response)
{
    const auto status = std::to_string(response.status);
    if (response.status == net::status::too_many)
        return {ErrorKind::throttled, "NetBird's login service limits requests (429)"};
    if (response.status >= net::status::server_error)
        return {ErrorKind::transport, "NetBird's login service answers " + status};
    return {ErrorKind::bad_response, "NetBird's login service answers " + status +
                                         " where it was expected to take address and password"};
}

/// Of a login that could not begin.
Error no_password_login(const net::Response& response)
{
    if (response.status >= net::status::server_error || response.status == net::status::too_many)
        return unexpected(response);
    return {ErrorKind::rejected,
            "NetBird's login service offers no login with a password (it answers " +
                std::to_string(response.status) + ")",
            "check that logins with a password are not switched off in NetBird's configuration"};
}

Secret form_of(const std::string& email, const Secret& password)
{
    auto encoded_email = net::percent_encoded(email);
    auto encoded_password = net::percent_encoded(password.reveal());
    std::string form;
    form.reserve(32 + encoded_email.size() + encoded_password.size());
    form += "login=";
    form += encoded_email;
    form += "&password=";
    form += encoded_password;
    wipe(encoded_password);
    return Secret(std::move(form));
}

} // namespace

Result<boost::urls::url> decode_password_form(const boost::urls::url& page, const net::Response& response)
{
    constexpr std::string_view form_begin = "<form method=\"post\" action=\"";
    const std::string_view html = response.body;
    const auto begin = html.find(form_begin);
    const auto from = begin + form_begin.size();
    const auto end = begin == std::string_view::npos ? begin : html.find('"', from);
    const bool asks = html.find("name=\"login\"") != std::string_view::npos &&
                      html.find("name=\"password\"") != std::string_view::npos;
    if (response.status != 200 || end == std::string_view::npos || !asks)
        return unexpected(response);
    return followed(page, unescaped(html.substr(from, end - from)));
}

Result<Secret> judge_password_sent(const LoginRequest& asked, const net::Response& response)
{
    if (response.status == net::status::unauthorized)
        return Error{ErrorKind::unauthorized,
                     "NetBird's login service does not accept this e-mail address with "
                     "this password"};
    const std::string location(response.header("location").value_or(""));
    if (response.status != net::status::see_other && response.status != net::status::found)
        return unexpected(response);
    if (location.find("/oauth2/mfa/") != std::string::npos)
        return Error{ErrorKind::rejected, "NetBird asks for a second factor after the password",
                     "make a service user and its token in NetBird's dashboard"};
    const auto url = boost::urls::parse_uri_reference(location);
    if (!url || !location.starts_with(asked.redirect_uri) || parameter_of(*url, "state") != asked.state)
        return Error{ErrorKind::bad_response, "NetBird's login service leads elsewhere than back: " +
                                                  quoted(location.substr(0, location.find('?')), 120)};
    auto code = parameter_of(*url, "code");
    if (code.empty())
        return Error{ErrorKind::rejected, "NetBird's login service refuses the login: " +
                                              quoted(parameter_of(*url, "error_description"), 200)};
    living_secrets().learn(code);
    return Secret(std::move(code));
}

PasswordLogin::PasswordLogin(net::HttpClient& http, net::Clock& clock, std::chrono::milliseconds timeout)
    : http_(http), clock_(clock), timeout_(timeout)
{}

asio::awaitable<Result<Secret>> PasswordLogin::sign_in(LoginDiscovery login_service, LoginRequest request,
                                                       std::string email, const Secret& password)
{
    const auto begin = login_url(login_service, local, request);
    if (begin.has_error())
        co_return begin.error();
    const auto begun = co_await get(*begin);
    if (begun.has_error())
        co_return begun.error();
    if (begun->status != net::status::found)
        co_return no_password_login(*begun);
    const auto page = followed(*begin, std::string(begun->header("location").value_or("")));
    if (page.has_error())
        co_return page.error();
    const auto form = co_await get(*page);
    if (form.has_error())
        co_return form.error();
    const auto target = decode_password_form(*page, *form);
    if (target.has_error())
        co_return target.error();

    net::Request sent;
    sent.method = net::Method::post;
    sent.url = *target;
    sent.content_type = "application/x-www-form-urlencoded";
    sent.body = form_of(email, password);
    sent.deadline = clock_.now() + timeout_;
    sent.body_limit = page_limit;
    sent.kept_since = clock_.now();
    const auto answer = co_await http_.send(sent);
    if (answer.has_error())
        co_return answer.error();
    co_return judge_password_sent(request, *answer);
}

asio::awaitable<Result<net::Response>> PasswordLogin::get(const boost::urls::url& url)
{
    net::Request request;
    request.url = url;
    request.headers.emplace_back("Accept", "text/html");
    request.deadline = clock_.now() + timeout_;
    request.body_limit = page_limit;
    co_return co_await http_.send(request);
}

} // namespace idpsync::netbird
