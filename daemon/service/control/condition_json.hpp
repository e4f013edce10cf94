#pragma once

// Conditions in the document of `status`.

#include "core/condition.hpp"
#include "service/control/members.hpp"
#include "service/daemon/daemon_state.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace idpsync::service::control {

/// With `name`, `health`, `text` and `next`.
boost::json::value condition_or_null(const Condition* condition);

boost::json::array conditions_json(const std::vector<Condition>& conditions);

/// The declared keys that no pass has looked at.
boost::json::array unseen_json(const Conditions& conditions, const DaemonState& state);

boost::json::array omitted_json(const std::vector<OmittedProvider>& omitted, const Conditions& conditions);

/// And back, from the whole document. One without conditions, of an older program, is `stale`: what it does
/// not say is not known.
Conditions conditions_in(const Members& document);

} // namespace idpsync::service::control
