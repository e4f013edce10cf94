#pragma once

// `--json`: the documents of docs/plan-json.md, as text. A stable interface: members may be added, none is
// renamed, and every member is always there, null when it does not apply. service/plan_shape.hpp describes
// them; neither secrets nor fingerprints are in them.

#include "reconcile/report.hpp"

#include <string>

namespace idpsync::service {

/// What a pass would do, or did.
struct PlanDocument
{
    reconcile::Report report;
    std::string management_url;
    Mode mode = Mode::enforce;
};

/// What `plan` prints.
std::string plan_json(const PlanDocument& document);

/// What `apply` did: the plan, and the outcome of each provider.
std::string report_json(const PlanDocument& document);

} // namespace idpsync::service
