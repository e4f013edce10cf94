#pragma once

// A server's side of one connection, plain or encrypted. Used by raw_server.cpp.

#include "support/raw_server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>

namespace idpsync::test {

class Wire
{
public:
    explicit Wire(boost::asio::ip::tcp::socket socket);
    ~Wire(); ///< closes the TCP connection, without TLS's end mark
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// Some bytes; none at the end or when the connection broke.
    boost::asio::awaitable<std::string> read();
    /// False when the connection broke.
    boost::asio::awaitable<bool> write(const std::string& bytes);
    /// Ends this side in order and waits until the peer's kernel has taken everything.
    boost::asio::awaitable<void> close();
    void reset();

    /// The name that the client asked for (SNI), "" when none; nothing when the handshake failed.
    boost::asio::awaitable<std::optional<std::string>> start_tls(const TlsIdentity& identity);

private:
    struct Parts;
    std::shared_ptr<Parts> parts_; // shared with the TLS end mark that nobody waits for
};

} // namespace idpsync::test
