#pragma once

// bootstrap.json of the state directory: what was about to be made, noted before each request that makes
// something. A run that was cut is finished by the next one with it. No secret is in it.

#include "core/error.hpp"
#include "core/seams.hpp"

#include <memory>
#include <optional>
#include <string>

namespace idpsync::bootstrap {

struct Notes
{
    std::string url;             ///< of NetBird
    std::string owner;           ///< the e-mail address
    bool makes_owner = false;    ///< the owner was, or was about to be, made by us
    std::string service_user;    ///< its name, before it is made; empty: not begun
    std::string service_user_id; ///< once NetBird named it
    std::string token;           ///< its name, before it is made; empty: not begun
    std::string token_id;        ///< once the token is in its file

    bool operator==(const Notes&) const = default;
};

class NotesStore
{
public:
    /// `files` must outlive it.
    NotesStore(Files& files, std::string state_directory);

    /// Makes the directory where it is missing, and keeps others out as long as the store lives. Error
    /// (storage, or conflict when another run holds it).
    Result<void> lock();

    /// Nothing: no run has begun. Error (storage): unreadable, or a newer program's.
    Result<std::optional<Notes>> load();
    Result<void> save(const Notes& notes);

    [[nodiscard]] const std::string& file() const { return file_; }

private:
    Files& files_;
    std::string directory_;
    std::string file_;
    std::unique_ptr<FileLock> lock_;
};

} // namespace idpsync::bootstrap
