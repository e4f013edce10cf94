#pragma once

// Looks at a standalone NetBird: its files, its provider, its API.

#include "core/seams.hpp"
#include "core/secret.hpp"
#include "core/standalone.hpp"
#include "diagnose/standalone_facts.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/client.hpp"
#include "standalone/carry_over.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

class StandaloneDoctor
{
public:
    struct Dependencies
    {
        net::HttpClient& netbird;
        net::HttpClient& provider;
        net::Clock& clock;
        Random& random;
    };

    /// What there is to look at, and as whom.
    struct Targets
    {
        const Standalone& declared;
        Result<standalone::DirectoryFiles> files;
        Secret manager{};                                   ///< its secret; empty: none is declared
        Secret registration{};                              ///< the same of `registration`
        std::optional<netbird::ClientOptions> management{}; ///< nothing: NetBird is asked without a token
        std::optional<Result<std::string>> handed_out{};    ///< StandaloneFacts::handed_out
    };

    /// All of it must outlive the doctor.
    StandaloneDoctor(const Dependencies& dependencies, const Targets& targets);

    /// The provider and NetBird, each with a deadline of its own. Never fails: what cannot be asked is a
    /// finding. Reads alone; the manager's credential goes to the provider, once.
    boost::asio::awaitable<StandaloneFacts> look();

private:
    boost::asio::awaitable<void> look_at_provider();
    boost::asio::awaitable<void> look_at_redirects();
    boost::asio::awaitable<void> look_at_api_of_provider();
    boost::asio::awaitable<void> look_at_client(const Secret& secret);
    boost::asio::awaitable<void> look_at_netbird();
    boost::asio::awaitable<void> look_with_token();
    void compare_files();

    [[nodiscard]] const Secret* secret_for_client() const;
    [[nodiscard]] std::optional<registrar::ManagerAccess> manager_access() const;

    Dependencies dependencies_;
    const Targets& targets_;
    StandaloneFacts facts_;
};

/// The client, as it is asked about at the provider, without a redirect URI.
oidc::Registration registration_of(const Standalone& declared);

/// What of the provider's document NetBird's files are made with.
standalone::Endpoints endpoints_in(const oidc::Discovery& document);

/// Where NetBird's API may be: on the port that clients are told (empty: it is not known), and behind a
/// proxy.
std::vector<boost::urls::url> api_addresses(const Standalone& declared, const std::string& port);

/// The port of the API, by the declaration or setup.env; empty: there is none to read.
std::string told_api_port(const Standalone& declared, const Result<standalone::DirectoryFiles>& files);

} // namespace idpsync::diagnose
