#pragma once

// A server that does exactly what a test says, byte by byte, on a loopback port of the system's choice. It
// runs on the test's own io_context: no threads, no sleeping.
//
//     RawServer server(io, {{receive(), send("HTTP/1.1 204 No Content\r\n\r\n"), hang()}});

#include "net/clock.hpp"
#include "support/tls_certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::test {

/// How a server speaks TLS.
struct TlsIdentity
{
    Certificate certificate;
    bool only_tls_1_1 = false;
};

/// One thing that a server does with a connection.
struct Step
{
    enum class Kind
    {
        receive,
        send,
        respond,
        flood,
        drip,
        wait,
        hang,
        close,
        reset,
        start_tls,
        tunnel
    };

    Kind kind;
    std::string text = {};
    TlsIdentity tls = {};
    net::Clock* clock = nullptr;
    std::chrono::milliseconds pause{0};
    std::uint16_t port = 0;
    std::size_t most = 0;
    std::function<std::string(const std::string&)> answer = {};
};

/// Waits for a whole request (its Content-Length counts) and notes it. When the client leaves instead, the
/// connection is over.
Step receive();
Step send(std::string bytes);
/// Waits for some bytes, and sends what `answer` makes of them.
Step respond(std::function<std::string(const std::string& came)> answer);
/// Sends `unit` again and again, in blocks of about 16 KiB, until the client leaves; goes on after `most`
/// bytes.
Step flood(const std::string& unit, std::size_t most = std::size_t{64} << 20U);
/// Sends byte by byte with pauses by `clock`; over when the client leaves.
Step drip(std::string bytes, net::Clock& clock, std::chrono::milliseconds pause);
Step wait();  ///< until RawServer::go_on()
Step hang();  ///< until the client leaves
Step close(); ///< an orderly end (TLS: with its end mark), and waits until the client's kernel has it
Step reset(); ///< a TCP reset
/// From here on, TLS. When the handshake fails, the connection is over.
Step start_tls(TlsIdentity identity);
/// From here on, bytes go to and from `port` on 127.0.0.1, as in a proxy's tunnel.
Step tunnel(std::uint16_t port);

/// A script ends in a bare TCP close, unless it closed before.
using Script = std::vector<Step>;

class RawServer
{
public:
    /// Serves one connection after the other by its script; connections beyond the last script are closed at
    /// once. `address` is a loopback address.
    RawServer(boost::asio::io_context& io, std::vector<Script> connections,
              const std::string& address = "127.0.0.1");
    ~RawServer();
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::vector<std::string>& requests() const; ///< heads and bodies, as they came
    [[nodiscard]] const std::vector<std::string>&
    server_names() const; ///< SNI of each TLS handshake, "" if none
    [[nodiscard]] std::size_t accepted() const;
    [[nodiscard]] std::size_t finished() const; ///< connections whose script has ended
    [[nodiscard]] std::size_t waiting() const;  ///< connections in wait()

    void go_on(); ///< lets every connection in wait() continue

private:
    class State;
    std::shared_ptr<State> state_; // shared with the connections' coroutines
};

/// A port on which connecting is refused: bound, but nobody listens. An address may be given.
class ClosedPort
{
public:
    explicit ClosedPort(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    ~ClosedPort();
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
};

/// A port on which connecting is neither accepted nor refused: its queue of connections is full, so that the
/// system drops what comes, as a firewall does.
class BlackHole
{
public:
    explicit BlackHole(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    ~BlackHole();
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    std::vector<int> sockets_;
    std::uint16_t port_ = 0;
};

} // namespace idpsync::test
