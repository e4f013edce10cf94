#pragma once

// A real login through one provider (`doctor --login`): NetBird is asked whether one may be tried at all,
// somebody signs in with a browser, and what NetBird made of it is looked at.

#include "config/load.hpp"
#include "core/ledger.hpp"
#include "core/next_command.hpp"
#include "core/seams.hpp"
#include "diagnose/login_callback.hpp"
#include "diagnose/login_checks.hpp"
#include "net/clock.hpp"
#include "netbird/inspector.hpp"
#include "netbird/login_service.hpp"
#include "netbird/login_tokens.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/provider_inquiry.hpp"
#include "reconcile/secret_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// How long somebody may take to sign in.
inline constexpr std::chrono::minutes login_time{3};

/// What a browser is sent out with, and what it has to come back with.
struct LoginVisit
{
    std::string url;
    std::string path; ///< of the redirect URI
    std::string state;
    std::string connector = {}; ///< its id: lines of NetBird's log about others do not count; raw
    net::SteadyTime deadline;
};

/// What is known when somebody came back, or nobody did.
struct LoginOutcome
{
    std::optional<LoginReturn> back;
    bool saw_error_page = false;           ///< somebody says that NetBird showed one
    bool log_was_read = false;             ///< NetBird's
    std::optional<LoggedFailure> logged{}; ///< may be of another login; counts only when nobody came back
};

/// Where a browser goes out and comes back in.
class LoginDoor
{
public:
    virtual ~LoginDoor() = default;

    /// Listens for `wanted`; gives it as it stands then, with the port that the system chose for 0. Errors:
    /// conflict when somebody else listens there, transport.
    virtual Result<LoopbackRedirect> open(const LoopbackRedirect& wanted) = 0;

    /// Shows the URL, and waits for the way back until the deadline, for a word of whoever signs in, or until
    /// some time after one in NetBird's log. Errors: none but cancellation.
    virtual boost::asio::awaitable<LoginOutcome> wait(const LoginVisit& visit) = 0;
};

/// What a login, or the try, came to.
struct LoginDiagnosis
{
    std::string management_url;      ///< escaped
    std::string key;                 ///< of the provider
    std::string name;                ///< of the connector; raw
    std::vector<Finding> findings;   ///< what to mend first first; never empty
    std::optional<LoginSeen> seen{}; ///< nothing: nobody signed in

    /// Somebody signed in, NetBird was seen to know them, and there is no error and no warning.
    [[nodiscard]] bool is_well() const;
};

class LoginTrial
{
public:
    struct Dependencies
    {
        netbird::Inspector& netbird;
        netbird::LoginService& login;
        netbird::LoginTokens& tokens;
        reconcile::ProviderInquiry& inquiry;
        reconcile::ChecksStore& checks;
        net::Clock& clock;
        Random& random;
        LoginDoor& door;
    };

    struct Subject
    {
        const config::Configuration& configuration;
        const reconcile::Secrets& secrets;
        const Ledger& ledger;
        ProviderKey key;
        LoopbackRedirect redirect;
        NextCommand commands{}; ///< as the reader is to type them
    };

    /// Everything it is given must outlive it, but for the key and the redirect URI.
    LoginTrial(const Dependencies& dependencies, Subject subject);

    /// Whether somebody may sign in now; the door is open then. What stops it is the diagnosis; nothing: sign
    /// in. It opens the connector, as the login does (docs/reconciling.md 21). Errors: the door's.
    boost::asio::awaitable<Result<std::optional<LoginDiagnosis>>> prepare();

    /// The login, after prepare() said that it may be. What it showed, but no name, address or token, is kept
    /// in checks.json.
    boost::asio::awaitable<LoginDiagnosis> sign_in();

private:
    [[nodiscard]] LoginDiagnosis diagnosis(std::vector<Finding> findings) const;
    [[nodiscard]] std::optional<Finding> find_connector();
    boost::asio::awaitable<std::optional<Finding>> ask_login_service();
    [[nodiscard]] oidc::Registration registration() const;
    boost::asio::awaitable<LoginDiagnosis> came_back(LoginReturn back, const Secret& verifier,
                                                     const std::string& nonce);
    boost::asio::awaitable<LoginDiagnosis> look_at(oidc::IdTokenClaims claims, const Secret& token);
    boost::asio::awaitable<LoginDiagnosis> missed(LoginOutcome outcome);
    boost::asio::awaitable<void> keep(const oidc::IdTokenClaims& claims);
    std::string unguessable();

    Dependencies dependencies_;
    Subject subject_;
    NetBirdFacts facts_;
    ProviderFacts provider_;
    std::string client_id_; ///< that the login service uses
};

} // namespace idpsync::diagnose
