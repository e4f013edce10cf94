#include "service/system/posix_files.hpp"

#include "core/secret.hpp"
#include "core/temporary_name.hpp"
#include "core/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace idpsync::service {
namespace {

class Descriptor
{
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

class HeldLock final : public FileLock
{
public:
    explicit HeldLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

private:
    Descriptor descriptor_;
};

/// "cannot WHAT PATH: " and what the system said.
Error failure(std::string_view what, std::string_view path, int code)
{
    return {.kind = ErrorKind::storage,
            .message = "cannot " + std::string(what) + " " + escaped(path) + ": " +
                       std::generic_category().message(code),
            .cause = code == EACCES ? ErrorCause::permission_denied : ErrorCause::unspecified};
}

Error refusal(std::string_view what, std::string_view path, std::string_view why)
{
    return {ErrorKind::storage,
            "cannot " + std::string(what) + " " + escaped(path) + ": " + std::string(why)};
}

struct SplitPath
{
    std::string directory;
    std::string name;
};

SplitPath split(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return {".", path};
    return {path.substr(0, std::max<std::size_t>(slash, 1)), path.substr(slash + 1)};
}

Descriptor open_directory(const std::string& path)
{
    return Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// Makes a change of the directory's entries durable. File systems that cannot do that say EINVAL.
bool sync_directory(const Descriptor& directory)
{
    return ::fsync(directory.get()) == 0 || errno == EINVAL;
}

FileStatus status_of(const struct stat& found)
{
    FileStatus status;
    status.kind = S_ISREG(found.st_mode)   ? FileStatus::Kind::regular
                  : S_ISDIR(found.st_mode) ? FileStatus::Kind::directory
                                           : FileStatus::Kind::other;
    status.size = static_cast<std::uint64_t>(found.st_size);
    status.mode = found.st_mode & 07777U;
    status.owner = found.st_uid;
    status.group = found.st_gid;
    status.modified = std::chrono::sys_time<std::chrono::nanoseconds>(
        std::chrono::seconds(found.st_mtim.tv_sec) + std::chrono::nanoseconds(found.st_mtim.tv_nsec));
    return status;
}

/// How the file is mounted. What a system cannot tell is taken as the usual case.
void add_mount(const Descriptor& file, FileStatus& status)
{
    struct statx place = {};
    if (::statx(file.get(), "", AT_EMPTY_PATH, 0, &place) == 0)
        status.mounted = (place.stx_attributes_mask & place.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    struct statvfs system = {};
    if (::fstatvfs(file.get(), &system) == 0)
        status.read_only = (system.f_flag & ST_RDONLY) != 0;
}

/// Reads to the end, or one byte past `limit`. False: errno says why.
bool read_up_to(const Descriptor& file, std::uint64_t expected, std::uint64_t limit, std::string& text)
{
    // One allocation for a file of the size it claims: a secret leaves no copy behind in freed memory.
    std::size_t used = 0;
    text.resize(static_cast<std::size_t>(std::min(expected, limit)) + 1);
    for (;;)
    {
        const auto got = ::read(file.get(), text.data() + used, text.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        used += static_cast<std::size_t>(got);
        if (got == 0 || used > limit)
            break;
        if (used == text.size())
            text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(text.size() * 2, limit + 1)));
    }
    text.resize(used);
    return true;
}

bool write_all(const Descriptor& file, std::string_view text)
{
    while (!text.empty())
    {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// A new file in `directory` for this process alone. A leftover of that name is a dead process's.
Descriptor create_temporary(const Descriptor& directory, const std::string& name)
{
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor file(::openat(directory.get(), name.c_str(), flags, 0600));
    if (file || errno != EEXIST || ::unlinkat(directory.get(), name.c_str(), 0) != 0)
        return file;
    return Descriptor(::openat(directory.get(), name.c_str(), flags, 0600));
}

/// Asks the system only for what is not so already: the service's sandbox lets nobody change an owner.
bool give_to(const Descriptor& file, std::optional<std::uint32_t> owner, std::optional<std::uint32_t> group)
{
    struct stat now = {};
    if (::fstat(file.get(), &now) != 0)
        return false;
    const auto user = owner.value_or(now.st_uid);
    const auto with = group.value_or(now.st_gid);
    return (user == now.st_uid && with == now.st_gid) || ::fchown(file.get(), user, with) == 0;
}

/// Writes `text` durably under `name`. Gives 0 or an errno.
int write_temporary(const Descriptor& directory, const std::string& name, std::string_view text,
                    std::uint32_t mode, std::optional<std::uint32_t> group = {},
                    std::optional<std::uint32_t> owner = {})
{
    const auto file = create_temporary(directory, name);
    // fchmod: the mode that was asked for, whatever the umask.
    const bool durable = file && give_to(file, owner, group) && ::fchmod(file.get(), mode) == 0 &&
                         write_all(file, text) && ::fsync(file.get()) == 0;
    return durable ? 0 : errno;
}

/// Gives 0 or an errno.
int rename_within(const Descriptor& directory, const std::string& from, const std::string& to)
{
    return ::renameat(directory.get(), from.c_str(), directory.get(), to.c_str()) == 0 ? 0 : errno;
}

/// The type of a directory's entry, as far as the entry or the file itself tells.
unsigned char type_of(DIR* directory, const dirent& entry)
{
    if (entry.d_type != DT_UNKNOWN)
        return entry.d_type;
    struct stat found = {};
    if (::fstatat(::dirfd(directory), entry.d_name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return IFTODT(found.st_mode);
}

/// The entry's name as list() gives it; empty for what it leaves out.
std::string listed_name(DIR* directory, const dirent& entry)
{
    const std::string name = entry.d_name;
    const auto type = type_of(directory, entry);
    if (type == DT_DIR)
        return name == "." || name == ".." ? std::string() : name + "/";
    return type == DT_REG || type == DT_LNK ? name : std::string();
}

/// mkdir of one level. An existing directory is left as it is.
Result<void> make_one_directory(const std::string& path, std::uint32_t mode)
{
    if (::mkdir(path.c_str(), mode) == 0)
    {
        const auto parent = open_directory(split(path).directory);
        if (::chmod(path.c_str(), mode) != 0 || !parent || !sync_directory(parent))
            return failure("make the directory", path, errno);
        return {};
    }
    const auto code = errno;
    struct stat found = {};
    if (::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode))
        return {};
    return failure("make the directory", path, code);
}

} // namespace

boost::system::result<FileContent, Files::ReadFailure> PosixFiles::read(const std::string& path,
                                                                        std::uint64_t limit)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file)
    {
        const auto code = errno;
        struct stat link = {};
        if (code == ENOENT && ::lstat(path.c_str(), &link) == 0)
            return ReadFailure{false, refusal("read", path, "it is a link to a file that does not exist")};
        return ReadFailure{code == ENOENT, failure("read", path, code)};
    }

    struct stat found = {};
    if (::fstat(file.get(), &found) != 0)
        return ReadFailure{false, failure("read", path, errno)};
    FileContent content{status_of(found), {}};
    add_mount(file, content.status);
    if (content.status.kind == FileStatus::Kind::directory)
        return ReadFailure{false, failure("read", path, EISDIR)};
    if (content.status.kind != FileStatus::Kind::regular)
        return ReadFailure{false, refusal("read", path, "it is not a regular file")};
    if (!read_up_to(file, content.status.size, limit, content.text))
        return ReadFailure{false, failure("read", path, errno)};
    if (content.text.size() > limit)
    {
        wipe(content.text);
        return ReadFailure{
            false, refusal("read", path, "it is larger than " + std::to_string(limit) + " bytes"), true};
    }
    return content;
}

Result<std::vector<std::string>> PosixFiles::list(const std::string& directory)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), &::closedir);
    if (!stream)
        return failure("list", directory, errno);

