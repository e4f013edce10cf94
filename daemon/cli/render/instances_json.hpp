#pragma once

// `status --all-instances --json`: docs/status.schema.json describes it.

#include "service/control/status.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync::cli {

struct InstanceStatus
{
    std::string name;                                       ///< empty: it has none
    std::optional<service::control::StatusDocument> status; ///< nothing: it does not answer
};

std::string instances_json(const std::vector<InstanceStatus>& instances);

} // namespace idpsync::cli
