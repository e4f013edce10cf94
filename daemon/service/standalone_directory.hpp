#pragma once

// The directory of a standalone NetBird on the disk: read for a rendering, and written as rendered.

#include "core/time_text.hpp"
#include "service/system/posix_files.hpp"
#include "standalone/render.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

/// Everything there that a rendering looks at; what is missing is left out. Errors: storage.
Result<standalone::DirectoryFiles> read_standalone_directory(Files& files, const std::string& directory);

/// Nobody shows a secret of the files from now on, whatever quotes it.
void learn_secrets_of(const standalone::DirectoryFiles& files);

struct WrittenFile
{
    std::string path;
    std::string backup; ///< of what was there; empty: nothing was
};

/// Writes each file with mode 0600, whole or not at all, after what is there was copied beside it under a
/// name with the time, as configure.sh does it. Root leaves a file to its owner, and a new one to the
/// directory's. Errors: storage; conflict when a file is not what was rendered from. What was written before
/// stays, with its backups.
Result<std::vector<WrittenFile>> write_standalone_files(PosixFiles& files, const std::string& directory,
                                                        const std::vector<standalone::RenderedFile>& rendered,
                                                        WallTime now);

} // namespace idpsync::service
