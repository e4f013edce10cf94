#pragma once

#include "core/seams.hpp"

#include <string>

namespace idpsync::service {

/// Another disk, of which it is noted what was read: two times that something was read from files with the
/// same paths and contents have the same digest. Names in directories do not count, files that were read do.
class DigestingFiles final : public Files
{
public:
    /// `files` must outlive it.
    explicit DigestingFiles(Files& files) : files_(files) {}

    /// 64 hexadecimal digits: SHA-256 over each path read so far, in order, and the SHA-256 of its content.
    [[nodiscard]] std::string digest() const;

    /// What configurations are told apart by: the first 16 digits.
    [[nodiscard]] std::string short_digest() const { return digest().substr(0, 16); }

    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove_file(const std::string& path) override;
    Result<void> make_directory(const std::string& directory, std::uint32_t mode) override;
    Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) override;

private:
    Files& files_;
    std::string notes_;
};

} // namespace idpsync::service
