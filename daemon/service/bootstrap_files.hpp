#pragma once

// The disk of `bootstrap`: files of root's that the daemon's group reads, and notes of the daemon's own.

#include "bootstrap/target.hpp"
#include "core/seams.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/state_owner.hpp"

#include <optional>
#include <string>

namespace idpsync::service {

/// The disk as `user` has it, when that is somebody: what root writes in a directory of the daemon's belongs
/// to the daemon, and no link in there leads root anywhere.
class FilesAs final : public Files
{
public:
    /// `files` must outlive it.
    FilesAs(Files& files, std::optional<DaemonUser> user) : files_(files), user_(std::move(user)) {}

    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove_file(const std::string& path) override;
    Result<void> make_directory(const std::string& directory, std::uint32_t mode) override;
    Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) override;

private:
    template <class Work>
    std::invoke_result_t<Work> as_user(Work work);

    Files& files_;
    std::optional<DaemonUser> user_;
};

/// What becomes of config.yaml.
struct ConfigDraft
{
    bootstrap::Configuration outcome = bootstrap::Configuration::kept;
    std::string text; ///< of the file, unless it is kept
};

/// The token file and config.yaml on the disk. Root gives them to the daemon's group (0640); anybody else
/// keeps them (0600).
class BootstrapFiles final : public bootstrap::Target
{
public:
    struct Places
    {
        std::string token_file;  ///< absolute
        std::string config_file; ///< absolute
        ConfigDraft config;
        std::optional<DaemonUser> daemon; ///< who has to read them, when root writes
    };

    explicit BootstrapFiles(Places places) : places_(std::move(places)) {}

    [[nodiscard]] std::string token_file() const override { return places_.token_file; }
    [[nodiscard]] std::string config_file() const override { return places_.config_file; }
    Result<std::optional<Secret>> read_token() override;
    Result<void> check_writable() override;
    Result<void> write_token(const Secret& token) override;
    Result<bootstrap::Configuration> write_config() override;

private:
    [[nodiscard]] std::uint32_t mode() const;
    [[nodiscard]] std::optional<std::uint32_t> group() const;
    Result<void> check_directory_of(const std::string& path);
    Result<void> replace(const std::string& path, std::string_view text);

    Places places_;
    PosixFiles files_;
};

} // namespace idpsync::service
