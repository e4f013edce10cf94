#pragma once

// Calls over one HTTP/2 connection, one after the other.

#include "core/error.hpp"
#include "net/stream.hpp"
#include "readback/flows.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace idpsync::readback {

class Http2
{
public:
    /// `stream` must outlive it; nothing was sent over it yet. `authority` as in a Host header.
    Http2(net::Stream& stream, std::string scheme, std::string authority, std::string user_agent);
    ~Http2();
    Http2(const Http2&) = delete;
    Http2& operator=(const Http2&) = delete;

    /// POSTs `body` to `path` as gRPC does. Errors: transport; bad_response where no HTTP/2 answers, or far
    /// too much of it.
    boost::asio::awaitable<Result<Reply>> call(const std::string& path, std::string body);

private:
    class Session;

    boost::asio::awaitable<Result<void>> flush();
    boost::asio::awaitable<Result<void>> take_in();

    net::Stream& stream_;
    std::unique_ptr<Session> session_;
    bool heard_ = false; ///< something came
};

} // namespace idpsync::readback
