#pragma once

#include "core/secret.hpp"

namespace idpsync::netbird {

/// The value of the Authorization header: "Token …".
Secret authorization_for(const Secret& token);

} // namespace idpsync::netbird
