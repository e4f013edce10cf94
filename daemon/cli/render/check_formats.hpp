#pragma once

// What `check` found, for programs that show it beside the files.

#include "cli/render/check_result.hpp"

#include <string>

namespace idpsync::cli {

/// Where a pipeline looks for files.
struct CheckedPlace
{
    std::string directory;     ///< the working directory: files below it get names that begin there
    std::string configuration; ///< the file that stands for a finding without one
};

/// Commands of a GitHub workflow, one a line: "::error file=…,line=…,col=…,title=…::message".
std::string check_github(const CheckResult& result, const CheckedPlace& place);

/// SARIF 2.1.0 on one line, with URIs relative to the working directory where they can be.
std::string check_sarif(const CheckResult& result, const CheckedPlace& place);

} // namespace idpsync::cli
