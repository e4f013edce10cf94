#include "net/connection.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "net/answer.hpp"
#include "net/race.hpp"
#include "net/tcp.hpp"

#include <algorithm>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t tunnel_answer_limit = 64U << 10U;

std::string text_of(const asio::ip::address& address)
{
    return address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
}

Error not_allowed(const std::string& where)
{
    return {ErrorKind::transport,
            "not sent to " + escaped(where) +
                ": only an issuer on loopback may name a loopback address, and none a link-local one",
            {},
            ErrorCause::address_not_allowed};
}

using Attempt = std::optional<Result<std::unique_ptr<Stream>>>;

asio::awaitable<void> attempt(asio::any_io_executor executor, asio::ip::address address, std::uint16_t port,
                              Attempt& outcome)
{
    outcome = co_await connect_tcp(executor, address, port);
}

} // namespace

Error proxy_refusal(const Route& route, unsigned status)
{
    std::string next;
    auto message = "the proxy " + route.proxy->peer.name() + " answered " + std::to_string(status) +
                   (route.tunnelled() ? " to CONNECT " : " to a request for ") + route.server.name();
    if (status != 407)
        message += ": it does not let this machine through to that host and port";
    else if (route.proxy->credentials)
        message += ": it does not accept the user and password in the proxy URL";
    else
    {
        message += ": it wants credentials";
        next = "put them into the proxy URL (http://user:password@host:port)";
    }
    return {ErrorKind::transport, std::move(message), std::move(next)};
}

std::string tried_text(const Trace& trace)
{
    return joined(trace.tried, std::identity(), "; ");
}

std::string duration_text(SteadyTime::duration duration)
{
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    if (milliseconds < 1000)
        return std::to_string(milliseconds) + " ms";
    const auto tenths = (milliseconds + 50) / 100;
    const auto fraction = tenths % 10 == 0 ? std::string() : "." + std::to_string(tenths % 10);
    return std::to_string(tenths / 10) + fraction + " s";
}

std::optional<SteadyTime::duration> time_for_address(SteadyTime::duration left, std::size_t addresses_left)
{
    if (addresses_left <= 1)
        return std::nullopt;
    const auto share = left / (2 * static_cast<std::int64_t>(addresses_left));
    return std::clamp<SteadyTime::duration>(share, 250ms, 5s);
}

Dialer::Dialer(asio::any_io_executor executor, Clock& clock, Lookup lookup, std::string user_agent)
    : executor_(std::move(executor)),
      clock_(clock),
      lookup_(std::move(lookup)),
      user_agent_(std::move(user_agent))
{}

asio::awaitable<Result<Connection>> Dialer::dial(const Route& route, std::optional<TlsContext> tls,
                                                 SteadyTime deadline, Trace& trace)
{
    auto connection = co_await connect(route, deadline, trace);
    if (!connection)
        co_return connection.error();
    if (route.first_hop().tls)
    {
        const auto encrypted = co_await encrypt(route.first_hop(), *tls, *connection, trace);
        if (!encrypted)
            co_return encrypted.error();
    }
    if (route.tunnelled())
    {
        trace.stage = "the proxy " + route.proxy->peer.name() + " to open a tunnel";
        const auto opened = co_await open_tunnel(route, *connection);
        if (!opened)
            co_return opened.error();
        const auto encrypted = co_await encrypt(route.server, *tls, *connection, trace);
        if (!encrypted)
            co_return encrypted.error();
    }
    connection->route = route.key();
    co_return std::move(connection);
}

asio::awaitable<Result<Connection>> Dialer::connect(const Route& route, SteadyTime deadline, Trace& trace)
{
    const auto& peer = route.first_hop();
    // Through a proxy only the URL tells: names are looked up there.
    if (route.proxy != nullptr && !may_go(route.reach, place_named(route.server.host)))
        co_return not_allowed(route.server.host);
    trace.stage = "the addresses of " + peer.host;
    const auto addresses = co_await look_up(lookup_, peer.host);
    if (!addresses)
        co_return Error{ErrorKind::transport,
                        "cannot look up " + quoted(peer.host) + ": " + addresses.error().message,
                        "check the spelling and this machine's DNS", ErrorCause::name_unknown};
    for (std::size_t i = 0; i < addresses->size(); ++i)
    {
        const auto address = (*addresses)[i];
        const auto place = route.proxy == nullptr ? place_of(address) : place_named(route.server.host);
        if (!may_go(route.reach, place))
            co_return not_allowed(peer.host + " (" + text_of(address) + ")");
        const auto share = time_for_address(deadline - clock_.now(), addresses->size() - i);
        trace.stage = "a connection to " + text_of(address);
        auto stream = co_await try_address(address, peer.port, share);
        if (stream)
            co_return Connection{std::move(*stream), {}, text_of(address), {}, {}, {.place = place}};
        trace.tried.push_back(text_of(address) + ": " + stream.error().text());
    }
    co_return Error{ErrorKind::transport, "cannot connect to " + peer.name() + ": " + tried_text(trace)};
}

asio::awaitable<Result<std::unique_ptr<Stream>>>
Dialer::try_address(asio::ip::address address, std::uint16_t port, std::optional<SteadyTime::duration> share)
{
    if (!share)
        co_return co_await connect_tcp(executor_, address, port);
    const auto until = clock_.now() + *share;
    Attempt outcome;
    auto work = attempt(executor_, address, port, outcome);
    const bool ended = co_await ends_by(clock_, until, std::move(work));
    if (!ended)
        co_return Error{ErrorKind::transport, "no answer within " + duration_text(*share)};
    co_return std::move(*outcome);
}

asio::awaitable<Result<void>> Dialer::open_tunnel(const Route& route, Connection& connection)
{
    const auto name = "the proxy " + route.proxy->peer.name();
    const auto head = connect_head(route, user_agent_);
    const std::string_view bytes = head.reveal();
    const auto written = co_await connection.stream->write(bytes);
    if (!written)
        co_return written.error().with_context(name);
    AnswerLimits limits;
    limits.body = tunnel_answer_limit;
    limits.no_body = true;
    bool begun = false;
    const auto answer = co_await read_answer(*connection.stream, limits, connection.unread, begun);
    if (!answer)
        co_return Error{ErrorKind::transport, name + ": " + answer.error().message, answer.error().next};
    const auto status = answer->response.status;
    if (status < 200 || status > 299)
        co_return proxy_refusal(route, status);
    if (!connection.unread.empty())
        co_return Error{ErrorKind::transport, name + " sent something into the tunnel by itself"};
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Dialer::encrypt(const Peer& peer, const TlsContext& tls, Connection& connection,
                                              Trace& trace)
{
    trace.stage = "TLS with " + peer.name() + " at " + connection.address;
    auto encrypted = co_await start_tls(tls, std::move(connection.stream), peer.tls_name(), peer.name());
    if (!encrypted)
        co_return encrypted.error();
    connection.stream = std::move(encrypted->stream);
    connection.peer.certificate_expires = encrypted->certificate_expires;
    co_return Result<void>{};
}

} // namespace idpsync::net
