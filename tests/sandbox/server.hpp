#pragma once

// A sandbox behind a listening socket.

#include "sandbox/certificates.hpp"
#include "sandbox/control.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace idpsync::sandbox {

/// What is behind a server's door.
enum class Door
{
    netbird,  ///< NetBird, with the issuers and providers under its own address
    providers ///< providers whose base is this server's address, for a port or a certificate of their own
};

struct ServerOptions
{
    std::string address = "127.0.0.1";
    unsigned short port = 0; ///< 0: the system picks one
    std::optional<TlsIdentity> tls;
    std::optional<ControlHooks> control; ///< offers /_sandbox/ when set
    Door door = Door::netbird;
};

/// Serves HTTP/1.1 with kept connections, or HTTPS. The sandbox's URL becomes that of NetBird's door.
class SandboxServer
{
public:
    /// Listens when it returns; serves while `io` runs. `sandbox` must live as long as `io` runs. Throws
    /// boost::system::system_error when the address cannot be listened on, or the certificate not be used.
    SandboxServer(boost::asio::io_context& io, Sandbox& sandbox, const ServerOptions& options = {});

    /// Closes the door and every connection.
    ~SandboxServer();
    SandboxServer(const SandboxServer&) = delete;
    SandboxServer& operator=(const SandboxServer&) = delete;

    [[nodiscard]] std::string url() const; ///< "http://127.0.0.1:41234"

private:
    class Listener;
    std::shared_ptr<Listener> listener_;
};

} // namespace idpsync::sandbox
