#pragma once

// What asks identity providers, put together: connections of their own, the checks, and what they remember.

#include "config/settings.hpp"
#include "core/seams.hpp"
#include "net/client.hpp"
#include "netbird/login_service.hpp"
#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/provider_inquiry.hpp"
#include "reconcile/provider_preflight.hpp"

#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

/// `ca_pem` is the content of `providers.ca_file`. The proxy of the environment counts when the file names
/// none.
net::ClientOptions provider_http_options(const config::ProviderAccess& providers,
                                         std::optional<std::string> ca_pem);

class ProviderAccess
{
public:
    /// All of it outlives the access.
    struct Dependencies
    {
        net::HttpClient& netbird; ///< to its login service, which tells the redirect URI
        net::Clock& clock;
        Random& random;
        reconcile::ChecksStore& checks;
    };

    ProviderAccess(const Dependencies& dependencies, const config::Management& management,
                   std::unique_ptr<net::HttpClient> http);

    [[nodiscard]] net::HttpClient& http() { return *http_; }
    [[nodiscard]] reconcile::Preflight& preflight() { return preflight_; }
    [[nodiscard]] reconcile::ProviderInquiry& inquiry() { return inquiry_; }
    [[nodiscard]] netbird::LoginService& login_service() { return login_service_; }

private:
    std::unique_ptr<net::HttpClient> http_;
    netbird::LoginService login_service_;
    oidc::Checker checker_;
    reconcile::ProviderInquiry inquiry_;
    reconcile::ProviderPreflight preflight_;
};

} // namespace idpsync::service
