#include "service/system/state_owner.hpp"

#include "core/text.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
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
                               : failure("cannot read the state directory", directory, errno);
    if (!S_ISDIR(status.st_mode))
        return Error{ErrorKind::storage, "the state directory " + escaped(directory) + " is a link or a file",
                     "name the directory itself with --state-dir"};
    if (status.st_uid == 0)
        return {};

    // The groups first: afterwards there is no right to.
    if (::setgroups(1, &status.st_gid) != 0 || ::setgid(status.st_gid) != 0 || ::setuid(status.st_uid) != 0)
        return failure("cannot become the owner of", directory, errno);
    return {};
}

std::optional<DaemonUser> daemon_user(const std::string& state_directory)
{
    struct stat status = {};
    if (::lstat(state_directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid == 0)
        return std::nullopt;
    const auto* known = ::getpwuid(status.st_uid);
    return DaemonUser{status.st_uid, status.st_gid,
                      known == nullptr ? std::to_string(status.st_uid) : std::string(known->pw_name)};
}

Result<std::unique_ptr<ActingAs>> ActingAs::start(const DaemonUser& user)
{
    const auto refused = [&] {
        return Error{ErrorKind::storage,
                     "cannot act as " + escaped(user.name) + ": " + std::generic_category().message(errno)};
    };
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
    if (::getgroups(static_cast<int>(groups.size()), groups.data()) < 0)
        return refused();
    std::unique_ptr<ActingAs> acting(new ActingAs(std::move(groups)));
    // The groups first: afterwards there is no right to.
    if (::initgroups(user.name.c_str(), user.group) != 0 || ::setegid(user.group) != 0 ||
        ::seteuid(user.user) != 0)
        return refused();
    return acting;
}

ActingAs::~ActingAs()
{
    // Nothing here fails for a process whose real user is root; one that could not come back must not go on.
    if (::seteuid(0) != 0 || ::setegid(0) != 0 || ::setgroups(groups_.size(), groups_.data()) != 0)
        std::terminate();
}

} // namespace idpsync::service
