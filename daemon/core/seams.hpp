#pragma once

// The doors to the outside that need no coroutine: the disk and chance. Real ones are in service/; tests hand
// in their own. (The two that wait, Clock and HttpClient, are in net/.)

#include "core/error.hpp"
#include "core/policy.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace idpsync {

/// What is known of a file without reading it.
struct FileStatus
{
    enum class Kind
    {
        regular,
        directory,
        other
    };

    Kind kind = Kind::regular;
    std::uint64_t size = 0;
    std::uint32_t mode = 0; ///< permission bits, as 0640
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
    std::chrono::sys_time<std::chrono::nanoseconds> modified{};
    bool mounted = false;   ///< a mount point itself, as a single bind-mounted file is
    bool read_only = false; ///< on a file system that is mounted read-only
};

/// One file, read whole.
struct FileContent
{
    FileStatus status;
    std::string text;
};

/// Held while a lock is held; letting it go releases the lock.
class FileLock
{
public:
    virtual ~FileLock() = default;
};

/// The disk. Errors are `storage` unless said otherwise, and their message ends in what the system said
/// ("…: Permission denied"); the path is in the message.
class Files
{
public:
    virtual ~Files() = default;

    /// Follows links. `missing` tells "there is no such file" from everything else that can be wrong
    /// (a directory, a broken link, no permission), and `too_large` what is larger than `limit` bytes.
    struct ReadFailure
    {
        bool missing = false;
        Error error;
        bool too_large = false;
    };
    virtual boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                                 std::uint64_t limit) = 0;

    /// The regular files, links and directories (these with a slash behind them) of a directory by name,
    /// sorted; without the directory's path.
    virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;

    /// Replaces `path` by `text` so that after a crash either the old or the new content is there, whole:
    /// a temporary file beside it, fsync, rename, fsync of the directory. Never follows a link at `path`.
    virtual Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) = 0;

    /// Renames within one directory and makes that durable.
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;

    /// Removes a file and makes that durable; one that is not there is gone already.
    virtual Result<void> remove_file(const std::string& path) = 0;

    /// Makes `directory` (and what is missing above it) with `mode`; one that is there is left as it is.
    virtual Result<void> make_directory(const std::string& directory, std::uint32_t mode) = 0;

    /// The lock at `path`, or nothing when another process holds it.
    virtual Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) = 0;
};

[[noreturn]] void throw_exception_from_error(const Files::ReadFailure& failure,
                                             const boost::source_location& location);

/// Chance: of the key that fingerprints are made with, and of jitter.
class Random
{
public:
    virtual ~Random() = default;

    virtual void fill(std::span<std::byte> bytes) = 0; ///< unpredictable
    virtual double unit() = 0;                         ///< uniform in [0, 1)
};

} // namespace idpsync
