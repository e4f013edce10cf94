#pragma once

#include "net/http.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace idpsync::sandbox {

/// The daemon's HTTP seam, answered by a sandbox in the same process: no socket, and the sandbox's clock
/// decides about deadlines. Requests to the sandbox's URL reach NetBird, requests to a registered issuer
/// reach that issuer, everything else cannot be resolved.
///
/// As with a real server, a request that was sent is carried out even when nobody waits for its answer.
/// Faults become the errors that net/http.hpp promises: a write that left has an unknown outcome.
class InProcessClient final : public net::HttpClient
{
public:
    /// `sandbox` must outlive the client and everything that runs on `executor`.
    InProcessClient(boost::asio::any_io_executor executor, Sandbox& sandbox);

    boost::asio::awaitable<Result<net::Response>> send(const net::Request& request) override;

private:
    boost::asio::any_io_executor executor_;
    Sandbox& sandbox_;
};

} // namespace idpsync::sandbox
