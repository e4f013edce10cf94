#include "service/token_file.hpp"

#include "core/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace idpsync::service {
namespace {

constexpr std::uint64_t most_of_a_token_file = 64U << 10U;

Error not_to_be_replaced(const std::string& path, const std::string& why, std::string next)
{
    return {ErrorKind::storage, "the token in " + escaped(path) + " cannot be renewed here: " + why,
            std::move(next)};
}

/// Why this user can make no file in `directory`.
Error closed_directory(const std::string& path, const std::string& directory, const std::string& state,
                       int code)
{
    const auto why =
        "no file can be made in " + escaped(directory) + ": " + std::generic_category().message(code);
    if (code == EROFS)
        return not_to_be_replaced(path, why,
                                  "systemd: let the service write there, with ReadWritePaths=" +
                                      escaped(directory) + " below [Service] in `systemctl edit`");
    return not_to_be_replaced(path, why,
                              "move the token to " + escaped(state) +
                                  "/token, owned by the daemon's user, and write token: {file: " +
                                  escaped(state) + "/token}; or renew it as root");
}

/// Root follows no link that another user may have made.
bool leads_a_stranger_astray(const std::string& path)
{
    struct stat link = {};
    struct stat directory = {};
    const auto parent = std::filesystem::path(path).parent_path().string();
    return ::geteuid() == 0 && ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode) &&
           ::stat(parent.c_str(), &directory) == 0 && directory.st_uid != 0;
}

} // namespace

PosixTokenFile::PosixTokenFile(std::string path, std::string state_directory)
    : path_(std::move(path)), state_directory_(std::move(state_directory))
{}

Result<FileContent> PosixTokenFile::content()
{
    auto content = files_.read(path_, most_of_a_token_file);
    if (content.has_error())
        return content.error().error;
    return std::move(*content);
}

Result<Secret> PosixTokenFile::read()
{
    auto read = content();
    if (read.has_error())
        return read.error();
    auto& text = read->text;
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        return Error{ErrorKind::bad_config, escaped(path_) + " is empty",
                     "write NetBird's access token to it"};
    return Secret(std::move(text));
}

Result<void> PosixTokenFile::check_writable()
{
    auto read = content();
    if (read.has_error())
        return read.error();
    wipe(read->text);
    const auto& status = read->status;
    if (status.mounted)
        return not_to_be_replaced(path_, "it is mounted by itself",
                                  "mount the directory that it is in, instead of the file");
    if (leads_a_stranger_astray(path_))
        return not_to_be_replaced(path_, "it is a link in a directory of another user's",
                                  "name the file itself in management.token");
    const bool own = status.owner == ::geteuid() && status.group == ::getegid();
    if (::geteuid() != 0 && !own)
        return not_to_be_replaced(path_, "its owner or group is not that of the daemon's user",
                                  "renew it as root; for the daemon, chown the file to the daemon's user and "
                                  "group");
    const auto directory = std::filesystem::path(target()).parent_path().string();
    if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        return closed_directory(path_, directory, state_directory_, errno);
    return {};
}

Result<void> PosixTokenFile::put_beside(const Secret& token)
{
    auto read = content();
    if (read.has_error())
        return read.error();
    wipe(read->text);
    const auto& status = read->status;
    std::string line;
    line.reserve(token.reveal().size() + 1);
    line += token.reveal();
    line += '\n';
    const auto written = files_.write_draft(
        beside(), line, {.mode = status.mode, .owner = status.owner, .group = status.group});
    wipe(line);
    return written;
}

Result<void> PosixTokenFile::take_place()
{
    return files_.rename(beside(), target());
}

Result<void> PosixTokenFile::clear()
{
    return files_.remove_file(beside());
}

std::string PosixTokenFile::target() const
{
    std::error_code failed;
    const auto real = std::filesystem::canonical(path_, failed);
    return failed ? path_ : real.string();
}

std::string PosixTokenFile::beside() const
{
    const std::filesystem::path file(target());
    return (file.parent_path() / ("." + file.filename().string() + ".next")).string();
}

} // namespace idpsync::service
