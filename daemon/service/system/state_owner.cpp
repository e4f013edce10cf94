#include "service/system/state_owner.hpp"

#include "core/text.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace idpsync::service {
namespace {

Error failure(const std::string& what, const std::string& directory, int code)
{
    return {ErrorKind::storage,
            what + " " + escaped(directory) + ": " + std::generic_category().message(code)};
}

} // namespace

Result<void> become_owner_of(const std::string& directory)
{
    if (::geteuid() != 0)
        return {};

    struct stat status = {};
    if (::lstat(directory.c_str(), &status) != 0)
        return errno == ENOENT ? Result<void>()
                               : failure("cannot look at the state directory", directory, errno);
    if (!S_ISDIR(status.st_mode))
        return Error{ErrorKind::storage,
                     "the state directory " + escaped(directory) +
                         " is a link or a file; name the directory itself with --state-dir"};
    if (status.st_uid == 0)
        return {};

    // The groups first: afterwards there is no right to.
    if (::setgroups(1, &status.st_gid) != 0 || ::setgid(status.st_gid) != 0 || ::setuid(status.st_uid) != 0)
        return failure("cannot become the owner of", directory, errno);
    return {};
}

} // namespace idpsync::service
