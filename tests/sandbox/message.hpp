#pragma once

// What goes in and comes out of the sandbox: HTTP without a socket.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::sandbox {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name, in any case of letters; empty when there is none.
std::string_view header_of(const Headers& headers, std::string_view name);

struct Request
{
    std::string method = "GET"; ///< as on the wire, so that PATCH can be asked for
    std::string target = "/";   ///< path and query
    Headers headers;
    std::string body;

    [[nodiscard]] std::string_view path() const;  ///< the target without its query
    [[nodiscard]] std::string_view query() const; ///< what stands behind the "?"
};

/// How an answer travels. Everything but `whole` is a fault that somebody asked for.
struct Delivery
{
    enum class Kind
    {
        whole,     ///< as any honest server sends it
        cut,       ///< the connection closes before the first byte of the answer
        reset,     ///< the same, with a TCP reset
        drip,      ///< the body goes out in pieces of `bytes`, one every `interval`
        truncated, ///< `bytes` of the body, then the connection closes
        mislabeled ///< Content-Length says `bytes`, whatever the body has
    };

    Kind kind = Kind::whole;
    std::size_t bytes = 0;
    std::chrono::milliseconds interval{0};
};

struct Answer
{
    unsigned status = 200;
    Headers headers;
    std::string body;
    Delivery delivery;
    bool dated = true;                   ///< carries a Date header
    std::chrono::seconds clock_error{0}; ///< of that header
};

} // namespace idpsync::sandbox
