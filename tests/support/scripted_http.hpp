#pragma once

// An HttpClient that answers from a script and remembers what it was asked.
//
//     ScriptedHttp http(clock);
//     http.answer(502).answer(200, "[]");
//     …
//     EXPECT_EQ(http.requests().at(1).url, "https://netbird.example.com/api/identity-providers");
//
// Every request takes the next answer; one more than there are answers is a std::logic_error.

#include "net/clock.hpp"
#include "net/http.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::test {

class ScriptedHttp final : public net::HttpClient
{
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    /// What arrived, with everything secret readable.
    struct Sent
    {
        net::Method method = net::Method::get;
        std::string url;
        Headers headers;
        std::optional<std::string> authorization;
        std::optional<std::string> body;
        std::string content_type;
        net::SteadyTime at;
        net::SteadyTime deadline;
        net::SteadyTime kept_since;
        net::Reach reach = net::Reach::anywhere;

        [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
    };

    explicit ScriptedHttp(net::Clock& clock) : clock_(clock) {}

    ScriptedHttp& answer(unsigned status, std::string body = {}, Headers headers = {});
    ScriptedHttp& fail(ErrorKind kind, std::string message = "scripted failure");
    /// The answer that was scripted last takes so long, on the clock.
    ScriptedHttp& after(std::chrono::nanoseconds duration);

    boost::asio::awaitable<Result<net::Response>> send(const net::Request& request) override;

    [[nodiscard]] const std::vector<Sent>& requests() const { return requests_; }
    [[nodiscard]] std::size_t answers_left() const { return script_.size(); }
    [[nodiscard]] unsigned in_flight() const { return in_flight_; }
    [[nodiscard]] unsigned most_in_flight() const { return most_in_flight_; }

private:
    struct Step
    {
        Result<net::Response> answer;
        std::chrono::nanoseconds duration{0};
    };

    net::Clock& clock_;
    std::deque<Step> script_;
    std::vector<Sent> requests_;
    unsigned in_flight_ = 0;
    unsigned most_in_flight_ = 0;
};

} // namespace idpsync::test
