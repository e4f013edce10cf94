#pragma once

// A provider whose clients a test makes and changes through its management API, beside a NetBird that uses
// them.

#include "sandbox/tests/logins.hpp"

#include <boost/json.hpp>

#include <string>

namespace idpsync::sandbox::test {

class ManagedClients : public Login
{
protected:
    static constexpr const char* base = "https://provider.example.com";

    /// A provider without clients.
    Provider& manage(Profile profile)
    {
        auto& provider = netbird_.sandbox.add_provider(base, {.profile = profile});
        provider.setup().clients.clear();
        return provider;
    }

    /// One request to the API, its path below the provider's base.
    Answer call(std::string method, const std::string& path, boost::json::value body = nullptr)
    {
        Request request{.method = std::move(method),
                        .target = base + path,
                        .headers = {authorization_},
                        .body = body.is_null() ? std::string() : boost::json::serialize(body)};
        if (!body.is_null())
            request.headers.emplace_back("Content-Type", "application/json");
        return idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)));
    }
    boost::json::value read(const std::string& path) { return boost::json::parse(call("GET", path).body); }

    /// Whether the token endpoint takes this secret: then the made-up code is what is wrong.
    bool is_taken(const std::string& secret, const std::string& client = "netbird")
    {
        const auto url = std::string(document().at("token_endpoint").as_string());
        Request request{.method = "POST",
                        .target = url,
                        .headers = {{"Authorization", "Basic " + base64(client + ":" + secret)},
                                    {"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = "grant_type=authorization_code&code=made-up"};
        return idpsync::test::run(netbird_.io, netbird_.clock, netbird_.sandbox.handle(std::move(request)))
                   .status == 400;
    }

    /// NetBird's connector for the client, by `secret`; then somebody signs in: the ID token's claims, or
    /// nothing when there is none.
    boost::json::object log_in(const std::string& secret, const std::string& issuer = "")
    {
        connector_ = netbird_.sandbox.add(
            {.type = "oidc",
             .name = "Managed",
             .issuer = issuer.empty() ? netbird_.sandbox.provider(base).issuer() : issuer,
             .client_id = "netbird",
             .client_secret = secret});
        const auto end = sign_in();
        if (!end.url.starts_with(own_redirect))
            return {};
        const auto answer = boost::json::parse(exchange(end.parameter("code")).body);
        return claims_of(answer.at("id_token").as_string());
    }

    std::pair<std::string, std::string> authorization_{"X-API-Key", "not-a-real-api-key"};

private:
    boost::json::object document()
    {
        auto issuer = netbird_.sandbox.provider(base).issuer();
        while (issuer.ends_with('/'))
            issuer.pop_back();
        return boost::json::parse(netbird_.get(issuer + "/.well-known/openid-configuration").body)
            .as_object();
    }
};

} // namespace idpsync::sandbox::test
