#pragma once

// A doctor's visit to a standalone NetBird, put together: files, secrets, connections.

#include "config/load_standalone.hpp"
#include "core/next_command.hpp"
#include "diagnose/diagnosis.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/secret_access.hpp"
#include "service/standalone_check.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

struct StandaloneVisitor
{
    SecretAccess access;
    bool ask_server = false; ///< what the running one hands out
    NextCommand commands{};  ///< as the reader is to type them
};

/// Every secret that the configuration names, each read once. Error (stopped): a signal came.
Result<std::vector<NamedSecret>> read_standalone_secrets(const config::StandaloneConfiguration& configuration,
                                                         const SecretAccess& access);

/// What `doctor` finds. `warnings`: what an operator should hear although it stops nothing, one line each.
/// Errors: bad_config for a secret or CA file that cannot be read, stopped.
Result<diagnose::Diagnosis> visit_standalone(const config::StandaloneConfiguration& configuration,
                                             const StandaloneVisitor& visitor,
                                             std::vector<std::string>& warnings);

} // namespace idpsync::service
