#pragma once

// Which commit the files of the configuration are from, as whoever keeps them in a repository calls it.

#include "core/seams.hpp"
#include "reconcile/secret_reader.hpp"

#include <string>
#include <string_view>

namespace idpsync::service {

/// Without both: nothing says one, no repository and no variable.
struct Revision
{
    std::string name;    ///< at most 100 of A-Z, a-z, 0-9 and . _ / + : -
    std::string problem; ///< why it is not known, although there is something that should say it

    bool operator==(const Revision&) const = default;
};

/// What IDPSYNC_REVISION says, else the commit that is checked out where `.git` lies in the directory of
/// `file` or above it. Git is not run. `.git` may be a directory, or the file of a worktree or a submodule.
/// Nothing there is believed unless root or the owner of `file` wrote it: whoever else may, cannot change the
/// configuration either. Files that were changed since their commit are not told apart.
///
/// `file` is config.yaml; where it is a link, the file that it leads to counts.
Revision revision_of(Files& files, const reconcile::Environment& environment, const std::string& file);

/// For a line of many: of a commit's name the first 12 digits, anything else as it is.
std::string_view short_revision(std::string_view name);

/// Which files something was done by.
struct FilesInForce
{
    std::string hash;     ///< as the daemon tells it; empty: not known
    std::string revision; ///< Revision::name
};

} // namespace idpsync::service
