#pragma once

// What the tests of the client share: a client whose network, clock and chance are the test's.

#include "netbird/client.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_http.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace idpsync::netbird {

namespace asio = boost::asio;
using namespace std::chrono_literals;

inline const std::string connector =
    R"({"id":"okta-1","type":"okta","name":"Okta","issuer":"https://id.example.com","client_id":"netbird"})";
inline const std::string throttled = R"({"message":"too many requests","code":429})";
inline const std::string gone = R"({"message":"identity provider not found","code":404})";
inline const ConnectorValues values{ProviderType::okta, "Okta", "https://id.example.com", "netbird"};

/// Chance that always falls in the middle, or where a test puts it.
class FixedRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override { std::fill(bytes.begin(), bytes.end(), std::byte{7}); }
    double unit() override { return value; }

    double value = 0.5;
};

class ClientTest : public testing::Test
{
protected:
    static ClientOptions options(const std::string& url = "https://netbird.example.com")
    {
        return {boost::urls::url(url), Secret("nbp_token"), 30s};
    }

    template <class T>
    T run(asio::awaitable<T> work)
    {
        return test::run(io, clock, std::move(work));
    }

    /// When each request left, in seconds after the start.
    std::vector<double> times() const
    {
        std::vector<double> result;
        for (const auto& sent : http.requests())
            result.push_back(std::chrono::duration<double>(sent.at - start).count());
        return result;
    }

    asio::io_context io{1};
    test::ManualClock clock;
    test::ScriptedHttp http{clock};
    FixedRandom random;
    Client client{http, clock, random, options()};
    net::SteadyTime start = clock.now();
};

} // namespace idpsync::netbird
