#include "support/memory_files.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::test {
namespace {

constexpr std::string_view no_such_file = "No such file or directory";

Error failed(const std::string& path, std::string_view said)
{
    return {ErrorKind::storage, escaped(path) + ": " + std::string(said)};
}

Error not_permitted(const std::string& path)
{
    auto error = failed(path, "Permission denied");
    error.cause = ErrorCause::permission_denied;
    return error;
}

std::string parent_of(const std::string& path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos || slash == 0 ? std::string() : path.substr(0, slash);
}

std::string_view name_of(MemoryFiles::Call call)
{
    switch (call)
    {
    case MemoryFiles::Call::read: return "read";
    case MemoryFiles::Call::list: return "list";
    case MemoryFiles::Call::replace: return "replace";
    case MemoryFiles::Call::rename: return "rename";
    case MemoryFiles::Call::remove_file: return "remove_file";
    case MemoryFiles::Call::make_directory: return "make_directory";
    case MemoryFiles::Call::try_lock: return "try_lock";
    }
    return "unknown";
}

class MemoryLock final : public FileLock
{
public:
    MemoryLock(std::weak_ptr<std::set<std::string>> locks, std::string path)
        : locks_(std::move(locks)), path_(std::move(path))
    {}
    MemoryLock(const MemoryLock&) = delete;
    MemoryLock& operator=(const MemoryLock&) = delete;
    ~MemoryLock() override
    {
        if (const auto locks = locks_.lock())
            locks->erase(path_);
    }

private:
    std::weak_ptr<std::set<std::string>> locks_;
    std::string path_;
};

} // namespace

void MemoryFiles::put(const std::string& path, std::string text, std::uint32_t mode)
{
    put_parents(path);
    Entry entry;
    entry.status.mode = mode;
    entry.status.size = text.size();
    entry.status.modified = now_;
    entry.text = std::move(text);
    entries_[path] = std::move(entry);
}

void MemoryFiles::put_mounted(const std::string& path, std::string text, std::uint32_t mode)
{
    put(path, std::move(text), mode);
    entries_[path].status.mounted = true;
    entries_[path].status.read_only = true;
}

void MemoryFiles::put_directory(const std::string& path, std::uint32_t mode)
{
    put_parents(path);
    Entry entry;
    entry.status.kind = FileStatus::Kind::directory;
    entry.status.mode = mode;
    entry.status.modified = now_;
    entries_[path] = std::move(entry);
}

void MemoryFiles::put_broken_link(const std::string& path)
{
    put(path, {});
    entries_[path].is_broken_link = true;
}

void MemoryFiles::put_unreadable(const std::string& path)
{
    if (!exists(path))
        put(path, {});
    entries_[path].is_unreadable = true;
}

void MemoryFiles::remove(const std::string& path)
{
    std::erase_if(entries_, [&](const auto& entry) {
        return entry.first == path || entry.first.starts_with(path + "/");
    });
}

void MemoryFiles::lock_elsewhere(const std::string& path)
{
    locks_->insert(path);
}

void MemoryFiles::unlock_elsewhere(const std::string& path)
{
    locks_->erase(path);
}

bool MemoryFiles::exists(const std::string& path) const
{
    return find(path) != nullptr;
}

std::optional<std::string> MemoryFiles::text(const std::string& path) const
{
    const auto* entry = find(path);
    return entry == nullptr ? std::nullopt : std::optional(entry->text);
}

std::optional<FileStatus> MemoryFiles::status(const std::string& path) const
{
    const auto* entry = find(path);
    return entry == nullptr ? std::nullopt : std::optional(entry->status);
}

bool MemoryFiles::locked(const std::string& path) const
{
    return locks_->contains(path);
}

