#pragma once

#include "sandbox/options.hpp"
#include "sandbox/server.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace idpsync::sandbox {

/// What the command line of netbird-sandbox asks for.
struct ProgramOptions
{
    Options sandbox;
    ServerOptions server;
    std::vector<std::pair<std::string, IssuerBehaviour>> issuers;     ///< under /issuers/NAME
    std::vector<std::pair<std::string, IssuerBehaviour>> issuer_urls; ///< of hosts that only NetBird reaches
    std::vector<std::pair<std::string, Profile>> providers;           ///< under /providers/NAME
    std::string ca_file; ///< where the certificate of the authority is written; empty: nowhere
    bool reach_this_host = false;
    double time_scale = 1;
    bool until_stdin_closes = false;
    std::chrono::seconds max_time{600};
};

/// The options, or the exit code after a message was printed (--help, a mistake).
std::variant<ProgramOptions, int> parse_program_options(int count, char** arguments);

} // namespace idpsync::sandbox
