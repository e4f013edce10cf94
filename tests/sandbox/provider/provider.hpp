#pragma once

// An identity provider that answers as a recorded one. A test stages one in three lines:
//
//     World world;
//     auto& keycloak = world.sandbox.add_provider("https://kc.example.com", {.profile = Profile::keycloak});
//     world.declare("corp", ProviderType::keycloak, keycloak.issuer(), "netbird");
//
// The client "netbird" with World's secret and NetBird's redirect URI is registered there unless
// ProviderSetup::clients says otherwise. NetBird's own checks, its login service and the daemon's
// InProcessClient all reach it at its base, https://kc.example.com. What is wrong with it is set in setup(),
// before or at any time later:
//
//     keycloak.setup().clients.front().secret = "rotated";
//     keycloak.setup().keys = PublishedKeys::encryption_only;
//     keycloak.setup().document["end_session_endpoint"] = "not a url";
//     keycloak.setup().clock_error = std::chrono::minutes(10);
//
// No recording shows a login that succeeds: what stands in provider/login.hpp, Pocket ID 2.10's pages and all
// of authentik are not from recordings. Everything else is, and provider_replay_test.cpp holds it to them.

#include "core/policy.hpp"
#include "sandbox/message.hpp"
#include "sandbox/provider/setup.hpp"
#include "sandbox/provider/site.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace idpsync::sandbox {

class Provider
{
public:
    Provider(std::string base, ProviderSetup setup, std::uint64_t seed = 1);

    [[nodiscard]] const std::string& base() const { return site_.base; } ///< without trailing slash
    /// What its document states to whoever asks at its base: the one to declare for a healthy provider.
    [[nodiscard]] std::string issuer() const;

    ProviderSetup& setup() { return site_.setup; }
    [[nodiscard]] const ProviderSetup& setup() const { return site_.setup; }
    /// The registered client of that id, until one is made or deleted through a management API. Throws
    /// std::out_of_range when there is none.
    ProviderClient& client(std::string_view id = "netbird");
    /// Signs with another key from now on, and publishes that one alone.
    void rotate_key();

    /// The base of this provider at which `url` stands; nothing when it stands elsewhere.
    [[nodiscard]] std::optional<std::string> base_of(std::string_view url) const;

    /// Answers a request whose target is a whole URL below one of its bases. A Host header decides about the
    /// host that was asked for, wherever the URL leads.
    Answer answer(const Request& request, WallTime now);
    /// Whether the connection for this URL is refused.
    [[nodiscard]] bool refuses(std::string_view url) const;

private:
    Answer answer_of_profile(const Visitor& visitor);

    Site site_;
};

} // namespace idpsync::sandbox
