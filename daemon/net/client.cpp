#include "net/client.hpp"

#include "net/answer.hpp"
#include "net/connection.hpp"
#include "net/gate.hpp"
#include "net/pool.hpp"
#include "net/race.hpp"
#include "net/route.hpp"

#include <algorithm>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;

bool is_write(const Request& request)
{
    return request.method != Method::get;
}

/// What a failure means for the one who sent the request.
Error judge(const Request& request, const Trace& trace, Error error)
{
    if (is_write(request) && trace.request_begun)
        return {ErrorKind::unknown_outcome,
                "the outcome of this " + std::string(to_string(request.method)) +
                    " is unknown: " + error.message,
                error.next, error.cause};
    return error;
}

Error overdue(const Request& request, const Route& route, const Trace& trace, SteadyTime::duration time)
{
    const auto stage = trace.answer_begun ? std::string("the rest of the answer") : trace.stage;
    auto message =
        "no answer from " + route.name() + " within " + duration_text(time) + ": waited for " + stage;
    if (const auto tried = tried_text(trace); !tried.empty())
        message += " (before that, " + tried + ")";
    return judge(request, trace, {ErrorKind::timed_out, std::move(message)});
}

/// A proxy's own answer to a plain http request cannot be told from the server's, but for this one.
bool refused_by_proxy(const Route& route, const Response& response)
{
    return route.proxy != nullptr && !route.tunnelled() && response.status == 407;
}

} // namespace

class BeastClient::Impl
{
public:
    Impl(asio::any_io_executor executor, Clock& clock, ClientOptions options)
        : clock_(clock),
          options_(std::move(options)),
          connections_(std::max<std::size_t>(options_.connections, 1)),
          gate_(connections_),
          dialer_(std::move(executor), clock, options_.lookup, options_.user_agent)
    {
        if (options_.proxy)
        {
            proxy_ = parse_proxy(*options_.proxy);
            wipe(*options_.proxy); // may hold a password
        }
    }

    asio::awaitable<Result<Response>> send(const Request& request)
    {
        const auto route = find_route(request);
        if (!route)
            co_return route.error();
        const auto head = request_head(request, *route, options_.user_agent);
        if (!head)
            co_return head.error();
        Trace trace;
        const auto started = clock_.now();
        if (request.deadline <= started)
            co_return Error{ErrorKind::timed_out,
                            "the request to " + route->name() + " was not begun: its deadline had passed"};
        trace.stage = "one of the " + std::to_string(connections_) + " connections to be free";
        Outcome outcome;
        auto work = exchange(request, *route, *head, trace, outcome);
        const bool ended = co_await ends_by(clock_, request.deadline, std::move(work));
        if (!ended)
            co_return overdue(request, *route, trace, request.deadline - started);
        co_return std::move(*outcome);
    }

    [[nodiscard]] std::size_t opened() const { return opened_; }
    [[nodiscard]] std::size_t waiting() const { return gate_.waiting(); }

private:
    using Outcome = std::optional<Result<Response>>;

    Result<Route> find_route(const Request& request)
    {
        auto server = parse_peer(request.url, "the URL");
        if (!server)
            return server.error();
        Route route{std::move(*server), nullptr, request.reach};
        if (!proxy_ || bypasses_proxy(options_.no_proxy, route.server.host, route.server.port))
            return route;
        if (!*proxy_)
            return proxy_->error();
        route.proxy = &**proxy_;
        return route;
    }

    asio::awaitable<void> exchange(const Request& request, const Route& route, const Secret& head,
                                   Trace& trace, Outcome& outcome)
    {
        const auto place = co_await gate_.enter();
        auto kept = kept_.take(route.key(), is_write(request) ? request.kept_since : SteadyTime::min());
        const bool forbidden = kept && !may_go(request.reach, kept->peer.place);
        if (kept && !forbidden)
        {
            outcome = co_await converse(std::move(*kept), request, route, head, trace);
            const bool died_before = !*outcome && !trace.answer_begun;
            if (is_write(request) || !died_before)
                co_return;
        }
        auto opened = co_await open(route, request.deadline, trace);
        if (opened)
            outcome = co_await converse(std::move(*opened), request, route, head, trace);
        else
            outcome = opened.error();
    }

    asio::awaitable<Result<Connection>> open(const Route& route, SteadyTime deadline, Trace& trace)
    {
        if ((route.server.tls || route.first_hop().tls) && !tls_)
            tls_ = TlsContext::make(options_.ca_pem, options_.ca_name);
        if (tls_ && !*tls_)
            co_return tls_->error();
        kept_.shrink(connections_ - gate_.inside());
        std::optional<TlsContext> tls;
        if (tls_)
            tls = **tls_;
        auto connection = co_await dialer_.dial(route, tls, deadline, trace);
        if (connection)
            ++opened_;
        co_return connection;
    }

    /// One request and its answer; the connection is kept when it can be used again.
    asio::awaitable<Result<Response>> converse(Connection connection, const Request& request,
                                               const Route& route, const Secret& head, Trace& trace)
    {
        auto answer = co_await ask(connection, request, head, trace);
        if (!answer)
            co_return judge(request, trace,
                            answer.error().with_context(route.name() + " at " + connection.address));
        if (refused_by_proxy(route, answer->response))
            co_return proxy_refusal(route, answer->response.status);
        answer->response.peer = connection.peer;
        if (answer->keep_alive && connection.unread.empty())
        {
            connection.last_answer = clock_.now();
            kept_.keep(std::move(connection));
        }
        co_return std::move(answer->response);
    }

    asio::awaitable<Result<Answer>> ask(Connection& connection, const Request& request, const Secret& head,
                                        Trace& trace)
    {
        trace.stage = "the request to be taken";
        trace.request_begun = true;
        const std::string_view head_bytes = head.reveal();
        const auto head_written = co_await connection.stream->write(head_bytes);
        if (!head_written)
            co_return head_written.error();
        if (request.body)
        {
            const std::string_view body_bytes = request.body->reveal();
            const auto body_written = co_await connection.stream->write(body_bytes);
            if (!body_written)
                co_return body_written.error();
        }
        trace.stage = "the answer to begin";
        AnswerLimits limits;
        limits.body = request.body_limit;
        limits.sink = request.body_sink ? &request.body_sink : nullptr;
        co_return co_await read_answer(*connection.stream, limits, connection.unread, trace.answer_begun);
    }

    Clock& clock_;
    ClientOptions options_;
    std::size_t connections_;
    std::optional<Result<Proxy>> proxy_;
    std::optional<Result<TlsContext>> tls_; // built for the first https URL
    Gate gate_;
    KeptConnections kept_;
    Dialer dialer_;
    std::size_t opened_ = 0;
};

BeastClient::BeastClient(asio::any_io_executor executor, Clock& clock, ClientOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), clock, std::move(options)))
{}

BeastClient::~BeastClient() = default;

asio::awaitable<Result<Response>> BeastClient::send(const Request& request)
{
    const auto impl = impl_;
    co_return co_await impl->send(request);
}

std::size_t BeastClient::connections_opened() const
{
    return impl_->opened();
}

std::size_t BeastClient::waiting() const
{
    return impl_->waiting();
}

} // namespace idpsync::net
