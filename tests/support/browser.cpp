#include "support/browser.hpp"

#include "sandbox/provider/login.hpp"
#include "sandbox/query.hpp"

#include <boost/url/url.hpp>

namespace idpsync::test {
namespace {

constexpr int longest_way = 20;
constexpr std::chrono::seconds patience{30};
constexpr std::string_view own_redirect = "http://localhost:53000/";

std::string origin_of(const std::string& url)
{
    return url.substr(0, url.find_first_of("/?#", url.find("://") + 3));
}

std::string path_of(const std::string& url)
{
    const auto rest = url.substr(origin_of(url).size());
    return rest.substr(0, rest.find_first_of("?#"));
}

/// As browsers do: what may not stand in a URL is encoded.
std::string tidied(std::string_view location)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string url;
    for (const char letter : location)
    {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte <= ' ' || byte >= 0x7F || letter == '\'' || letter == '"')
            url += {'%', hex[byte >> 4U], hex[byte & 15U]};
        else
            url += letter;
    }
    return url;
}

std::string resolved(const std::string& base, const std::string& location)
{
    if (location.find("://") != std::string::npos && !location.starts_with('/'))
        return location;
    return origin_of(base) + (location.starts_with('/') ? "" : "/") + location;
}

} // namespace

std::string Arrival::parameter(const std::string& name) const
{
    const auto mark = url.find('?');
    return mark == std::string::npos ? std::string()
                                     : sandbox::parameter(sandbox::parse_query(url.substr(mark + 1)), name);
}

Browser::Browser(net::HttpClient& http, net::Clock& clock, BrowserOptions options)
    : http_(http), clock_(clock), options_(std::move(options))
{}

boost::asio::awaitable<Arrival> Browser::open(std::string url)
{
    Arrival arrival;
    for (int step = 0; step < longest_way; ++step)
    {
        arrival.url = url;
        arrival.trail.push_back(url);
        arrival.status = 0;
        arrival.body.clear();
        if (!options_.stop_at.empty() && url.starts_with(options_.stop_at))
            co_return arrival;
        const auto answer = co_await get(url);
        if (answer.has_error())
        {
            arrival.body = answer.error().text();
            co_return arrival;
        }
        arrival.status = answer->status;
        arrival.body = answer->body;
        keep_cookies(url, *answer);
        if (should_sign_in(url, *answer))
        {
            cookies_[origin_of(url)][std::string(sandbox::session_cookie)] = "alice";
            continue;
        }
        const auto location = answer->header("location");
        if (answer->status / 100 != 3 || !location)
            co_return arrival;
        url = resolved(url, tidied(*location));
    }
    co_return arrival;
}

boost::asio::awaitable<Result<net::Response>> Browser::get(const std::string& url)
{
    net::Request request;
    request.url = boost::urls::url(url);
    request.headers = {{"accept", "text/html"}};
    std::string cookies;
    for (const auto& [name, value] : cookies_[origin_of(url)])
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty())
        request.headers.emplace_back("cookie", cookies);
    request.deadline = clock_.now() + patience;
    co_return co_await http_.send(request);
}

void Browser::keep_cookies(const std::string& url, const net::Response& response)
{
    for (const auto& [name, value] : response.headers)
        if (name == "set-cookie")
        {
            const auto pair = value.substr(0, value.find(';'));
            const auto equals = pair.find('=');
            cookies_[origin_of(url)][pair.substr(0, equals)] = pair.substr(equals + 1);
        }
}

/// At a provider that took the request and now wants to know who asks.
bool Browser::should_sign_in(const std::string& url, const net::Response& response) const
{
    if (!options_.signs_in || path_of(url).starts_with("/oauth2/") ||
        url.find("response_type=") == std::string::npos || response.status >= 400)
        return false;
    const auto jar = cookies_.find(origin_of(url));
    if (jar != cookies_.end() && jar->second.contains(std::string(sandbox::session_cookie)))
        return false;
    const auto location = std::string(response.header("location").value_or(""));
    return location.empty() ||
           (origin_of(resolved(url, location)) == origin_of(url) &&
            location.find("error=") == std::string::npos && location.find("code=") == std::string::npos);
}

std::string login_url(const std::string& netbird, const std::string& connector, const std::string& verifier,
                      const std::string& scope)
{
    return netbird + "/oauth2/auth" + (connector.empty() ? "" : "/" + connector) + "?" +
           sandbox::encode_query({{"client_id", "netbird-cli"},
                                  {"redirect_uri", std::string(own_redirect)},
                                  {"response_type", "code"},
                                  {"scope", scope},
                                  {"state", "state-of-the-client"},
                                  {"code_challenge", sandbox::challenge_of(verifier)},
                                  {"code_challenge_method", "S256"}});
}

boost::asio::awaitable<Result<net::Response>> exchange_code(net::HttpClient& http, net::Clock& clock,
                                                            std::string netbird, std::string code,
                                                            std::string verifier)
{
    net::Request request;
    request.method = net::Method::post;
    request.url = boost::urls::url(netbird + "/oauth2/token");
    request.content_type = "application/x-www-form-urlencoded";
    request.body = Secret(sandbox::encode_query({{"grant_type", "authorization_code"},
                                                 {"client_id", "netbird-cli"},
                                                 {"redirect_uri", std::string(own_redirect)},
                                                 {"code", std::move(code)},
                                                 {"code_verifier", std::move(verifier)}}));
    request.deadline = clock.now() + patience;
    co_return co_await http.send(request);
}

} // namespace idpsync::test
