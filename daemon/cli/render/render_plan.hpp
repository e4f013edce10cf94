#pragma once

// A plan as a person reads it: what would happen to each provider, why, and what to do next.

#include "core/next_command.hpp"
#include "core/plan.hpp"
#include "core/restart.hpp"

#include <optional>
#include <string>

namespace idpsync::cli {

struct RenderOptions
{
    std::string management_url; ///< which NetBird this is about
    Mode mode = Mode::enforce;
    bool colour = false;
    bool verbose = false;   ///< also what is in sync, and every unmanaged connector
    bool brief = false;     ///< one line for each item, and of those in trouble everything
    std::string ledger;     ///< the file; empty: not known here
    NextCommand commands{}; ///< as the reader is to type them
    std::optional<RestartNeeded> restart_needed{}; ///< of NetBird, where no report of writes says so
};

/// The whole text, ending in a newline. Each provider begins with a sign:
///
/// | sign | means                                                    |
/// |------|----------------------------------------------------------|
/// | `+`  | created                                                  |
/// | `~`  | updated: each field as `seen → wanted`                   |
/// | `-`  | deleted                                                  |
/// | `!`  | in conflict, refused or blocked: the operator decides    |
/// | `?`  | waits for a later pass                                   |
/// | `=`  | in sync; shown when it was adopted, renamed, released or has something to say, or verbose |
///
/// A long plan has its summary before the items as well.
///
/// Text from NetBird and from the files is escaped; secrets are only ever called changed or unchanged.
std::string render_plan(const Plan& plan, const RenderOptions& options);

/// `file:line:column`, escaped; empty without a file.
std::string location_text(const SourceLocation& where);

} // namespace idpsync::cli
