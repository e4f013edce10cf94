#include "net/tcp.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;

Error said(const boost::system::error_code& error)
{
    return {ErrorKind::transport, error.message()};
}

class TcpStream final : public Stream
{
public:
    explicit TcpStream(const asio::any_io_executor& executor) : socket_(executor) {}

    asio::awaitable<Result<void>> connect(asio::ip::tcp::endpoint peer)
    {
        const auto [error] = co_await socket_.async_connect(peer, asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return said(error);
        set_option(IPPROTO_TCP, TCP_NODELAY, 1);
        set_option(SOL_SOCKET, SO_KEEPALIVE, 1);
        set_option(IPPROTO_TCP, TCP_KEEPIDLE, 60);
        set_option(IPPROTO_TCP, TCP_KEEPINTVL, 15);
        set_option(IPPROTO_TCP, TCP_KEEPCNT, 4);
        co_return Result<void>{};
    }

    asio::awaitable<Result<std::size_t>> read_some(std::span<char> into) override
    {
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto [error, count] =
            co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::eof)
            co_return std::size_t{0};
        if (error)
            co_return said(error);
        co_return count;
    }

    asio::awaitable<Result<void>> write(std::string_view bytes) override
    {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, count] =
            co_await asio::async_write(socket_, buffer, asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return said(error);
        co_return Result<void>{};
    }

    bool is_quiet() override
    {
        char byte = 0;
        const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

private:
    // A kernel that refuses one of these still gives a usable connection.
    void set_option(int level, int option, int value)
    {
        ::setsockopt(socket_.native_handle(), level, option, &value, sizeof value);
    }

    asio::ip::tcp::socket socket_;
};

} // namespace

asio::awaitable<Result<std::unique_ptr<Stream>>> connect_tcp(asio::any_io_executor executor,
                                                             asio::ip::address address, std::uint16_t port)
{
    auto stream = std::make_unique<TcpStream>(executor);
    const asio::ip::tcp::endpoint peer(address, port);
    const auto connected = co_await stream->connect(peer);
    if (!connected)
        co_return connected.error();
    co_return std::unique_ptr<Stream>(std::move(stream));
}

} // namespace idpsync::net
