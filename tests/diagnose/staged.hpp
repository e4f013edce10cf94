#pragma once

// One fault at a time: what is wrong, and everything that a doctor may say about it.

#include "diagnose/clinic.hpp"

#include <functional>
#include <string>
#include <vector>

namespace idpsync::test {

struct StagedFault
{
    std::string name; ///< of the test
    sandbox::Profile profile;
    std::function<void(Clinic&)> stage;
    FindingId finding;
    /// Other facts that are true beside it: each the only one of its kind.
    std::vector<FindingId> companions = {};
    std::vector<std::string> words = {}; ///< in its evidence or its next step
    Severity severity = Severity::error;
    sandbox::Options options = {};
};

/// For GoogleTest: the test's name.
inline void PrintTo(const StagedFault& fault, std::ostream* out)
{
    *out << fault.name;
}

/// Stages the fault on a healthy NetBird and provider. The doctor names it by its finding, once, and nothing
/// else as a warning or an error but its companions.
void expect_found(const StagedFault& fault);

/// One line for each finding.
std::string said(const std::vector<Finding>& findings);

} // namespace idpsync::test
