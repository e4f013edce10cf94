#pragma once

// The files of a standalone NetBird as they shall be, and how they differ from those that are there. Pure.

#include "core/error.hpp"
#include "core/standalone.hpp"
#include "standalone/carry_over.hpp"
#include "standalone/compare.hpp"
#include "standalone/configured.hpp"
#include "standalone/judge.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

struct RenderInputs
{
    const Standalone& declared;
    Endpoints provider;
    std::string secret; ///< the manager's; empty: there is none
    DirectoryFiles files;
    std::optional<std::string> handed_out{}; ///< by the running server: both flows, as in management.json
    bool management_json = false;            ///< also artifacts/management.json
};

/// One file that is not as it shall be.
struct RenderedFile
{
    std::string name; ///< in the directory
    bool exists = false;
    std::vector<Change> changes;
    std::string text;   ///< the whole file; secrets are in it
    std::string before; ///< the whole file as it is now
};

struct Rendering
{
    std::vector<SetupFinding> findings; ///< of the setup.env that is there
    std::vector<Error> refused;         ///< why nothing may be written
    std::vector<RenderedFile> files;    ///< only those with changes
    /// Where the running server hands out something else; nothing: that is not known, or was not asked for.
    std::optional<std::vector<Change>> handed_out{};
    std::vector<std::string> notes; ///< what to do beside, a sentence each
    bool errors_remain = false;     ///< in setup.env, also when it is written

    [[nodiscard]] bool strands_users() const;
};

/// The variable of the server's environment that holds the manager's secret, where it does not stand in the
/// files.
inline constexpr std::string_view secret_variable = "NETBIRD_IDP_MANAGER_SECRET";

Rendering render(const RenderInputs& inputs);

} // namespace idpsync::standalone
