#pragma once

// A restart that NetBird needs, in the documents of `status`, `plan` and `apply`.

#include "core/restart.hpp"
#include "service/control/members.hpp"

#include <boost/json/value.hpp>

#include <optional>

namespace idpsync::service::control {

/// `generation`, `since` and `providers`; null: none is needed.
boost::json::value restart_json(const std::optional<RestartNeeded>& needed);

/// And back.
std::optional<RestartNeeded> restart_from_json(const Members& members);

} // namespace idpsync::service::control
