#pragma once

#include <string>

namespace idpsync::test {

/// docs/troubleshooting.md, out of the catalogue of findings.
std::string troubleshooting_page();

} // namespace idpsync::test
