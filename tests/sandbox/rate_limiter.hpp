#pragma once

#include "net/clock.hpp"

#include <map>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// NetBird's optional rate limiter: 500 requests at once, then one every 10 s, per token.
class RateLimiter
{
public:
    /// Takes one request of `token` into account; false: refuse it.
    bool admit(std::string_view token, net::SteadyTime now);

private:
    /// Requests that are still allowed, as of `at`.
    struct Bucket
    {
        double tokens;
        net::SteadyTime at;
    };

    std::map<std::string, Bucket, std::less<>> buckets_;
};

} // namespace idpsync::sandbox
