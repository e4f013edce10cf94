#pragma once

// A small HTTP server for pages that are made on the spot: metrics and health, asked for by a scraper or a
// probe on the same host. It gives no client the means to hold it up.

#include "core/error.hpp"
#include "net/clock.hpp"
#include "net/page.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::net {

/// The page that is asked for, or nothing: 404. Called for each GET, on the thread of the executor. What came
/// is overwritten afterwards: a query may carry what is only for one.
using Pages = std::function<std::optional<Page>(const PageRequest& request)>;

struct ServerLimits
{
    std::size_t connections = 16;              ///< at once; whoever comes later waits in the kernel's queue
    std::size_t head = 8U << 10U;              ///< bytes of a request
    std::chrono::milliseconds deadline{5'000}; ///< for one connection, from its start to its end
};

/// HTTP/1.1, GET, one request for each connection, no bodies. What is not that gets 400, 404, 405, 413 or
/// 431. A connection that takes longer than the deadline, in either direction, is cut.
///
/// For one thread. Destroying it closes everything.
class HttpServer
{
public:
    /// `clock` must outlive the server.
    HttpServer(boost::asio::any_io_executor executor, Clock& clock, Pages pages, ServerLimits limits = {});
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Begins to serve at this address (an IPv4 or IPv6 one, without brackets) and port (0: the system
    /// chooses), which takes the place of a former one only when it works. Errors: transport (conflict when
    /// somebody else listens there), with what the system said, without the address; bad_config when
    /// `address` is not one.
    Result<void> listen(const std::string& address, std::uint16_t port);

    /// Takes no connections any more, and drops those that are open.
    void close();

    /// Where it listens; 0 while it does not.
    [[nodiscard]] std::uint16_t port() const;

    /// Connections that are open.
    [[nodiscard]] std::size_t connections() const;

private:
    class State;

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    Pages pages_;
    ServerLimits limits_;
    std::shared_ptr<State> state_; // shared with the coroutines that serve; nothing while it does not listen
};

} // namespace idpsync::net
