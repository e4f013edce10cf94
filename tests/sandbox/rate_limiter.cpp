#include "sandbox/rate_limiter.hpp"

#include <algorithm>
#include <chrono>

namespace idpsync::sandbox {
namespace {

constexpr double burst = 500;
constexpr std::chrono::duration<double> refill{10};

} // namespace

bool RateLimiter::admit(std::string_view token, net::SteadyTime now)
{
    auto found = buckets_.find(token);
    if (found == buckets_.end())
        found = buckets_.emplace(std::string(token), Bucket{burst, now}).first;

    auto& bucket = found->second;
    const std::chrono::duration<double> passed = now - bucket.at;
    bucket.tokens = std::min(burst, bucket.tokens + passed / refill);
    bucket.at = now;
    if (bucket.tokens < 1)
        return false;
    bucket.tokens -= 1;
    return true;
}

} // namespace idpsync::sandbox
