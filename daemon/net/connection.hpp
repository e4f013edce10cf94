#pragma once

#include "net/clock.hpp"
#include "net/lookup.hpp"
#include "net/route.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::net {

/// An open connection and what is needed to use it again.
struct Connection
{
    std::unique_ptr<Stream> stream;
    std::string route; ///< Route::key() it was opened for
    std::string address;
    std::string unread;          ///< bytes behind the last answer; must be empty to be used again
    SteadyTime last_answer = {}; ///< when the last answer was complete
    PeerFacts peer = {};         ///< of the server that the route leads to
};

/// How far a request has come: it outlives a request that is cut off at its deadline, and tells what
/// happened.
struct Trace
{
    std::string stage;              ///< what is being waited for
    std::vector<std::string> tried; ///< each address that did not answer, and what it said
    bool request_begun = false;     ///< at least a byte may have left
    bool answer_begun = false;
};

/// A proxy's refusal (`status`) in words that say what to do; without its password. Always transport: nothing
/// reached the server.
Error proxy_refusal(const Route& route, unsigned status);

/// "192.0.2.1: Connection refused; …", or nothing.
std::string tried_text(const Trace& trace);

/// "30 s", "1.5 s", "250 ms".
std::string duration_text(SteadyTime::duration duration);

/// How long one address of several may take to answer: an equal share of half the time left, since there is
/// more to do than to connect, but no less than 250 ms and no more than 5 s. Nothing: the last address has
/// all the time there is.
std::optional<SteadyTime::duration> time_for_address(SteadyTime::duration left, std::size_t addresses_left);

/// Opens connections.
class Dialer
{
public:
    Dialer(boost::asio::any_io_executor executor, Clock& clock, Lookup lookup, std::string user_agent);

    /// A connection for `route`, with its tunnel and TLS (`tls` is needed when an end of the route has it).
    /// Errors: transport, bad_response (a proxy that does not talk HTTP is `transport` too). The caller
    /// bounds the time; `deadline` only divides it among the addresses.
    boost::asio::awaitable<Result<Connection>> dial(const Route& route, std::optional<TlsContext> tls,
                                                    SteadyTime deadline, Trace& trace);

private:
    boost::asio::awaitable<Result<Connection>> connect(const Route& route, SteadyTime deadline, Trace& trace);
    boost::asio::awaitable<Result<std::unique_ptr<Stream>>>
    try_address(boost::asio::ip::address address, std::uint16_t port,
                std::optional<SteadyTime::duration> share);
    boost::asio::awaitable<Result<void>> open_tunnel(const Route& route, Connection& connection);
    boost::asio::awaitable<Result<void>> encrypt(const Peer& peer, const TlsContext& tls,
                                                 Connection& connection, Trace& trace);

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    Lookup lookup_;
    std::string user_agent_;
};

} // namespace idpsync::net
