#include "netbird/server_metrics.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>

namespace idpsync::netbird {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t metrics_limit = 8U << 20U;
constexpr auto metrics_timeout = 5s;

/// The value on a line "NAME VALUE" or "NAME VALUE TIMESTAMP".
std::optional<double> value_on(std::string_view line)
{
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// The value of the metric `name`, which has no labels.
std::optional<double> value_of(std::string_view text, std::string_view name)
{
    while (!text.empty())
    {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto rest = line.starts_with(name) ? line.substr(name.size()) : std::string_view();
        if (rest.starts_with(' ') || rest.starts_with('\t'))
            return value_on(rest);
    }
    return std::nullopt;
}

} // namespace

Result<ServerRun> decode_metrics(std::string_view text)
{
    const auto started = value_of(text, "process_start_time_seconds");
    const auto cpu = value_of(text, "process_cpu_seconds_total");
    if (!started || !cpu)
        return Error{ErrorKind::bad_response,
                     "no process_start_time_seconds and process_cpu_seconds_total in the answer",
                     "check that "
                     "management.metrics_url is that of NetBird's management"};
    return ServerRun{*started, *cpu};
}

ServerMetrics::ServerMetrics(net::HttpClient& http, net::Clock& clock, boost::urls::url url)
    : http_(http), clock_(clock), url_(std::move(url))
{}

asio::awaitable<Result<ServerRun>> ServerMetrics::read()
{
    const auto where = "management.metrics_url: GET " + escaped(url_.buffer());
    net::Request request;
    request.url = url_;
    request.deadline = clock_.now() + metrics_timeout;
    request.body_limit = metrics_limit;
    const auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return answer.error().with_context(where);
    if (answer->status != 200)
        co_return Error{ErrorKind::bad_response, where + ": the answer is " + std::to_string(answer->status),
                        "check the port and path of NetBird's metrics"};
    const auto run = decode_metrics(answer->body);
    if (run.has_error())
        co_return run.error().with_context(where);
    co_return *run;
}

} // namespace idpsync::netbird
