#pragma once

// A diagnosis as a tree for a terminal.

#include "diagnose/diagnosis.hpp"

#include <string>

namespace idpsync::cli {

struct DoctorStyle
{
    bool colour = false;
    bool verbose = false; ///< also what is well; otherwise it is folded into a count
};

/// A head and below it these findings: NetBird, one provider, or one login.
std::string render_findings(const std::string& head, const std::vector<Finding>& findings,
                            const DoctorStyle& style);

std::string render_doctor(const diagnose::Diagnosis& diagnosis, const DoctorStyle& style);

} // namespace idpsync::cli
