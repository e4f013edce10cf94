#pragma once

// Values for the golden files of JSON documents: each with every member filled, and with none but those that
// are always there.

#include "reconcile/report.hpp"
#include "service/control/protocol.hpp"
#include "service/control/status.hpp"
#include "service/daemon/reload.hpp"
#include "service/history.hpp"

#include <string>
#include <vector>

namespace idpsync::test {

/// What a writer of JSON may stumble over.
inline const std::string odd = "a \"b\" \\ / \n\r\t\b\f\x1b \x7f \u00e9 \u200b";
/// Shown as "c\\xff".
inline const std::string not_utf8 = "c\xff";

Finding full_finding();

reconcile::Report full_report();
reconcile::Report bare_report();

service::control::StatusDocument full_status();
service::control::StatusDocument bare_status();

service::ReloadOutcome full_outcome();

service::History::Kept full_history();

std::vector<service::control::Request> all_requests();

} // namespace idpsync::test
