#pragma once

// The control socket as a file: who may have it, and whom it lets in.

#include "core/error.hpp"

#include <sys/types.h>

#include <string>

namespace idpsync::service::control {

/// "control.sock" in the runtime directory.
std::string socket_path(const std::string& runtime_directory);

/// A UNIX stream socket that listens at `path`, for its owner and its group (0660). A socket that a daemon of
/// before left there is replaced; one that somebody answers at, and any other file, is not. Gives a
/// descriptor, close-on-exec and non-blocking. Errors: conflict when another daemon answers there; storage.
Result<int> listen_at(const std::string& path);

/// Removes the socket of listen_at() when it is still the one at `path`.
class SocketFile
{
public:
    /// Takes note of what is there now.
    explicit SocketFile(std::string path);
    ~SocketFile();
    SocketFile(const SocketFile&) = delete;
    SocketFile& operator=(const SocketFile&) = delete;

private:
    std::string path_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

/// Who is at the other end, as the kernel knows it (SO_PEERCRED).
struct Peer
{
    uid_t uid;
    pid_t pid;
};

/// Error (storage): the kernel does not say.
Result<Peer> peer_of(int socket);

enum class Access
{
    look, ///< `status`
    everything
};

/// root and the daemon's own user may do everything. Whoever else can connect, the socket's group, may look.
Access access_of(const Peer& peer, uid_t own);

} // namespace idpsync::service::control
