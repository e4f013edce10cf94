#pragma once

// The embedded login service (Dex): its discovery document, the redirect to a provider, what becomes of
// somebody who comes back from there, and the tokens of NetBird's own clients.
//
// Not from a recording: how somebody is sent on after a good callback, and what is said to a callback without
// a login (here the same as to every one that failed).

#include "net/clock.hpp"
#include "sandbox/connectors.hpp"
#include "sandbox/local_users.hpp"
#include "sandbox/login_identity.hpp"
#include "sandbox/login_tokens.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// The connector of those who sign in with a password, and where its form is.
inline constexpr std::string_view local_connector = "local";
inline constexpr std::string_view local_form_path = "/oauth2/auth/local/login";

/// Keeps every connector that it opened as it was then: a PUT does not reach it (netbirdio/netbird#5800).
class LoginService
{
public:
    LoginService(const Options& options, const Connectors& connectors, const Issuers& issuers,
                 const LocalUsers& local_users, Ids& ids, net::Clock& clock)
        : options_(options),
          connectors_(connectors),
          issuers_(issuers),
          local_users_(local_users),
          ids_(ids),
          clock_(clock),
          tokens_(ids)
    {}

    /// What the account has set about logins with a password.
    struct LocalLogins
    {
        bool on = true;
        bool second_factor = false;
    };

    /// A request for a path under /oauth2. `request` must live until it is answered.
    boost::asio::awaitable<Answer> handle(const Request& request, LocalLogins local);

    /// Forgets every open connector and opens what is stored now, as far as its issuer answers.
    void restart();
    void forget(std::string_view id) { open_.erase(std::string(id)); }
    [[nodiscard]] const Connector* open_connector(std::string_view id) const;
    /// What it wrote about logins that failed, as far as the words are known.
    [[nodiscard]] const std::vector<std::string>& log() const { return log_; }

private:
    using Open = OpenConnector;

    /// A login that is on its way to a provider.
    struct Pending
    {
        Parameters asked;
        std::string connector_id;
    };

    [[nodiscard]] Answer discovery_document() const;
    [[nodiscard]] std::optional<Answer>
    refusal_of(const std::map<std::string, std::string>& parameters) const;
    boost::asio::awaitable<const Open*> opened(std::string_view id);
    [[nodiscard]] std::optional<Open> open(const Connector& connector,
                                           std::chrono::milliseconds& takes) const;
    /// A login with a password, and the form for it.
    Answer redirect_to_form(const Parameters& asked);
    Answer local_login(const Request& request, bool second_factor);
    Answer password_sent(const std::string& state, const LocalUser& user, bool second_factor);
    Answer redirect_to_provider(const Open& connector, const Parameters& asked);
    boost::asio::awaitable<Answer> callback(Parameters parameters);
    Answer failed(const LoginFailure& failure);
    [[nodiscard]] bool sends_challenge(const Open& open) const;
    [[nodiscard]] std::string callback_of(const Connector& connector) const;
    static LoginFailure refused_by_provider(const Parameters& parameters);

    const Options& options_;
    const Connectors& connectors_;
    const Issuers& issuers_;
    const LocalUsers& local_users_;
    Ids& ids_;
    net::Clock& clock_;
    LoginTokens tokens_;
    std::map<std::string, Open> open_;
    std::map<std::string, Pending> pending_; ///< by the state that the provider gives back
    std::vector<std::string> log_;
};

} // namespace idpsync::sandbox
