#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace idpsync::sandbox::test {

/// A blocking TCP client: what it receives until the server closes, and whether that was by a reset.
class SocketClient
{
public:
    /// Connects to "http://127.0.0.1:PORT". Throws boost::system::system_error when nobody listens.
    explicit SocketClient(const std::string& url);

    void send(const std::string& text);
    std::string receive_until_close();
    [[nodiscard]] bool was_reset() const { return was_reset_; }

    boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    bool was_reset_ = false;
};

/// A request with the default token. The last one of a connection should say `last`.
std::string http_request(const std::string& method, const std::string& target, const std::string& body = "",
                         bool last = true);

} // namespace idpsync::sandbox::test
