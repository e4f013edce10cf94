#pragma once

// What the document of `check` looks like; docs/plan-json.md says what it means.

#include "cli/render/check_result.hpp"
#include "service/control/diagnostic_shape.hpp"

namespace idpsync::cli {

using Declared = CheckResult::Declared;
BOOST_DESCRIBE_STRUCT(Declared, (), (present, absent, released, mode, management_url))

} // namespace idpsync::cli

namespace idpsync::json {

template <>
inline constexpr auto shape<cli::CheckResult> =
    object("check", "What is wrong with the files.", constant("version", 1),
           member("ok", [](const cli::CheckResult& result) { return result.errors.empty(); })
               .about("There are no errors."),
           member("errors", &cli::CheckResult::errors), member("warnings", &cli::CheckResult::warnings),
           member("declared", &cli::CheckResult::declared)
               .or_null()
               .about("Null when the configuration cannot be read as one, or is a standalone NetBird's."));

} // namespace idpsync::json
