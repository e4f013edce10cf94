#pragma once

#include "core/seams.hpp"

namespace idpsync::service {

/// The disk, by POSIX calls that block: everything kept here is small. Nothing opened is inherited by a
/// child process.
class PosixFiles final : public Files
{
public:
    /// Only regular files: a FIFO does not make it hang, a device is not read. The limit holds for what is
    /// read, whatever size the file claims.
    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;

    Result<std::vector<std::string>> list(const std::string& directory) override;

    /// The temporary file is ".NAME.PID.tmp" beside `path`; a crash may leave one behind, which the next
    /// replace by a process of that number takes away.
    Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) override;

    /// Makes a file that is not there yet, whole or not at all and durably, as replace() does. False:
    /// something has that name, and stays as it is. The file system must know hard links. `group`: whose
    /// group it is; only root may give it to any.
    Result<bool> create(const std::string& path, std::string_view text, std::uint32_t mode,
                        std::optional<std::uint32_t> group = {});

    /// Whom a file belongs to, and who may read it.
    struct Belongs
    {
        std::uint32_t mode = 0;
        std::uint32_t owner = 0;
        std::uint32_t group = 0;
    };

    /// Writes a file that nothing depends on yet, durably; what has that name already goes. A crash leaves it
    /// behind, whole or not. Only root may give it to another owner, or to a group that it is not in itself.
    Result<void> write_draft(const std::string& path, std::string_view text, const Belongs& belongs);

    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove_file(const std::string& path) override;
    Result<void> make_directory(const std::string& directory, std::uint32_t mode) override;

    /// flock(2) on a file (0600) that is made when it is missing and stays. It excludes other processes and
    /// other locks of this one.
    Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) override;
};

} // namespace idpsync::service
