#include "cli/daemon_access.hpp"

#include "core/text.hpp"
#include "service/system/state_owner.hpp"
#include "service/token_session.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <variant>

namespace idpsync::cli {
namespace {

std::string directory_of(const std::string& path)
{
    return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
}

/// A file that the daemon opens, and the setting that names it.
struct Need
{
    SourceLocation where;
    std::string path; ///< of the setting; empty for the files of the configuration themselves
};

/// Every file by its name.
std::map<std::string, Need> needs_of(const config::Configuration& configuration)
{
    std::map<std::string, Need> needs;
    const auto& settings = configuration.settings;
    const auto add = [&](const std::string& file, const std::string& setting) {
        needs.try_emplace(file, Need{configuration.places.at(setting), setting});
    };
    const auto add_secret = [&](const SecretSource& source, const std::string& setting) {
        if (const auto* file = std::get_if<SecretSource::File>(&source.where))
            add(file->path, setting);
    };
    needs.try_emplace(settings.config_file, Need{{.file = settings.config_file}, {}});
    add_secret(settings.management.token, "management.token");
    if (settings.management.ca_file)
        add(*settings.management.ca_file, "management.ca_file");
    if (settings.providers.ca_file)
        add(*settings.providers.ca_file, "providers.ca_file");
    if (settings.web.password_file)
        add(*settings.web.password_file, "web.password_file");
    for (const auto& provider : configuration.desired.providers())
    {
        needs.try_emplace(provider.where.file, Need{{.file = provider.where.file}, {}});
        if (provider.client_secret && provider.state == State::present)
            add_secret(*provider.client_secret,
                       "identity_providers." + provider.key.str() + ".client_secret");
        if (provider.registration && provider.state != State::released)
            add_secret(provider.registration->secret, registration_secret_path(provider));
    }
    const auto directory =
        settings.providers_dir.value_or(directory_of(settings.config_file) + "/providers.d");
    needs.try_emplace(directory, Need{{.file = directory}, {}});
    return needs;
}

/// The first directory on the way to `path` that may not be entered, or `path` itself; nothing: it opens.
std::optional<std::string> obstacle(const std::string& path)
{
    const auto may = [](const std::string& name, int how) {
        return ::faccessat(AT_FDCWD, name.c_str(), how, AT_EACCESS) == 0 || errno != EACCES;
    };
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (!may(path.substr(0, slash), X_OK))
            return path.substr(0, slash);
    return may(path, R_OK) ? std::nullopt : std::optional(path);
}

std::string advice(const std::string& path, const service::DaemonUser& user)
{
    struct stat found = {};
    const bool directory = ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
    return "chgrp " + user.name + " " + escaped(path) + " && chmod " + (directory ? "g+rx " : "g+r ") +
           escaped(path);
}

} // namespace

std::vector<config::Diagnostic> unreadable_for_daemon(const config::Configuration& configuration,
                                                      const std::string& state_directory)
{
    std::vector<config::Diagnostic> found;
    const auto user = ::geteuid() == 0 ? service::daemon_user(state_directory) : std::nullopt;
    if (!user)
        return found;
    std::map<std::string, std::pair<std::string, Need>> obstacles; // a directory stands in the way of many
    {
        const auto acting = service::ActingAs::start(*user);
        if (acting.has_error())
            return {{{}, {}, acting.error().text()}};
        for (const auto& [file, need] : needs_of(configuration))
            if (const auto way = obstacle(file))
                obstacles.try_emplace(*way, file, need);
    }
    for (const auto& [way, cause] : obstacles)
    {
        const auto& [file, need] = cause;
        found.push_back({need.where, need.path,
                         escaped(file) + " cannot be read by " + escaped(user->name) +
                             ", the user of the daemon; run: " + advice(way, *user)});
    }
    return found;
}

std::optional<config::Diagnostic> unrenewable_for_daemon(const config::Configuration& configuration,
                                                         const std::string& state_directory)
{
    const auto& management = configuration.settings.management;
    if (management.token_renew.count() == 0)
        return std::nullopt;
    const auto tell = [&](const Error& error) {
        return config::Diagnostic{configuration.places.at("management.token"), "management.token_renew",
                                  error.text()};
    };
    const auto path = service::token_file_path(management);
    if (path.has_error())
        return tell(path.error());
    const auto user = ::geteuid() == 0 ? service::daemon_user(state_directory) : std::nullopt;
    const auto acting =
        user ? service::ActingAs::start(*user) : Result<std::unique_ptr<service::ActingAs>>(nullptr);
    if (acting.has_error())
        return tell(acting.error());
    const auto writable = service::PosixTokenFile(*path, state_directory).check_writable();
    return writable.has_error() ? std::optional(tell(writable.error())) : std::nullopt;
}

} // namespace idpsync::cli
