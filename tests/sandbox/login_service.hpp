#pragma once

// The embedded login service (Dex): its discovery document, and the redirect to a provider.

#include "net/clock.hpp"
#include "sandbox/connectors.hpp"
#include "sandbox/issuer_check.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// Keeps every connector that it opened as it was then: a PUT does not reach it (netbirdio/netbird#5800).
class LoginService
{
public:
    LoginService(const Options& options, const Connectors& connectors, const Issuers& issuers, Ids& ids,
                 net::Clock& clock)
        : options_(options), connectors_(connectors), issuers_(issuers), ids_(ids), clock_(clock)
    {}

    /// GET of a path under /oauth2.
    boost::asio::awaitable<Answer> handle(std::string_view path, std::string_view query, bool local_login);

    /// Forgets every open connector and opens what is stored now, as far as its issuer answers.
    void restart();
    void forget(std::string_view id) { open_.erase(std::string(id)); }
    [[nodiscard]] const Connector* open_connector(std::string_view id) const;

private:
    /// One connector in use.
    struct Open
    {
        Connector connector;
        std::string authorization_endpoint;
    };

    [[nodiscard]] Answer discovery_document() const;
    [[nodiscard]] std::optional<Answer>
    refusal_of(const std::map<std::string, std::string>& parameters) const;
    boost::asio::awaitable<const Open*> opened(std::string_view id);
    [[nodiscard]] std::optional<Open> open(const Connector& connector,
                                           std::chrono::milliseconds& takes) const;
    Answer redirect_to_provider(const Open& connector);

    const Options& options_;
    const Connectors& connectors_;
    const Issuers& issuers_;
    Ids& ids_;
    net::Clock& clock_;
    std::map<std::string, Open> open_;
};

} // namespace idpsync::sandbox
