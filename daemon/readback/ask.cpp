#include "readback/ask.hpp"

#include "core/text.hpp"
#include "net/connection.hpp"
#include "net/race.hpp"
#include "net/route.hpp"
#include "readback/http2.hpp"
#include "readback/wire.hpp"

#include <boost/json/serialize.hpp>

#include <optional>

namespace idpsync::readback {

namespace asio = boost::asio;
namespace bj = boost::json;

namespace {

constexpr const char* service = "/management.ManagementService/";

/// One conversation with the server.
class Conversation
{
public:
    Conversation(net::Stream& stream, const net::Peer& server, const std::string& user_agent)
        : http_(stream, server.tls ? "https" : "http", server.authority(), user_agent), keys_(make_keys())
    {}

    asio::awaitable<Result<std::string>> hold();

private:
    asio::awaitable<Result<std::optional<std::string>>> call(std::string method, std::string message);
    asio::awaitable<Result<std::optional<std::string>>> ask(std::string method);

    Http2 http_;
    KeyPair keys_;
    BoxKey server_{};
};

asio::awaitable<Result<std::optional<std::string>>> Conversation::call(std::string method,
                                                                       std::string message)
{
    const auto path = service + method;
    auto body = framed(message);
    const auto reply = co_await http_.call(path, std::move(body));
    if (reply.has_error())
        co_return reply.error();
    co_return judge_reply(*reply);
}

/// The questions are empty messages; their boxes are not.
asio::awaitable<Result<std::optional<std::string>>> Conversation::ask(std::string method)
{
    auto message = encode_encrypted(keys_.open, sealed({}, server_, keys_));
    const auto answer = co_await call(std::move(method), std::move(message));
    if (answer.has_error() || !*answer)
        co_return answer;
    auto inside = decode_encrypted(**answer, server_, keys_);
    if (inside.has_error())
        co_return inside.error();
    co_return std::optional(std::move(*inside));
}

asio::awaitable<Result<std::string>> Conversation::hold()
{
    const auto key = co_await call("GetServerKey", {});
    if (key.has_error())
        co_return key.error();
    const auto server = decode_server_key(key->value_or(std::string()));
    if (server.has_error())
        co_return server.error();
    server_ = *server;
    const auto browser = co_await ask("GetPKCEAuthorizationFlow");
    if (browser.has_error())
        co_return browser.error();
    auto pkce = pkce_flow(*browser);
    if (pkce.has_error())
        co_return pkce.error();
    const auto without_browser = co_await ask("GetDeviceAuthorizationFlow");
    if (without_browser.has_error())
        co_return without_browser.error();
    auto device = device_flow(*without_browser);
    if (device.has_error())
        co_return device.error();
    const bj::object both{{"PKCEAuthorizationFlow", std::move(*pkce)},
                          {"DeviceAuthorizationFlow", std::move(*device)}};
    co_return bj::serialize(both);
}

/// How to get there, with whatever that needs.
struct Way
{
    net::Route route;
    std::optional<net::Proxy> proxy;
    std::optional<net::TlsContext> tls;
};

Result<void> find_way(const Question& question, Way& way)
{
    auto server = net::parse_peer(question.url, "the URL");
    if (server.has_error())
        return server.error();
    way.route.server = std::move(*server);
    const auto& reach = question.reach;
    const auto& peer = way.route.server;
    // HTTP/2 without TLS goes through no proxy.
    if (reach.proxy && peer.tls && !net::bypasses_proxy(reach.no_proxy, peer.host, peer.port))
    {
        auto proxy = net::parse_proxy(*reach.proxy);
        if (proxy.has_error())
            return proxy.error();
        way.proxy = std::move(*proxy);
        way.route.proxy = &*way.proxy;
    }
    if (!peer.tls)
        return {};
    const auto tls = net::TlsContext::make(reach.ca_pem, reach.ca_name);
    if (tls.has_error())
        return tls.error();
    tls->offer_http2();
    way.tls = *tls;
    return {};
}

asio::awaitable<void> converse(const Way& way, net::Dialer& dialer, net::SteadyTime deadline,
                               const std::string& user_agent, net::Trace& trace,
                               std::optional<Result<std::string>>& outcome)
{
    auto connection = co_await dialer.dial(way.route, way.tls, deadline, trace);
    if (connection.has_error())
    {
        outcome.emplace(connection.error());
        co_return;
    }
    trace.stage = "the answer";
    Conversation conversation(*connection->stream, way.route.server, user_agent);
    auto answer = co_await conversation.hold();
    outcome.emplace(std::move(answer));
}

} // namespace

asio::awaitable<Result<std::string>> ask_server(Question question, asio::any_io_executor executor,
                                                net::Clock& clock)
{
    Way way;
    if (const auto found = find_way(question, way); found.has_error())
        co_return found.error();
    net::Dialer dialer(std::move(executor), clock, question.reach.lookup, question.reach.user_agent);
    const auto deadline = clock.now() + question.timeout;
    net::Trace trace;
    std::optional<Result<std::string>> outcome;
    auto work = converse(way, dialer, deadline, question.reach.user_agent, trace, outcome);
    const bool ended = co_await net::ends_by(clock, deadline, std::move(work));
    if (ended)
        co_return std::move(*outcome);
    co_return Error{ErrorKind::timed_out, "no answer from " + escaped(way.route.name()) + " within " +
                                              net::duration_text(question.timeout) + ": waited for " +
                                              trace.stage};
}

} // namespace idpsync::readback
