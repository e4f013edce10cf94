#pragma once

// The part of the ledger that is about NetBird's login service, as JSON: docs/ledger.md.

#include "core/login_state.hpp"
#include "reconcile/object_reader.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace idpsync::reconcile {

void append_login_state(std::string& out, const LoginState& login);
void append_restart_state(std::string& out, const RestartState& restart);

/// What is wrong goes to `problem`, told with `where` it stands.
LoginState login_state_of(const boost::json::value& value, const std::string& where, Problem& problem);
RestartState restart_state_of(const boost::json::value& value, Problem& problem);

} // namespace idpsync::reconcile
