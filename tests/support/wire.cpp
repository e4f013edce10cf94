#include "support/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <tuple>

namespace idpsync::test {

namespace asio = boost::asio;

struct Wire::Parts
{
    explicit Parts(asio::ip::tcp::socket tcp) : socket(std::move(tcp)) {}

    asio::ip::tcp::socket socket;
    asio::ssl::context context{asio::ssl::context::tls_server};
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls;
};

Wire::Wire(asio::ip::tcp::socket socket) : parts_(std::make_shared<Parts>(std::move(socket)))
{
    boost::system::error_code ignored;
    parts_->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Wire::~Wire()
{
    boost::system::error_code ignored;
    parts_->socket.close(ignored);
}

asio::awaitable<std::string> Wire::read()
{
    std::string bytes(16 * 1024, '\0');
    const auto buffer = asio::buffer(bytes);
    const auto token = asio::as_tuple(asio::use_awaitable);
    std::size_t count = 0;
    if (parts_->tls)
        std::tie(std::ignore, count) = co_await parts_->tls->async_read_some(buffer, token);
    else
        std::tie(std::ignore, count) = co_await parts_->socket.async_read_some(buffer, token);
    bytes.resize(count);
    co_return bytes;
}

asio::awaitable<bool> Wire::write(const std::string& bytes)
{
    const auto buffer = asio::buffer(bytes);
    const auto token = asio::as_tuple(asio::use_awaitable);
    boost::system::error_code error;
    if (parts_->tls)
        std::tie(error, std::ignore) = co_await asio::async_write(*parts_->tls, buffer, token);
    else
        std::tie(error, std::ignore) = co_await asio::async_write(parts_->socket, buffer, token);
    co_return !error;
}

asio::awaitable<void> Wire::close()
{
    // Writes TLS's end mark at once; the answer to it may never come.
    if (parts_->tls)
        parts_->tls->async_shutdown([keep = parts_](const boost::system::error_code&) {});
    boost::system::error_code ignored;
    parts_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    const auto executor = co_await asio::this_coro::executor;
    int unacknowledged = 1;
    while (::ioctl(parts_->socket.native_handle(), SIOCOUTQ, &unacknowledged) == 0 && unacknowledged > 0)
        co_await asio::post(executor, asio::use_awaitable);
}

void Wire::reset()
{
    boost::system::error_code ignored;
    parts_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    parts_->socket.close(ignored);
}

asio::awaitable<std::optional<std::string>> Wire::start_tls(const TlsIdentity& identity)
{
    auto& context = parts_->context;
    context.use_certificate_chain(asio::buffer(identity.certificate.chain_pem));
    context.use_private_key(asio::buffer(identity.certificate.key_pem), asio::ssl::context::pem);
    if (identity.only_tls_1_1)
    {
        SSL_CTX_set_cipher_list(context.native_handle(), "DEFAULT:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_1_VERSION);
        SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
    }
    parts_->tls.emplace(parts_->socket, context);
    const auto [error] = co_await parts_->tls->async_handshake(asio::ssl::stream_base::server,
                                                               asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return std::nullopt;
    const char* name = SSL_get_servername(parts_->tls->native_handle(), TLSEXT_NAMETYPE_host_name);
    co_return std::string(name != nullptr ? name : "");
}

} // namespace idpsync::test
