#pragma once

// A client, a clock and an io_context for the tests of this room. Nothing here sleeps: time stands still
// until a test turns it, and a test turns it when it has seen what it waited for.

#include "net/client.hpp"
#include "support/manual_clock.hpp"
#include "support/raw_server.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>

namespace idpsync::net::test {

using namespace idpsync::test;
using namespace std::chrono_literals;

/// The answer to a request that is on its way.
struct Pending
{
    std::optional<Result<Response>> result;
    bool cancelled = false;
    boost::asio::cancellation_signal stop;

    [[nodiscard]] bool ended() const { return result || cancelled; }
};

class Harness
{
public:
    explicit Harness(ClientOptions options = {});

    /// Begins to send; 30 s are left for it unless it says otherwise.
    std::shared_ptr<Pending> start(Request request);

    /// Runs everything until `done`. Fails the test when nothing could ever happen any more.
    void run_until(const std::function<bool()>& done);

    /// Sends, and runs everything until it has ended.
    Result<Response> send(Request request);
    Result<Response> await(const std::shared_ptr<Pending>& pending);

    boost::asio::io_context io{1};
    ManualClock clock;
    std::optional<BeastClient> client;
};

/// Requests to 127.0.0.1, or to another host or scheme.
Request get(std::uint16_t port, std::string_view origin = "http://127.0.0.1");
Request post(std::uint16_t port, std::string body = "{}", std::string_view origin = "http://127.0.0.1");

/// An answer with a Content-Length.
std::string answer(std::string_view body, std::string_view status = "200 OK");

/// The name has these addresses, whatever DNS says.
Lookup fixed_lookup(std::vector<std::string> addresses);

/// The status, or the error's message for a readable failure.
std::string told(const Result<Response>& result);

} // namespace idpsync::net::test
