#pragma once

// One check of a standalone NetBird: its secrets read, its files, its provider and its API looked at, and
// judged. For a command and for the daemon alike.

#include "config/load_standalone.hpp"
#include "core/next_command.hpp"
#include "core/seams.hpp"
#include "diagnose/diagnosis.hpp"
#include "net/clock.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/session.hpp"
#include "service/standalone_client.hpp"
#include "standalone/render.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::service {

/// What a secret of the configuration came to, and where it is declared: "management.token".
using NamedSecret = std::pair<std::string, Result<reconcile::SecretRead>>;

/// Every secret that the configuration names, each read once.
boost::asio::awaitable<std::vector<NamedSecret>>
read_standalone_secrets(const config::StandaloneConfiguration& configuration,
                        reconcile::SecretReader& reader);

struct StandaloneSight
{
    diagnose::Diagnosis diagnosis;
    std::vector<std::string>
        warnings; ///< what an operator should hear although it stops nothing, a line each
    /// What the files should hold; nothing: they were not read, or the provider's document is not there.
    std::optional<standalone::Rendering> rendering;
};

class StandaloneCheck
{
public:
    /// All of it must outlive the check.
    struct Dependencies
    {
        const Connect& connect; ///< to NetBird
        const Connect& connect_to_providers;
        net::Clock& clock;
        Files& files;
        Random& random;
        const reconcile::Environment& environment;
        std::string service_unit{};
        reconcile::Programs* programs = nullptr; ///< as SecretReader has them
        bool ask_server = false;                 ///< what the running one hands out, which blocks
        NextCommand commands{};                  ///< as next steps name them
    };

    /// `configuration` must outlive it.
    StandaloneCheck(Dependencies dependencies, const config::StandaloneConfiguration& configuration)
        : dependencies_(std::move(dependencies)), configuration_(configuration)
    {}

    /// Errors: bad_config for a secret or CA file that cannot be read. Everything else is a finding.
    boost::asio::awaitable<Result<StandaloneSight>> look();

    /// After a look(): the client is made as NetBird needs it, unless a guard holds that back. Nothing: no
    /// way to write it is declared, or the directory cannot be read, which look() says. Errors:
    /// keep_standalone_client()'s.
    boost::asio::awaitable<Result<std::optional<StandaloneClient>>> keep_client();

private:
    boost::asio::awaitable<Result<void>> read_secrets(std::vector<std::string>& warnings);
    Result<void> connect();
    [[nodiscard]] const Secret& secret_of(std::string_view setting) const;

    Dependencies dependencies_;
    const config::StandaloneConfiguration& configuration_;
    std::vector<NamedSecret> secrets_;
    net::ClientOptions reach_netbird_;
    std::unique_ptr<net::HttpClient> to_netbird_;
    std::unique_ptr<net::HttpClient> to_provider_;
};

} // namespace idpsync::service
