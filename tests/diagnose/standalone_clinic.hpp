#pragma once

// A standalone NetBird, its files, its provider as recorded, and a doctor who looks at all of it: in memory,
// one clock.

#include "diagnose/clinic.hpp"
#include "diagnose/standalone_checks.hpp"
#include "diagnose/standalone_doctor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::test {

class StandaloneClinic
{
public:
    /// Its files are as `standalone render --write --management-json` leaves them, its client as NetBird's
    /// guide has people make it.
    explicit StandaloneClinic(sandbox::Profile profile, std::string account_domain = "netbird.selfhosted");

    diagnose::Diagnosis visit();
    /// The files as they are rendered now.
    void write_files();
    /// The client is read as an account of the provider of its own.
    void declare_registration();
    void change_setup(std::string_view from, std::string_view to);
    void change_server(std::string_view from, std::string_view to);

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird;
    sandbox::Provider& provider;
    Standalone declared;
    standalone::DirectoryFiles files;

private:
    diagnose::StandaloneFacts look();

    std::string registration_secret_;
};

/// What is not well and can be told: errors, warnings and hints, each name once, in the order of names.
std::vector<std::string> named_troubles(const diagnose::Diagnosis& diagnosis);

} // namespace idpsync::test
