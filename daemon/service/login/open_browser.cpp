#include "service/login/open_browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

namespace idpsync::service {
namespace {

constexpr std::array names{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "HOME", "PATH",
                           "LANG",    "BROWSER",         "USER"};
constexpr std::array beginnings{"XDG_", "DBUS_", "LC_"};
constexpr int first_other = STDERR_FILENO + 1;

bool is_for_a_browser(std::string_view line)
{
    const auto name = line.substr(0, line.find('='));
    return std::ranges::count(names, name) != 0 ||
           std::ranges::any_of(beginnings, [&](const char* begin) { return name.starts_with(begin); });
}

/// How the child starts: nothing to read, nothing to say, nothing inherited.
class Start
{
public:
    Start()
    {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        // Asio 1.81 opens its sockets without CLOEXEC; the port of the way back is among them.
        posix_spawn_file_actions_addclosefrom_np(&files_, first_other);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~Start()
    {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&files_);
    }
    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;

    bool run(char* const* arguments, char* const* environment) const
    {
        pid_t child = 0;
        return ::posix_spawnp(&child, arguments[0], &files_, &attributes_, arguments, environment) == 0;
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (auto& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

bool has_browser(const reconcile::Environment& environment, bool is_root)
{
    const auto is_set = [&](const char* name) { return !environment(name).value_or("").empty(); };
    return !is_root && (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"));
}

std::vector<std::string> browser_environment(const char* const* environment)
{
    std::vector<std::string> out;
    for (; environment != nullptr && *environment != nullptr; ++environment)
        if (is_for_a_browser(*environment))
            out.emplace_back(*environment);
    return out;
}

bool open_browser(const std::string& url)
{
    auto environment = browser_environment(environ);
    std::vector<std::string> command{"xdg-open", url};
    const auto arguments = pointers(command);
    const auto lines = pointers(environment);
    return Start().run(arguments.data(), lines.data());
}

} // namespace idpsync::service
