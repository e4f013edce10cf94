#include "support/scripted_http.hpp"

#include <algorithm>
#include <stdexcept>

namespace idpsync::test {
namespace {

std::optional<std::string> revealed(const std::optional<Secret>& secret)
{
    return secret ? std::optional(secret->reveal()) : std::nullopt;
}

/// Counts one request as long as it lives, cancelled ones included.
class Counted
{
public:
    explicit Counted(unsigned& counter) : counter_(counter) { ++counter_; }
    ~Counted() { --counter_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    unsigned& counter_;
};

} // namespace

std::optional<std::string> ScriptedHttp::Sent::header(std::string_view name) const
{
    for (const auto& [known, value] : headers)
        if (known == name)
            return value;
    return std::nullopt;
}

ScriptedHttp& ScriptedHttp::answer(unsigned status, std::string body, Headers headers)
{
    script_.push_back({net::Response{status, std::move(headers), std::move(body)}});
    return *this;
}

ScriptedHttp& ScriptedHttp::fail(ErrorKind kind, std::string message)
{
    script_.push_back({Error{kind, std::move(message)}});
    return *this;
}

ScriptedHttp& ScriptedHttp::after(std::chrono::nanoseconds duration)
{
    script_.back().duration = duration;
    return *this;
}

boost::asio::awaitable<Result<net::Response>> ScriptedHttp::send(const net::Request& request)
{
    requests_.push_back({request.method, std::string(request.url.buffer()), request.headers,
                         revealed(request.authorization), revealed(request.body), request.content_type,
                         clock_.now(), request.deadline, request.kept_since, request.reach});
    if (script_.empty())
        throw std::logic_error("no answer is scripted for " + requests_.back().url);
    const auto step = std::move(script_.front());
    script_.pop_front();

    const Counted counted(in_flight_);
    most_in_flight_ = std::max(most_in_flight_, in_flight_);
    if (step.duration.count() > 0)
        co_await clock_.wait_until(clock_.now() + step.duration);
    co_return step.answer;
}

} // namespace idpsync::test
