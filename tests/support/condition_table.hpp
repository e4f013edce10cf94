#pragma once

// The tables of docs/reconciling.md 31, as the page promises them.

#include <map>
#include <string>
#include <vector>

namespace idpsync::test {

/// One row: what stands under each heading, without back quotes.
using PromisedCondition = std::map<std::string, std::string>;

/// Those of providers first, then those of the service. Throws where the page has no such table.
std::vector<PromisedCondition> promised_conditions();

} // namespace idpsync::test
