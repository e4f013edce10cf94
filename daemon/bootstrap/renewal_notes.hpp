#pragma once

// token-renewal.json of the state directory: which token is in the file, and the one that was about to take
// its place, noted before NetBird makes it. A renewal that was cut is cleared up by the next one with it. No
// secret is in it.

#include "core/error.hpp"
#include "core/seams.hpp"

#include <memory>
#include <optional>
#include <string>

namespace idpsync::bootstrap {

struct RenewalNotes
{
    std::string url;       ///< of NetBird
    std::string token;     ///< id of the one in the file, before it is swapped; empty: not known
    std::string successor; ///< name of the one to come; empty: no renewal is under way

    bool operator==(const RenewalNotes&) const = default;
};

class RenewalNotesStore
{
public:
    /// `files` must outlive it.
    RenewalNotesStore(Files& files, std::string state_directory);

    /// Makes the directory where it is missing, and keeps other renewals out as long as the lock lives. Error
    /// (storage, or conflict when another one holds it).
    Result<std::unique_ptr<FileLock>> lock();

    /// Nothing: there was none yet. Error (storage): unreadable, or a newer program's.
    Result<std::optional<RenewalNotes>> load();
    Result<void> save(const RenewalNotes& notes);

private:
    Files& files_;
    std::string directory_;
    std::string file_;
};

} // namespace idpsync::bootstrap
