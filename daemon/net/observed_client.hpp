#pragma once

#include "net/http.hpp"

#include <functional>
#include <memory>

namespace idpsync::net {

/// Sends through another client, and tells of each request that ended by itself: what came, and how long it
/// took. One that was cancelled is not told of.
class ObservedClient final : public HttpClient
{
public:
    using Observer = std::function<void(const Request& request, const Result<Response>& result,
                                        std::chrono::nanoseconds took)>;

    /// `clock` must outlive it.
    ObservedClient(std::unique_ptr<HttpClient> client, Clock& clock, Observer observer)
        : client_(std::move(client)), clock_(clock), observer_(std::move(observer))
    {}

    boost::asio::awaitable<Result<Response>> send(const Request& request) override
    {
        const auto began = clock_.now();
        auto result = co_await client_->send(request);
        observer_(request, result, clock_.now() - began);
        co_return result;
    }

private:
    std::unique_ptr<HttpClient> client_;
    Clock& clock_;
    Observer observer_;
};

} // namespace idpsync::net
