#pragma once

// What is wrong with files, in the documents of `check` and of the control socket.

#include "config/diagnostic.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace idpsync::service::control {

/// `file`, `line`, `column`, `path` and `message` of each; null: not known.
boost::json::array diagnostics_json(const std::vector<config::Diagnostic>& diagnostics);

/// And back.
std::vector<config::Diagnostic> diagnostics_from_json(const boost::json::array& list);

} // namespace idpsync::service::control
