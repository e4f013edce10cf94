#include "sandbox/server.hpp"

#include "sandbox/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <list>

namespace idpsync::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t body_limit = 1U << 20U;

using Incoming = http::request<http::string_body>;

Request to_request(const Incoming& incoming)
{
    Request request{.method = std::string(incoming.method_string()),
                    .target = std::string(incoming.target()),
                    .headers = {},
                    .body = incoming.body()};
    for (const auto& field : incoming)
        request.headers.emplace_back(field.name_string(), field.value());
    return request;
}

asio::ssl::context server_context(const TlsIdentity& identity)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate_chain(asio::buffer(identity.certificate_pem));
    context.use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem);
    return context;
}

/// With a reset instead of a farewell when `abruptly`.
void close(tcp::socket& socket, bool abruptly)
{
    boost::system::error_code ignored;
    if (abruptly)
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
    else
        socket.shutdown(tcp::socket::shutdown_both, ignored);
    socket.close(ignored);
}

} // namespace

/// Shared by the server and every coroutine of it: the door, the connections, and what answers.
class SandboxServer::Listener : public std::enable_shared_from_this<Listener>
{
public:
    Listener(asio::io_context& io, Sandbox& sandbox, ServerOptions options)
        : io_(io),
          sandbox_(sandbox),
          options_(std::move(options)),
          endpoint_(asio::ip::make_address(options_.address), options_.port),
          door_(io)
    {
        if (options_.tls)
            context_.emplace(server_context(*options_.tls));
        if (options_.control)
            control_.emplace(sandbox_, *options_.control);
    }

    void open()
    {
        door_ = tcp::acceptor(io_, endpoint_, true);
        endpoint_ = door_.local_endpoint();
        asio::co_spawn(io_, accept_all(shared_from_this()), asio::detached);
    }

    void shut()
    {
        boost::system::error_code ignored;
        door_.close(ignored);
        for (auto* connection : connections_)
            close(*connection, false);
    }

    [[nodiscard]] std::string url() const
    {
        const auto host = endpoint_.address().is_v6() ? "[" + endpoint_.address().to_string() + "]"
                                                      : endpoint_.address().to_string();
        return (options_.tls ? "https://" : "http://") + host + ":" + std::to_string(endpoint_.port());
    }

private:
    /// A connection that shut() can close, for as long as it is served.
    class Registered
    {
    public:
        Registered(Listener& listener, tcp::socket& socket) : listener_(listener), socket_(socket)
        {
            listener_.connections_.push_back(&socket_);
        }
        ~Registered() { listener_.connections_.remove(&socket_); }
        Registered(const Registered&) = delete;
        Registered& operator=(const Registered&) = delete;

    private:
        Listener& listener_;
        tcp::socket& socket_;
    };

    static asio::awaitable<void> accept_all(std::shared_ptr<Listener> self)
    {
        while (self->door_.is_open())
        {
            auto [error, socket] = co_await self->door_.async_accept(quietly);
            if (error)
                continue;
            self->sandbox_.count_connection();
            asio::co_spawn(self->io_, welcome(self, std::move(socket)), asio::detached);
        }
    }

    static asio::awaitable<void> welcome(std::shared_ptr<Listener> self, tcp::socket socket)
    {
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        if (!self->context_)
        {
            const Registered registered(*self, socket);
            co_await self->serve(socket, socket);
            co_return;
        }
        asio::ssl::stream<tcp::socket> stream(std::move(socket), *self->context_);
        const Registered registered(*self, stream.next_layer());
        const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, quietly);
        if (!error)
            co_await self->serve(stream, stream.next_layer());
    }

    template <class Stream>
    asio::awaitable<void> serve(Stream& stream, tcp::socket& socket)
    {
        boost::beast::flat_buffer buffer;
        for (bool keep = true; keep;)
        {
            http::request_parser<http::string_body> parser;
            parser.body_limit(body_limit);
            const auto [error, length] = co_await http::async_read(stream, buffer, parser, quietly);
            if (error)
                break;
            const auto wants_more = parser.get().keep_alive();
            const auto answer = co_await answer_to(to_request(parser.get()));
            keep = co_await deliver(stream, socket, answer, wants_more);
        }
        close(socket, false);
    }

    asio::awaitable<Answer> answer_to(Request request)
    {
        if (control_ && request.path().starts_with("/_sandbox/"))
            co_return control_->handle(request);
        if (options_.door == Door::providers)
            request.target = whole_url(request);
        co_return co_await sandbox_.handle(std::move(request));
    }

    /// A client may name this host otherwise than url() does; then that name may be a provider's.
    [[nodiscard]] std::string whole_url(const Request& request) const
    {
        const auto* const scheme = options_.tls ? "https://" : "http://";
        auto named = scheme + std::string(header_of(request.headers, "host")) + request.target;
        return sandbox_.issuers().serves(named) ? named : url() + request.target;
    }

    /// True when the connection goes on.
    template <class Stream>
    asio::awaitable<bool> deliver(Stream& stream, tcp::socket& socket, const Answer& answer, bool wants_more)
    {
        using Kind = Delivery::Kind;
        const auto& delivery = answer.delivery;
        if (delivery.kind == Kind::cut || delivery.kind == Kind::reset)
        {
            close(socket, delivery.kind == Kind::reset);
            co_return false;
        }
        const auto wire = to_wire(answer, sandbox_.clock().wall_now(), wants_more);
        const auto piece =
            delivery.kind == Kind::drip ? std::max<std::size_t>(delivery.bytes, 1) : wire.body.size();
        auto text = wire.head + wire.body.substr(0, piece);
        for (auto sent = piece;; sent += piece)
        {
            const auto buffer = asio::buffer(text);
            const auto [error, length] = co_await asio::async_write(stream, buffer, quietly);
            if (error)
                co_return false;
            if (sent >= wire.body.size())
                co_return wire.keeps_connection;
            const auto until = sandbox_.clock().now() + delivery.interval;
            co_await sandbox_.clock().wait_until(until);
            text = wire.body.substr(sent, piece);
        }
    }

    asio::io_context& io_;
    Sandbox& sandbox_;
    ServerOptions options_;
    std::optional<asio::ssl::context> context_;
    std::optional<Control> control_;
    tcp::endpoint endpoint_;
    tcp::acceptor door_;
    std::list<tcp::socket*> connections_;
};

SandboxServer::SandboxServer(asio::io_context& io, Sandbox& sandbox, const ServerOptions& options)
    : listener_(std::make_shared<Listener>(io, sandbox, options))
{
    const auto is_for_netbird = options.door == Door::netbird;
    listener_->open();
    if (!is_for_netbird)
        return;
    sandbox.set_url(listener_->url());
    sandbox.when_down_changes([weak = std::weak_ptr(listener_)](bool down) {
        if (const auto listener = weak.lock())
            down ? listener->shut() : listener->open();
    });
}

SandboxServer::~SandboxServer()
{
    listener_->shut();
}

std::string SandboxServer::url() const
{
    return listener_->url();
}

} // namespace idpsync::sandbox
