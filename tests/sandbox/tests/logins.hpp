#pragma once

// NetBird with one connector at one provider, and somebody who signs in.

#include "sandbox/in_process_client.hpp"
#include "sandbox/provider/signing_key.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/browser.hpp"

#include <gtest/gtest.h>

#include <string>

namespace idpsync::sandbox::test {

using idpsync::test::Arrival;
using idpsync::test::Browser;

inline const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline const std::string own_redirect = "http://localhost:53000/";

class Login : public testing::Test
{
protected:
    explicit Login(Options options = {}) : netbird_(std::move(options)) {}

    /// A connector of `type` at a provider of `profile`, with the secret that it knows.
    Provider& connect(Profile profile, std::string type = "oidc")
    {
        auto& provider = netbird_.sandbox.add_provider("https://provider.example.com", {.profile = profile});
        connector_ = netbird_.sandbox.add({.type = std::move(type),
                                           .name = "Corporate",
                                           .issuer = provider.issuer(),
                                           .client_id = "netbird",
                                           .client_secret = "not-a-real-secret"});
        return provider;
    }

    Arrival sign_in(const std::string& scope = "openid profile email groups")
    {
        Browser browser(http_, netbird_.clock, {.stop_at = own_redirect});
        auto url = idpsync::test::login_url(netbird_.sandbox.url(), connector_, verifier, scope);
        return idpsync::test::run(netbird_.io, netbird_.clock, browser.open(std::move(url)));
    }

    net::Response exchange(const std::string& code, const std::string& with = verifier)
    {
        auto work = idpsync::test::exchange_code(http_, netbird_.clock, netbird_.sandbox.url(), code, with);
        return idpsync::test::run(netbird_.io, netbird_.clock, std::move(work)).value();
    }

    /// The whole way: the ID token.
    std::string token(const std::string& scope = "openid profile email groups")
    {
        const auto answer = exchange(sign_in(scope).parameter("code"));
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return std::string(boost::json::parse(answer.body).at("id_token").as_string());
    }

    Answer as(const std::string& jwt, const std::string& target)
    {
        Request request{.target = target, .headers = {{"Authorization", "Bearer " + jwt}}};
        return idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)));
    }

    Netbird netbird_;
    InProcessClient http_{netbird_.io.get_executor(), netbird_.sandbox};
    std::string connector_;
};

} // namespace idpsync::sandbox::test
