#pragma once

#include "reconcile/secret_reader.hpp"

#include <string>

namespace idpsync::service {

/// What secrets are read with, beside the disk.
struct SecretAccess
{
    reconcile::Environment environment;
    std::string service_unit;    ///< whose credentials are read
    std::string state_directory; ///< whose owner runs commands, in place of root
};

} // namespace idpsync::service
