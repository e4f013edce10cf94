#pragma once

// Reading answers. The only place where Beast is included.

#include "net/http.hpp"
#include "net/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace idpsync::net {

struct Answer
{
    Response response;
    bool keep_alive = false; ///< the peer keeps the connection, and the answer ended by itself
};

/// How an answer is to be read.
struct AnswerLimits
{
    std::size_t header = 64U << 10U;
    std::size_t body = 0;
    bool no_body = false; ///< the answer to CONNECT: what follows the headers is the tunnel
    const std::function<bool(std::string_view)>* sink = nullptr; ///< Request::body_sink, if there is one
};

/// Reads one answer; interim ones (1xx) are skipped. Bytes behind it stay in `unread`, which must be empty
/// before. `begun` becomes true with the first byte. Errors: transport (the connection broke or ended too
/// early), bad_response (not HTTP, over a limit, a protocol switch); the message says what came, escaped.
boost::asio::awaitable<Result<Answer>> read_answer(Stream& stream, AnswerLimits limits, std::string& unread,
                                                   bool& begun);

} // namespace idpsync::net
