#pragma once

// `--json`: the documents of docs/plan-json.md, which docs/plan.schema.json describes. A stable interface:
// members may be added, none is renamed, and every member is always there, null when it does not apply.

#include "core/plan.hpp"
#include "reconcile/report.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// Version of the documents.
inline constexpr int json_version = 1;

/// What the documents say beside the plan.
struct PlanFacts
{
    std::string management_url;
    Mode mode = Mode::enforce;
    bool intents_open = false;                     ///< an earlier write has no known outcome yet
    std::optional<RestartNeeded> restart_needed{}; ///< of NetBird, before logins use what was written
};

/// Neither secrets nor fingerprints are in it.
boost::json::object plan_json(const Plan& plan, const PlanFacts& facts);

/// What `apply` did: the plan, and the outcome of each provider.
boost::json::object report_json(const reconcile::Report& report, const std::string& management_url,
                                Mode mode);

/// `text` as it is when it is UTF-8, which JSON must be, else escaped.
std::string json_text(std::string_view text);

} // namespace idpsync::service
