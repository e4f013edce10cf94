#pragma once

// A check of a provider whose answers are scripted.

#include "oidc/check.hpp"
#include "oidc/recorded.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_http.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace idpsync::oidc::test {

using idpsync::test::ManualClock;
using idpsync::test::ScriptedHttp;

inline constexpr std::string_view secret_text = "canary-secret/+=& 7";

class CountingRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{++calls_}); }
    double unit() override { return 0.5; }

private:
    unsigned char calls_ = 0;
};

inline constexpr std::string_view document =
    R"({"issuer":"https://id.example.com","authorization_endpoint":"https://id.example.com/authorize",)"
    R"("token_endpoint":"https://id.example.com/token","jwks_uri":"https://id.example.com/keys",)"
    R"("userinfo_endpoint":"https://id.example.com/me"})";

class Check : public testing::Test
{
protected:
    ProviderCheck check(Extent extent)
    {
        Checker checker(http, clock, random);
        return run(io, clock, checker.check(asked, extent, clock.now() + std::chrono::seconds(10)));
    }

    ProviderCheck with_secret() { return check({.secret = &secret, .redirect = false}); }

    /// Document, credentials and redirect URI as Keycloak answers them.
    void answer_healthy()
    {
        http.answer(200, std::string(document));
        http.answer(400, R"({"error":"invalid_grant"})").answer(401, R"({"error":"invalid_client"})");
        http.answer(302, "", {{"location", asked.redirect_uri + "?error=login_required"}});
    }

    boost::asio::io_context io;
    ManualClock clock;
    ScriptedHttp http{clock};
    CountingRandom random;
    Registration asked = registration();
    Secret secret{std::string(secret_text)};
};

} // namespace idpsync::oidc::test
