#pragma once

// Faults that a test or a demonstration asks for, request by request.

#include "sandbox/message.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::sandbox {

/// What goes wrong with one request.
struct Fault
{
    enum class Kind
    {
        delay,      ///< wait `delay`, then everything as usual
        answer,     ///< `status` with `body` instead of an answer; nothing is carried out
        cut_before, ///< the connection closes and nothing is carried out
        cut_after,  ///< the request is carried out and the connection closes without an answer
        late,       ///< the connection closes without an answer, and the request is carried out `delay` later
        answer_late, ///< as answer, and the request is carried out `delay` later; 0: before the answer
        reset,       ///< as cut_before, with a TCP reset
        hang,        ///< never an answer, and nothing is carried out
        drip,        ///< the answer's body comes in pieces of `bytes` every `delay`
        truncated,   ///< `bytes` of the answer's body, then the connection closes
        mislabeled   ///< the answer's Content-Length says `bytes`
    };

    Kind kind = Kind::delay;
    std::chrono::milliseconds delay{0};
    unsigned status = 500;
    std::string body;
    std::string content_type = "text/html";
    Headers headers;
    std::size_t bytes = 0;

    static Fault delayed(std::chrono::milliseconds delay);
    static Fault answered(unsigned status, std::string body, std::string content_type = "text/html");
    static Fault cut_before();
    static Fault cut_after();
    static Fault late(std::chrono::milliseconds delay);
    /// A proxy that gave up on a request which NetBird has.
    static Fault answered_late(std::chrono::milliseconds delay, unsigned status, std::string body = {});
    static Fault reset();
    static Fault hang();
    static Fault dripping(std::size_t bytes, std::chrono::milliseconds every);
    static Fault truncated(std::size_t bytes);
    static Fault mislabeled(std::size_t bytes);
};

/// Which requests a fault meets.
struct FaultRule
{
    std::string method; ///< empty: any
    /// The path begins with it; empty: any. For what does not stand at NetBird's own address, the URL does.
    std::string path;
    std::size_t skip = 0;                 ///< so many matching requests pass unharmed first
    std::optional<std::size_t> times = 1; ///< then so many are met; nothing: all that follow
    Fault fault;
};

class Faults
{
public:
    void add(FaultRule rule) { rules_.push_back(std::move(rule)); }
    void clear() { rules_.clear(); }
    [[nodiscard]] std::size_t pending() const { return rules_.size(); }

    /// The fault that meets this request, if any. Every rule that matches counts the request; the first
    /// that is due strikes.
    std::optional<Fault> strike(const Request& request);

private:
    std::vector<FaultRule> rules_;
};

} // namespace idpsync::sandbox
