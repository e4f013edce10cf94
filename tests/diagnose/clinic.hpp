#pragma once

// NetBird, one provider as recorded, and a doctor who looks at both: all in memory, one clock.

#include "diagnose/doctor.hpp"
#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace idpsync::test {

class Clinic
{
public:
    /// A healthy provider, declared as it states itself, and its connector in NetBird.
    explicit Clinic(sandbox::Profile profile, sandbox::Options options = {});

    /// What is declared from now on.
    ConnectorValues& declared() { return declared_; }
    void set_secret(const std::string& secret) { secret_ = secret; } ///< empty: none is declared
    /// `registration` is declared, with this secret.
    void declare_registration(DesiredRegistration registration, const std::string& secret);
    /// The doctor is asked about the one provider by name.
    void name_the_provider() { named_ = true; }
    /// An update of the connector lost its answer, and the ledger still waits for it.
    void lose_an_update();
    /// The doctor comes with this token.
    void use_token(std::string token) { token_ = std::move(token); }
    /// The only connector in NetBird.
    [[nodiscard]] std::string connector() const { return netbird.connectors().front().id; }
    /// Deletes the connector; the doctor finds none.
    void forget_connector() { netbird.remove(connector()); }
    /// The connector was made when NetBird had another address, whose callback it still sends.
    void set_callback(const std::string& callback);
    /// The connector is the declared provider's from now on, whatever values it gets.
    void remember_connector();
    /// Deletes it as `user`, whom NetBird's audit log named to an earlier pass.
    void delete_connector_as(const AuditUser& user);
    /// Makes NetBird's connector what is declared now, as an operator would who trusts their file.
    void write_declared();

    diagnose::Diagnosis visit();

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird;
    sandbox::Provider& provider;
    MemoryFiles files; ///< checks.json is in /state

    [[nodiscard]] config::Configuration configuration() const;
    [[nodiscard]] reconcile::Secrets secrets() const;

private:
    ConnectorValues declared_;
    Ledger ledger_;
    std::optional<DesiredRegistration> registration_;
    std::string registration_secret_;
    std::string secret_ = "not-a-real-secret";
    bool named_ = false;
    std::string token_{sandbox::default_token};
};

/// A healthy provider of each kind.
inline constexpr std::array every_profile{
    sandbox::Profile::pocketid_2_9,  sandbox::Profile::pocketid_2_10,
    sandbox::Profile::keycloak,      sandbox::Profile::keycloak_hostname,
    sandbox::Profile::dex,           sandbox::Profile::dex_dev,
    sandbox::Profile::oidc_provider, sandbox::Profile::authentik_unrecorded};

/// As the name of a test may be written.
std::string name_of_profile(const testing::TestParamInfo<sandbox::Profile>& tested);

/// The type that is declared for a server of that profile.
ProviderType type_of(sandbox::Profile profile);

/// NetBird's first.
std::vector<Finding> all_findings(const diagnose::Diagnosis& diagnosis);

/// What is wrong: errors and warnings, NetBird's first.
std::vector<Finding> troubles(const diagnose::Diagnosis& diagnosis);

} // namespace idpsync::test
