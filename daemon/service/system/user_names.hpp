#pragma once

// Who asked, as people know it. To be shown only: nothing may be decided by a name.

#include <sys/types.h>

#include <string>
#include <string_view>

namespace idpsync::service {

/// The name in `passwd` (the text of /etc/passwd) of this user, or "uid 1001". Pure.
std::string user_named(std::string_view passwd, uid_t user);

/// The same by this machine's /etc/passwd. Directories such as LDAP are not asked: they may make the daemon
/// wait.
std::string user_named(uid_t user);

/// "root (sudo alice)" for `name` "root" and what sudo left in $SUDO_USER, when that is a user's name;
/// else `name`. Whoever runs a command as root can say anything there.
std::string with_sudo(std::string name, std::string_view sudo_user);

} // namespace idpsync::service