    std::vector<std::string> names;
    errno = 0;
    while (const auto* entry = ::readdir(stream.get()))
    {
        if (auto name = listed_name(stream.get(), *entry); !name.empty())
            names.push_back(std::move(name));
        errno = 0;
    }
    if (errno != 0)
        return failure("list", directory, errno);
    std::sort(names.begin(), names.end());
    return names;
}

Result<void> PosixFiles::replace(const std::string& path, std::string_view text, std::uint32_t mode)
{
    const auto [directory_path, name] = split(path);
    const auto directory = open_directory(directory_path);
    if (!directory)
        return failure("write", path, errno);

    const auto temporary = temporary_name(name, ::getpid());
    auto code = write_temporary(directory, temporary, text, mode);
    if (code == 0)
        code = rename_within(directory, temporary, name);
    if (code != 0)
    {
        ::unlinkat(directory.get(), temporary.c_str(), 0);
        return failure("write", path, code);
    }
    if (!sync_directory(directory))
        return failure("write", path, errno);
    return {};
}

Result<bool> PosixFiles::create(const std::string& path, std::string_view text, std::uint32_t mode,
                                std::optional<std::uint32_t> group)
{
    const auto [directory_path, name] = split(path);
    const auto directory = open_directory(directory_path);
    if (!directory)
        return failure("write", path, errno);

    // A link, unlike a rename, replaces nothing.
    const auto temporary = temporary_name(name, ::getpid());
    auto code = write_temporary(directory, temporary, text, mode, group);
    if (code == 0 && ::linkat(directory.get(), temporary.c_str(), directory.get(), name.c_str(), 0) != 0)
        code = errno;
    ::unlinkat(directory.get(), temporary.c_str(), 0);
    if (code == EEXIST)
        return false;
    if (code == 0 && !sync_directory(directory))
        code = errno;
    if (code != 0)
        return failure("write", path, code);
    return true;
}

