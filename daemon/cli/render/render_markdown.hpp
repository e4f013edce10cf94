#pragma once

// A plan as a comment on a pull request, in the Markdown of GitHub and GitLab.

#include "cli/render/render_plan.hpp"
#include "core/plan.hpp"

#include <cstddef>
#include <string>

namespace idpsync::cli {

/// GitHub takes 65,536 characters; the rest is for what a pipeline adds.
inline constexpr std::size_t largest_comment = 60'000; ///< bytes

/// The summary, as the last line of render_plan() has it; what holds for the plan as a whole; a table with
/// what changes, problems first, each with its next step; and folded, the whole text of render_plan(). The
/// client at a provider has a row of its own. What goes beyond largest_comment is left out, and a line says
/// so. `not_checked`: a sentence about settings that were not judged, escaped; empty: all were.
std::string render_markdown(const Plan& plan, const RenderOptions& options,
                            const std::string& not_checked = {});

} // namespace idpsync::cli
