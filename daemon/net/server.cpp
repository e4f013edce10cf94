#include "net/server.hpp"

#include "core/secret.hpp"
#include "net/gate.hpp"
#include "net/race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <set>

namespace idpsync::net {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

namespace {

/// Accepting fails when the process or the system has no more open files: that passes.
constexpr auto pause_after_failure = 1s;
/// What a client may still send that nobody reads, before it is reset.
constexpr std::size_t unread_limit = 64U << 10U;

/// What came of a request, which may carry what is only for one: overwritten at the end, whatever ends it. It
/// never grows, so that no copy stays behind.
class Received
{
public:
    explicit Received(std::size_t limit) : bytes_(limit, '\0') {}
    ~Received() { wipe(bytes_); }
    Received(const Received&) = delete;
    Received& operator=(const Received&) = delete;

    asio::mutable_buffer rest() { return asio::buffer(bytes_) + size_; }
    void add(std::size_t count) { size_ += count; }
    [[nodiscard]] std::string_view text() const { return std::string_view(bytes_).substr(0, size_); }

private:
    std::string bytes_;
    std::size_t size_ = 0;
};

} // namespace

/// One listening socket and its connections.
class HttpServer::State
{
public:
    State(const asio::any_io_executor& executor, Clock& clock, Pages pages, ServerLimits limits)
        : acceptor_(executor),
          clock_(clock),
          pages_(std::move(pages)),
          limits_(limits),
          places_(limits.connections)
    {}

    boost::system::error_code open(const tcp::endpoint& where)
    {
        boost::system::error_code error;
        acceptor_.open(where.protocol(), error);
        if (!error)
            acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error)
            acceptor_.bind(where, error);
        if (!error)
            acceptor_.listen(asio::socket_base::max_listen_connections, error);
        return error;
    }

    void close()
    {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (auto* socket : sockets_)
            socket->close(ignored);
    }

    [[nodiscard]] std::uint16_t port() const
    {
        boost::system::error_code error;
        const auto where = acceptor_.local_endpoint(error);
        return error ? 0 : where.port();
    }

    [[nodiscard]] std::size_t connections() const { return sockets_.size(); }

    static asio::awaitable<void> accept_all(std::shared_ptr<State> state);

private:
    class Connection;

    tcp::acceptor acceptor_;
    Clock& clock_;
    Pages pages_;
    ServerLimits limits_;
    Gate places_;
    std::set<tcp::socket*> sockets_; // of the open connections
};

class HttpServer::State::Connection
{
public:
    Connection(std::shared_ptr<State> state, Gate::Place place)
        : state_(std::move(state)), place_(std::move(place)), socket_(state_->acceptor_.get_executor())
    {}
    ~Connection() { state_->sockets_.erase(&socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    tcp::socket& socket() { return socket_; }

    static asio::awaitable<void> serve(std::unique_ptr<Connection> connection)
    {
        connection->state_->sockets_.insert(&connection->socket_);
        const auto when = connection->state_->clock_.now() + connection->state_->limits_.deadline;
        auto work = connection->exchange();
        co_await ends_by(connection->state_->clock_, when, std::move(work));
    }

private:
    asio::awaitable<void> exchange()
    {
        const auto page = co_await read_request();
        if (!page)
            co_return;
        const auto bytes = answer_bytes(*page);
        const auto buffer = asio::buffer(bytes);
        const auto [error, count] =
            co_await asio::async_write(socket_, buffer, asio::as_tuple(asio::use_awaitable));
        if (!error)
            co_await leave();
    }

    /// What to answer; nothing when the client left.
    asio::awaitable<std::optional<Page>> read_request()
    {
        Received received(state_->limits_.head + 1);
        while (received.text().size() <= state_->limits_.head)
        {
            const auto buffer = received.rest();
            const auto [error, count] =
                co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return std::nullopt;
            received.add(count);
            const auto size = head_size(received.text());
            if (!size || *size > state_->limits_.head)
                continue;
            auto request = parse_page_request(received.text().substr(0, *size));
            auto page = page_for(request);
            wipe(request.query);
            wipe(request.authorization);
            co_return page;
        }
        co_return refusal(431);
    }

    [[nodiscard]] std::optional<Page> page_for(const PageRequest& request) const
    {
        if (request.refused != 0)
            return refusal(request.refused);
        auto page = state_->pages_(request);
        return page ? page : refusal(404);
    }

    static std::optional<Page> refusal(unsigned status)
    {
        Page page;
        page.status = status;
        page.body = std::to_string(status) + "\n";
        return page;
    }

    /// Closing a socket with bytes that nobody read resets the connection, and the answer may be lost with
    /// it.
    asio::awaitable<void> leave()
    {
        boost::system::error_code failed;
        socket_.shutdown(tcp::socket::shutdown_send, failed);
        std::array<char, 1024> chunk{};
        std::size_t read = 0;
        while (!failed && read < unread_limit)
        {
            const auto buffer = asio::buffer(chunk);
            const auto [error, count] =
                co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
            failed = error;
            read += count;
        }
    }

    std::shared_ptr<State> state_;
    Gate::Place place_;
    tcp::socket socket_;
};

asio::awaitable<void> HttpServer::State::accept_all(std::shared_ptr<State> state)
{
    while (state->acceptor_.is_open())
    {
        auto place = co_await state->places_.enter();
        auto connection = std::make_unique<Connection>(state, std::move(place));
        const auto [error] =
            co_await state->acceptor_.async_accept(connection->socket(), asio::as_tuple(asio::use_awaitable));
        if (!error)
        {
            asio::co_spawn(state->acceptor_.get_executor(), Connection::serve(std::move(connection)),
                           asio::detached);
            continue;
        }
        const auto later = state->clock_.now() + pause_after_failure;
        if (state->acceptor_.is_open())
            co_await state->clock_.wait_until(later);
    }
}

HttpServer::HttpServer(asio::any_io_executor executor, Clock& clock, Pages pages, ServerLimits limits)
    : executor_(std::move(executor)), clock_(clock), pages_(std::move(pages)), limits_(limits)
{}

HttpServer::~HttpServer()
{
    close();
}

Result<void> HttpServer::listen(const std::string& address, std::uint16_t port)
{
    boost::system::error_code error;
    const auto parsed = asio::ip::make_address(address, error);
    if (error)
        return Error{ErrorKind::bad_config, "not an IPv4 or IPv6 address"};
    auto state = std::make_shared<State>(executor_, clock_, pages_, limits_);
    if (const auto failed = state->open({parsed, port}))
        return Error{failed == boost::system::errc::address_in_use ? ErrorKind::conflict
                                                                   : ErrorKind::transport,
                     failed.message()};
    close();
    state_ = state;
    asio::co_spawn(executor_, State::accept_all(std::move(state)), asio::detached);
    return {};
}

void HttpServer::close()
{
    if (state_)
        state_->close();
    state_.reset();
}

std::uint16_t HttpServer::port() const
{
    return state_ ? state_->port() : std::uint16_t{0};
}

std::size_t HttpServer::connections() const
{
    return state_ ? state_->connections() : 0;
}

} // namespace idpsync::net
