#include "service/system/program_runner.hpp"

#include "service/system/program.hpp"
#include "service/system/state_owner.hpp"
#include "service/system/user_names.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

namespace {

/// Who runs a program.
struct Runner
{
    uid_t user = 0;
    std::string name;
    std::string home;
    std::optional<ProgramStart::User> change; ///< it is not who runs this process
};

std::vector<gid_t> groups_of(const std::string& name, gid_t group)
{
    int count = 0;
    ::getgrouplist(name.c_str(), group, nullptr, &count);
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(count, 1)), group);
    if (::getgrouplist(name.c_str(), group, groups.data(), &count) < 0)
        return {group};
    return groups;
}

/// `home`: of who runs this process.
Runner runner_for(const std::string& state_directory, const std::string& home)
{
    Runner runner{.user = ::geteuid(), .name = {}, .home = home, .change = std::nullopt};
    if (const auto daemon = runner.user == 0 ? daemon_user(state_directory) : std::nullopt)
    {
        runner.user = daemon->user;
        runner.change =
            ProgramStart::User{daemon->user, daemon->group, groups_of(daemon->name, daemon->group)};
        const auto* known = ::getpwuid(runner.user);
        runner.home = known == nullptr ? "/" : known->pw_dir;
    }
    runner.name = user_named(runner.user);
    return runner;
}

ProgramPart part_of(const std::string& path, const struct stat& found)
{
    return {.path = path,
            .directory = S_ISDIR(found.st_mode),
            .regular = S_ISREG(found.st_mode),
            .owner = found.st_uid,
            .mode = found.st_mode & 07777U};
}

Error unreachable(int code)
{
    const bool missing = code == ENOENT || code == ENOTDIR;
    return {ErrorKind::bad_config,
            missing ? "there is no such program"
                    : "it cannot be reached: " + std::generic_category().message(code),
            missing ? "install it, or correct its path" : ""};
}

/// The program and every directory on the way to it, links followed.
Result<std::vector<ProgramPart>> parts_of(const std::string& program)
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(program.c_str(), nullptr), &std::free);
    if (!real)
        return unreachable(errno);
    const std::string path = real.get();
    std::vector<ProgramPart> parts;
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1))
    {
        const auto part = path.substr(0, end);
        struct stat found = {};
        if (::stat(part.c_str(), &found) != 0)
            return unreachable(errno);
        parts.push_back(part_of(part, found));
        if (end == std::string::npos)
            return parts;
    }
}

} // namespace

ProgramRunner::ProgramRunner(asio::any_io_executor executor, net::Clock& clock, SecretAccess access)
    : executor_(std::move(executor)), clock_(clock), access_(std::move(access))
{}

asio::awaitable<Result<std::string>> ProgramRunner::output_of(const SecretSource::Command& command)
{
    if (auto off = commands_are_off(access_.environment))
        co_return std::move(*off);
    const auto runner = runner_for(access_.state_directory, access_.environment("HOME").value_or("/"));
    const auto parts = parts_of(command.words.front());
    if (parts.has_error())
        co_return parts.error();
    if (auto refused = objection_to_program(*parts, runner.user))
        co_return std::move(*refused);
    const auto credentials =
        access_.environment("CREDENTIALS_DIRECTORY").value_or("/run/credentials/" + access_.service_unit);
    const ProgramStart how{.words = command.words,
                           .environment = program_environment(command.variables, runner.home, credentials),
                           .directory = command.directory,
                           .user = runner.change};
    const auto program = Program::start(executor_, how);
    if (program.has_error())
        co_return program.error();
    const auto deadline = clock_.now() + longest_run;
    const auto first = co_await ((*program)->run() || clock_.wait_until(deadline));
    if (auto failed = objection_to_end((*program)->end(first.index() == 0), runner.name))
        co_return std::move(*failed);
    co_return (*program)->take_output();
}

} // namespace idpsync::service
