#pragma once

// Whose the state directory is.

#include "core/error.hpp"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// When root runs a command that writes state: becomes the owner of `directory`, for good, so that nothing
/// of root's appears in a directory that belongs to the daemon's user, and no link in there leads root
/// anywhere. Does nothing for other users, for a directory of root's own, and for one that is not there yet.
/// `directory` itself may not be a link. Errors (storage) say what the system said.
Result<void> become_owner_of(const std::string& directory);

/// Whom the daemon runs as, by the owner of its state directory; nothing when that is root's, or not there.
struct DaemonUser
{
    uid_t user;
    gid_t group;
    std::string name; ///< "netbird-idp-sync", or the number of a user without a name
};
std::optional<DaemonUser> daemon_user(const std::string& state_directory);

/// Root, acting as another user for as long as this lives: what is opened meanwhile is what that user may
/// open. Not for what a peer can influence: root is a call away.
class ActingAs
{
public:
    /// Error (storage): the system refuses. Must be root; the groups of `user` count as well.
    static Result<std::unique_ptr<ActingAs>> start(const DaemonUser& user);

    ActingAs(const ActingAs&) = delete;
    ActingAs& operator=(const ActingAs&) = delete;
    ~ActingAs();

private:
    explicit ActingAs(std::vector<gid_t> groups) : groups_(std::move(groups)) {}

    std::vector<gid_t> groups_; ///< root's own, for the way back
};

} // namespace idpsync::service
