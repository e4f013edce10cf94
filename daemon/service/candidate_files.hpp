#pragma once

// Files of a configuration that is not in place, as a client hands them to a daemon and as the daemon reads
// them (docs/control.md, `plan`).

#include "core/seams.hpp"

#include <map>
#include <string>
#include <vector>

namespace idpsync::service {

/// Texts by their path below the directory of config.yaml: "config.yaml", "providers.d/corp.yaml".
using CandidateTexts = std::map<std::string, std::string>;

/// All the texts of a request together, in bytes.
inline constexpr std::size_t largest_candidate = 4U << 20U;

/// A disk that is only read; whatever would change it fails (storage).
class LookedAtFiles : public Files
{
public:
    Result<void> replace(const std::string& path, std::string_view text, std::uint32_t mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove_file(const std::string& path) override;
    Result<void> make_directory(const std::string& directory, std::uint32_t mode) override;
    Result<std::unique_ptr<FileLock>> try_lock(const std::string& path) override;
};

/// Below `root` only what was handed over is there, as files that nobody else may read; elsewhere is `disk`,
/// which must outlive it.
class CandidateFiles final : public LookedAtFiles
{
public:
    CandidateFiles(Files& disk, std::string root, const CandidateTexts& texts);

    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;

private:
    /// The path below the root; nothing: it is elsewhere.
    [[nodiscard]] std::optional<std::string> below_root(const std::string& path) const;
    [[nodiscard]] bool is_directory(const std::string& below) const;

    Files& disk_;
    std::string root_;
    const CandidateTexts& texts_;
};

/// Another disk, of which the texts below `root` that were read are kept: what a load of the configuration
/// there needs. `files` must outlive it.
class NotedFiles final : public LookedAtFiles
{
public:
    NotedFiles(Files& files, std::string root) : files_(files), root_(std::move(root) + '/') {}

    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;

    [[nodiscard]] CandidateTexts take() { return std::move(texts_); }

private:
    Files& files_;
    std::string root_;
    CandidateTexts texts_;
};

/// Why `texts` cannot be a candidate: too large, or a path that leads out of its directory. Empty: they can.
std::string objection_to(const CandidateTexts& texts);

} // namespace idpsync::service
