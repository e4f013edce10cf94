#pragma once

#include <string>

namespace idpsync::test {

/// The chapter of docs/troubleshooting.md that the alerts in config/alerts.yml lead to.
std::string alert_sections();

} // namespace idpsync::test
