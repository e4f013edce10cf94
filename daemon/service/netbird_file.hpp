#pragma once

// NetBird's own configuration on the disk: config.yaml of the combined server, or management.json.

#include "bootstrap/owner_file.hpp"
#include "service/system/posix_files.hpp"

#include <memory>
#include <string>

namespace idpsync::service {

/// Replaces the file as a whole, for the same owner, group and mode, after a copy was made beside it under a
/// name with the time. Links are followed.
class NetbirdFile final : public bootstrap::OwnerFile
{
public:
    explicit NetbirdFile(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] std::string path() const override { return path_; }
    Result<std::optional<DeclaredOwner>> read() override;
    Result<void> write(const DeclaredOwner& owner) override;

private:
    Result<FileContent> content();
    Result<void> back_up(const std::string& target, const FileContent& present);

    std::string path_;
    PosixFiles files_;
};

/// A configuration that is somewhere else: what is to be put there is in the report.
class PastedOwner final : public bootstrap::OwnerFile
{
public:
    [[nodiscard]] std::string path() const override { return {}; }
    Result<std::optional<DeclaredOwner>> read() override { return std::optional<DeclaredOwner>(); }
    Result<void> write(const DeclaredOwner& /*owner*/) override { return {}; }
};

/// Of `--netbird-config FILE`; "-" stands for what is pasted, nothing for nothing.
std::unique_ptr<bootstrap::OwnerFile> owner_file_of(const std::optional<std::string>& file);

} // namespace idpsync::service