boost::system::result<FileContent, Files::ReadFailure> MemoryFiles::read(const std::string& path,
                                                                         std::uint64_t limit)
{
    if (auto error = begin(Call::read, path))
        return ReadFailure{false, std::move(*error)};
    const auto* entry = find(path);
    if (entry == nullptr)
        return ReadFailure{true, failed(path, no_such_file)};
    if (entry->is_broken_link)
        return ReadFailure{false,
                           failed(path, "is a link to a file that is not there: No such file or directory")};
    if (entry->is_unreadable)
        return ReadFailure{false, not_permitted(path)};
    if (entry->status.kind == FileStatus::Kind::directory)
        return ReadFailure{false, failed(path, "Is a directory")};
    if (entry->text.size() > limit)
        return ReadFailure{false, failed(path, "is larger than " + std::to_string(limit) + " bytes"), true};
    return FileContent{entry->status, entry->text};
}

Result<std::vector<std::string>> MemoryFiles::list(const std::string& directory)
{
    if (auto error = begin(Call::list, directory))
        return *error;
    const auto* entry = find(directory);
    if (entry == nullptr)
        return failed(directory, no_such_file);
    if (entry->status.kind != FileStatus::Kind::directory)
        return failed(directory, "Not a directory");
    if (entry->is_unreadable)
        return not_permitted(directory);
    std::vector<std::string> names;
    for (const auto& [path, file] : entries_)
        if (parent_of(path) == directory)
            names.push_back(path.substr(directory.size() + 1) +
                            (file.status.kind == FileStatus::Kind::directory ? "/" : ""));
    std::sort(names.begin(), names.end());
    return names;
}

Result<void> MemoryFiles::replace(const std::string& path, std::string_view text, std::uint32_t mode)
{
    if (auto error = begin(Call::replace, path))
        return *error;
    if (const auto parent = parent_of(path); !parent.empty() && !exists(parent))
        return failed(path, no_such_file);
    if (const auto* entry = find(path); entry != nullptr && entry->status.kind == FileStatus::Kind::directory)
        return failed(path, "Is a directory");
    put(path, std::string(text), mode);
    return {};
}

Result<void> MemoryFiles::rename(const std::string& from, const std::string& to)
{
    if (auto error = begin(Call::rename, from))
        return *error;
    const auto found = entries_.find(from);
    if (found == entries_.end())
        return failed(from, no_such_file);
    auto entry = std::move(found->second);
    entries_.erase(found);
    entries_[to] = std::move(entry);
    return {};
}

Result<void> MemoryFiles::remove_file(const std::string& path)
{
    if (auto error = begin(Call::remove_file, path))
        return *error;
    entries_.erase(path);
    return {};
}

Result<void> MemoryFiles::make_directory(const std::string& directory, std::uint32_t mode)
{
    if (auto error = begin(Call::make_directory, directory))
        return *error;
    const auto* entry = find(directory);
    if (entry == nullptr)
        put_directory(directory, mode);
    else if (entry->status.kind != FileStatus::Kind::directory)
        return failed(directory, "File exists");
    return {};
}

Result<std::unique_ptr<FileLock>> MemoryFiles::try_lock(const std::string& path)
{
    if (auto error = begin(Call::try_lock, path))
        return *error;
    if (const auto parent = parent_of(path); !parent.empty() && !exists(parent))
        return failed(path, no_such_file);
    if (!locks_->insert(path).second)
        return std::unique_ptr<FileLock>();
    return std::unique_ptr<FileLock>(std::make_unique<MemoryLock>(locks_, path));
}

std::optional<Error> MemoryFiles::begin(Call call, const std::string& path)
{
    calls.push_back(std::string(name_of(call)) + " " + path);
    if (!fail)
        return std::nullopt;
    const auto said = fail(call, path);
    return said ? std::optional(failed(path, *said)) : std::nullopt;
}

const MemoryFiles::Entry* MemoryFiles::find(const std::string& path) const
{
    const auto found = entries_.find(path);
    return found == entries_.end() ? nullptr : &found->second;
}

void MemoryFiles::put_parents(const std::string& path)
{
    const auto parent = parent_of(path);
    if (!parent.empty() && !exists(parent))
        put_directory(parent);
}

} // namespace idpsync::test
