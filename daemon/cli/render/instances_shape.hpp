#pragma once

#include "cli/render/instances_json.hpp"
#include "service/control/status_shape.hpp"

namespace idpsync::cli {

struct InstancesDocument
{
    const std::vector<InstanceStatus>& all;
};

} // namespace idpsync::cli

namespace idpsync::json {

template <>
inline constexpr auto shape<cli::InstanceStatus> =
    object("", "", member("name", &cli::InstanceStatus::name).or_null().about("Null: it has none."),
           member("status", &cli::InstanceStatus::status).or_null().about("Null: it does not answer."));

template <>
inline constexpr auto shape<cli::InstancesDocument> =
    object("instances", "The document of `status --all-instances`.", constant("version", 1),
           member("instances", [](const auto& document) -> auto& { return document.all; }));

} // namespace idpsync::json
