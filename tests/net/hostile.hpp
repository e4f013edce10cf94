#pragma once

// Peers that mean harm, as a table of what they do. Whatever one does, a request ends by itself or at its
// deadline, holds no more than its limits say, and says what kind of failure it was.

#include "harness.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace idpsync::net::test {

/// How a request must end.
enum class Ending
{
    answer,       ///< an answer, whatever is in it
    bad_response, ///< the peer is not HTTP, or over a limit
    transport,    ///< the connection broke, or never came to be
    deadline      ///< at the deadline; the peer still holds the connection
};

/// One thing that a peer does to a client.
struct Hostility
{
    std::string name;
    Script script; ///< behind whatever the way there needs (TLS, the request)
    Ending ending;
};

/// A script that sends `bytes` and then, for as long as the client takes it, `unit`.
Script endless(std::string bytes, const std::string& unit);
/// A script that sends `bytes` and holds the connection; closes it; resets it.
Script then_hold(std::string bytes);
Script then_close(std::string bytes);
Script then_reset(std::string bytes);

/// Answers in HTTP that never end, over a limit, cut, contradictory or not HTTP at all.
std::vector<Hostility> hostile_answers();

/// What a peer may make a request hold beside the body: headers, TLS, and what belongs to the test's server.
inline constexpr std::size_t memory_beside_body = std::size_t{4} << 20U;

/// What became of one request.
struct Ended
{
    Result<Response> result;
    std::size_t memory = 0; ///< bytes held at the worst moment, above those before
};

/// Sends `request` to `server` through `harness` and waits: for `Ending::deadline`, until the server holds
/// the connection, and then the clock is turned to the deadline; else until the request ends by itself.
Ended suffer(Harness& harness, const RawServer& server, Request request, Ending ending);

/// Checks it against what must be; `is_write`: any failure has left the outcome unknown; `behind_proxy`: a
/// proxy that does not talk HTTP is a failure of transport.
void expect_ending(const Ended& ended, Ending ending, std::size_t body_limit, bool is_write = false,
                   bool behind_proxy = false);

} // namespace idpsync::net::test
