#pragma once

#include "core/finding.hpp"
#include "oidc/registration.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

/// A request that got no answer: what was asked for ("its discovery document"), and why nothing came.
Finding unanswered(const Error& error, std::string_view what);

/// True when asking again in a moment may bring an answer: the connection failed, for no lasting reason.
bool may_answer_later(const Error& error);

/// An answer that says nothing about the question: 429 and 5xx, and what else `what` calls it; nothing for
/// every other status.
std::optional<Finding> trouble_at_the_server(unsigned status, std::string_view what);

/// What hinders most first: errors, what is unknown, warnings, hints, what is well.
void sort_by_severity(std::vector<Finding>& findings);

} // namespace idpsync::oidc
