#pragma once

// A disk in memory. Behaves like the real one in what core/seams.hpp promises, and fails on demand.

#include "core/seams.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::test {

/// Paths are taken as they are: absolute, without "." and "..". The directories above a file exist as soon as
/// the file does.
class MemoryFiles final : public Files
{
public:
    enum class Call
    {
        read,
        list,
        replace,
        rename,
        remove_file,
        make_directory,
        try_lock
    };

    /// What the system says when a call shall fail ("Input/output error"), or nothing. Asked before every
    /// call with its path (of a rename: the old one).
    std::function<std::optional<std::string>(Call call, const std::string& path)> fail;

    /// Every call so far, as "replace /state/ledger.json".
    std::vector<std::string> calls;

    /// Puts a regular file there, as someone else would.
    void put(const std::string& path, std::string text, std::uint32_t mode = 0640);
    /// The same, as a read-only mount of its own.
    void put_mounted(const std::string& path, std::string text, std::uint32_t mode = 0640);
    void put_directory(const std::string& path, std::uint32_t mode = 0755);
    void put_broken_link(const std::string& path);
    void put_unreadable(const std::string& path); ///< a file or directory that may not be opened
    void remove(const std::string& path);         ///< and what is below it

    /// The modification time that put() and replace() give.
    void set_now(std::chrono::sys_time<std::chrono::nanoseconds> now) { now_ = now; }

    /// Makes try_lock(`path`) say that another process holds it.
    void lock_elsewhere(const std::string& path);
    void unlock_elsewhere(const std::string& path);

    [[nodiscard]] bool exists(const std::string& path) const;
    [[nodiscard]] std::optional<std::string> text(const std::string& path) const;
    [[nodiscard]] std::optional<FileStatus> status(const std::string& path) const;
    [[nodiscard]] bool locked(const std::string& path) const;

    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove_file(const std::string& path) override;
    Result<void> make_directory(const std::string& directory, std::uint32_t mode) override;
    Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) override;

private:
    struct Entry
    {
        FileStatus status;
        std::string text;
        bool is_broken_link = false;
        bool is_unreadable = false;
    };

    std::optional<Error> begin(Call call, const std::string& path);
    [[nodiscard]] const Entry* find(const std::string& path) const;
    void put_parents(const std::string& path);

    std::map<std::string, Entry> entries_;
    std::shared_ptr<std::set<std::string>> locks_ = std::make_shared<std::set<std::string>>();
    std::chrono::sys_time<std::chrono::nanoseconds> now_{std::chrono::hours(24 * 365 * 50)};
};

} // namespace idpsync::test
