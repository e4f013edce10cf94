#pragma once

// The member `login` of a provider in the document of `status`.

#include "service/control/members.hpp"
#include "service/verification/login_status.hpp"

#include <boost/json/value.hpp>

#include <optional>

namespace idpsync::service::control {

/// Null for a provider of which nothing is known.
boost::json::value login_json(const LoginStatuses& logins, const ProviderKey& key);

/// And back.
std::optional<LoginStatus> login_in(const Members& members);

} // namespace idpsync::service::control