Result<void> PosixFiles::write_draft(const std::string& path, std::string_view text, const Belongs& belongs)
{
    const auto [directory_path, name] = split(path);
    const auto directory = open_directory(directory_path);
    auto code = directory ? write_temporary(directory, name, text, belongs.mode, belongs.group, belongs.owner)
                          : errno;
    if (code == 0 && !sync_directory(directory))
        code = errno;
    if (code == 0)
        return {};
    if (directory)
        ::unlinkat(directory.get(), name.c_str(), 0);
    return failure("write", path, code);
}

Result<void> PosixFiles::rename(const std::string& from, const std::string& to)
{
    const auto directory = open_directory(split(to).directory);
    if (!directory || ::rename(from.c_str(), to.c_str()) != 0 || !sync_directory(directory))
    {
        const auto code = errno;
        return failure("rename", from + " to " + to, code);
    }
    return {};
}

Result<void> PosixFiles::remove_file(const std::string& path)
{
    const auto directory = open_directory(split(path).directory);
    const bool gone = directory && (::unlink(path.c_str()) == 0 || errno == ENOENT);
    if (!gone || !sync_directory(directory))
    {
        const auto code = errno;
        return failure("remove", path, code);
    }
    return {};
}

Result<void> PosixFiles::make_directory(const std::string& directory, std::uint32_t mode)
{
    for (std::size_t slash = 0; slash != std::string::npos;)
    {
        slash = directory.find('/', slash + 1);
        const auto made = make_one_directory(directory.substr(0, slash), mode);
        if (made.has_error())
            return made;
    }
    return {};
}

Result<std::unique_ptr<FileLock>> PosixFiles::try_lock(const std::string& path)
{
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file)
        return failure("lock", path, errno);
    int locked = -1;
    do
        locked = ::flock(file.get(), LOCK_EX | LOCK_NB);
    while (locked != 0 && errno == EINTR);
    if (locked == 0)
        return std::unique_ptr<FileLock>(std::make_unique<HeldLock>(std::move(file)));
    if (errno == EWOULDBLOCK)
        return std::unique_ptr<FileLock>();
    return failure("lock", path, errno);
}

} // namespace idpsync::service
