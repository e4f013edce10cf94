#pragma once

// `reconcile.on_change: ask`: files that changed and that nobody has taken yet (docs/reconciling.md 34).

#include "core/seams.hpp"
#include "crypto/digest.hpp"
#include "reconcile/report.hpp"
#include "service/declared_files.hpp"

#include <optional>
#include <string>

namespace idpsync::service {

/// What waits, and what it would do.
struct WaitingChange
{
    std::string id;      ///< tells one change from another
    WallTime since;      ///< when it was seen first
    std::string summary; ///< "1 to create, 2 to update, 1 refused"; empty: it could not be planned yet
    std::string problem; ///< why it could not be planned; escaped; empty: it was

    bool operator==(const WaitingChange&) const = default;
};

/// How many of each are left to do after that pass, or look: "1 to create, 2 refused", "nothing to do",
/// "3 to update, more than reconcile.max_changes".
std::string summary_of(const reconcile::Report& report);

/// What the files say, configuration and client secrets, as a text that tells nothing of the secrets to
/// whoever does not have the key of `fingerprint`.
std::string identity_of(const std::string& config_hash, const DeclaredFiles& files,
                        const crypto::Fingerprinter& fingerprint);

/// Which files were taken last, kept for the next start: DIR/files-taken (0600).
class TakenFiles
{
public:
    /// `files` must outlive it.
    TakenFiles(Files& files, const std::string& directory) : files_(files), path_(directory + "/files-taken")
    {}

    /// Whether what was taken last is something else than `identity`. False where nothing was ever kept: then
    /// the first start takes the files.
    [[nodiscard]] bool differ_from(const std::string& identity);

    /// Touches the disk only when that changes something. Errors (storage): the next start may ask in vain.
    Result<void> keep(const std::string& identity);

private:
    Files& files_;
    std::string path_;
    std::optional<std::string> kept_;
};

} // namespace idpsync::service
