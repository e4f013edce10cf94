#include "sandbox/this_host.hpp"

#include "net/client.hpp"
#include "sandbox/real_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/url/parse.hpp>

namespace idpsync::sandbox {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds patience{10};

bool is_of_this_host(const boost::urls::url_view& url)
{
    const auto host = url.host();
    return url.scheme() == "http" && (host == "127.0.0.1" || host == "[::1]" || host == "localhost");
}

net::Request to_network(const Request& request, const boost::urls::url_view& url, net::SteadyTime now)
{
    net::Request sent{.method = request.method == "POST" ? net::Method::post : net::Method::get,
                      .url = boost::urls::url(url),
                      .headers = request.headers,
                      .deadline = now + patience};
    if (request.method == "POST")
        sent.body = Secret(request.body);
    return sent;
}

} // namespace

std::optional<Answer> ask_this_host(const Request& request)
{
    const auto url = boost::urls::parse_uri(request.target);
    if (url.has_error() || !is_of_this_host(*url))
        return std::nullopt;
    asio::io_context io{1};
    RealClock clock;
    net::BeastClient http(io.get_executor(), clock, {.user_agent = "netbird-sandbox"});
    const auto sent = to_network(request, *url, clock.now());
    auto outcome = asio::co_spawn(io, http.send(sent), asio::use_future);
    while (outcome.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        io.run_one();
    auto response = outcome.get();
    if (response.has_error())
        return std::nullopt;
    return Answer{.status = response->status,
                  .headers = std::move(response->headers),
                  .body = std::move(response->body)};
}

} // namespace idpsync::sandbox
