#pragma once

// NetBird's own metrics (management.metrics_url), read for one thing: is it still the same process?

#include "core/error.hpp"
#include "core/login_state.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <string_view>

namespace idpsync::netbird {

/// `process_start_time_seconds` and `process_cpu_seconds_total` out of Prometheus' text format. Error
/// (bad_response): one of them is missing, or no finite number.
Result<ServerRun> decode_metrics(std::string_view text);

class ServerMetrics
{
public:
    /// `http` and `clock` must outlive it; `url` is http or https.
    ServerMetrics(net::HttpClient& http, net::Clock& clock, boost::urls::url url);

    /// One GET without a token, of at most 5 s and 8 MiB. Errors: those of net::HttpClient and
    /// decode_metrics(), and bad_response for any answer but 200; told with the URL and a next step.
    boost::asio::awaitable<Result<ServerRun>> read();

private:
    net::HttpClient& http_;
    net::Clock& clock_;
    boost::urls::url url_;
};

} // namespace idpsync::netbird
