#pragma once

// Everything that can be seen of a provider from outside, without a user: the checks of discovery.hpp,
// keys.hpp, credentials.hpp and redirect.hpp, with the requests they need (docs/reconciling.md 19, 22, 23).

#include "core/seams.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "oidc/credentials.hpp"
#include "oidc/discovery.hpp"
#include "oidc/keys.hpp"
#include "oidc/redirect.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::oidc {

/// What is to be looked at beside the discovery document.
struct Extent
{
    /// Tries the credentials as NetBird does, by basic and, where that is refused, by post (two or three
    /// requests); nothing: it does not.
    const Secret* secret = nullptr;
    bool new_secret = false; ///< it was just made: a refusal says nothing yet (of_new_secret)
    /// Asks about the redirect URI when it is known (two requests, or four where the provider redirects to
    /// itself).
    bool redirect = true;
    bool spellings = false;         ///< of one that is refused: which other is registered (four, or eight)
    bool keys = false;              ///< reads the signing keys (one request)
    bool without_challenge = false; ///< asks without PKCE, as older versions of NetBird do (one request)
};

struct ProviderCheck
{
    DiscoveryJudgement discovery;
    std::optional<KeysJudgement> keys; ///< nothing: not looked at; so the next ones
    std::optional<CredentialJudgement> credentials;
    std::optional<RedirectJudgement> redirect;
    std::optional<Finding> without_challenge;     ///< the client requires PKCE
    std::optional<WallTime> certificate_expires;  ///< the earliest of its hosts
    std::string certificate_host;                 ///< whose that is, with the port when it has one; escaped
    std::map<std::string, WallTime> certificates; ///< when each of its hosts' ends
    /// It answered 429: no other question was begun, and none shall be for so long.
    std::optional<std::chrono::seconds> leave_alone;
    unsigned requests = 0;

    /// Everything that is not well, what hinders most first, each kind once; `provider_healthy` alone when
    /// all is.
    [[nodiscard]] std::vector<Finding> findings() const;

    /// Rule 19: accepted when issuer and credentials are; refused when issuer, credentials or redirect URI
    /// are.
    [[nodiscard]] PreflightResult preflight() const;

    /// Asking again in a moment may give another preflight.
    [[nodiscard]] bool may_change() const;
};

/// Sends the requests. Credentials leave only after the provider stated just the declared issuer, over https
/// or where plain http is meant; nothing is sent to an endpoint on loopback or link-local unless the issuer
/// is there itself.
class Checker
{
public:
    /// All must outlive the checker.
    Checker(net::HttpClient& http, net::Clock& clock, Random& random);

    /// One provider, until `deadline`, by at most two requests at a time. Never fails: what cannot be asked
    /// is unknown.
    boost::asio::awaitable<ProviderCheck> check(const Registration& registration, const Extent& extent,
                                                net::SteadyTime deadline);

private:
    struct Work;

    boost::asio::awaitable<Fetched> fetch(Work& work, net::Request& request);
    boost::asio::awaitable<void> look_at_document(Work& work);
    boost::asio::awaitable<void> look_for_candidate(Work& work);
    boost::asio::awaitable<void> look_at_keys(Work& work);
    boost::asio::awaitable<void> look_at_logins(Work& work, const Extent& extent);
    boost::asio::awaitable<void> try_credentials(Work& work, const Extent& extent);
    boost::asio::awaitable<CredentialJudgement> try_by(Work& work, const boost::urls::url& endpoint,
                                                       ClientAuthentication how, const Secret& secret);
    boost::asio::awaitable<TokenAnswer> ask_for_token(Work& work, const boost::urls::url& endpoint,
                                                      ClientAuthentication how, const Secret& secret);
    boost::asio::awaitable<void> try_redirect(Work& work, const Extent& extent);
    boost::asio::awaitable<void> try_without_challenge(Work& work, const RedirectResult& with);
    boost::asio::awaitable<void> find_registered_variant(Work& work, const RedirectResult& refused);
    boost::asio::awaitable<RedirectResult> ask_redirect(Work& work, const AuthorizationRequest& asked);
    boost::asio::awaitable<void> hop(Work& work, RedirectResult& result);
    Secret made_up_secret();

    net::HttpClient& http_;
    net::Clock& clock_;
    Random& random_;
};

} // namespace idpsync::oidc
