#pragma once

#include "core/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace idpsync::net {

/// Bytes to and from a peer: over TCP, or over TLS on top of another stream. One operation at a time.
/// Errors are `transport` and say what happened, not with whom; a cancelled operation is an error too.
class Stream
{
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default; ///< drops the connection

    /// Waits for some bytes and puts them into `into`; 0 when the peer has closed its side.
    virtual boost::asio::awaitable<Result<std::size_t>> read_some(std::span<char> into) = 0;

    /// Sends all of `bytes`, straight from the caller's memory as far as this side's code is concerned.
    virtual boost::asio::awaitable<Result<void>> write(std::string_view bytes) = 0;

    /// True when nothing has come that was not read: no bytes, no close, no reset. Never blocks.
    virtual bool is_quiet() = 0;
};

} // namespace idpsync::net
