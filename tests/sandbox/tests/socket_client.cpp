#include "sandbox/tests/socket_client.hpp"

#include "sandbox/options.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>

namespace idpsync::sandbox::test {

namespace asio = boost::asio;

SocketClient::SocketClient(const std::string& url) : socket_(io_)
{
    const auto port = static_cast<unsigned short>(std::atoi(url.substr(url.rfind(':') + 1).c_str()));
    socket_.connect({asio::ip::address_v4::loopback(), port});
}

void SocketClient::send(const std::string& text)
{
    asio::write(socket_, asio::buffer(text));
}

std::string SocketClient::receive_until_close()
{
    std::string received;
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(received), error);
    was_reset_ = error == asio::error::connection_reset;
    return received;
}

std::string http_request(const std::string& method, const std::string& target, const std::string& body,
                         bool last)
{
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token " +
           std::string(default_token) + "\r\nContent-Length: " + std::to_string(body.size()) +
           (last ? "\r\nConnection: close" : "") + "\r\n\r\n" + body;
}

} // namespace idpsync::sandbox::test
