#include "cli/which_daemon.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "service/control/socket.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace idpsync::cli {
namespace {

namespace fs = std::filesystem;
namespace control = service::control;

bool has_socket(const std::string& directory)
{
    std::error_code failed;
    return fs::is_socket(service::control::socket_path(directory), failed);
}

/// The configuration file of the daemon there.
Result<std::string> config_file_of(const std::string& runtime_directory)
{
    auto client = ControlClient::ask(runtime_directory, control::StatusRequest());
    if (client.has_error())
        return client.error();
    const auto line = client->line(answer_time);
    if (line.has_error())
        return line.error();
    const auto status = control::decode_status_answer(*line);
    if (status.has_error())
        return status.error();
    return status->state.config_file;
}

} // namespace

std::vector<Instance> instances_below(const std::string& directory)
{
    std::vector<Instance> instances;
    std::error_code failed;
    for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (has_socket(entry->path().string()))
            instances.push_back({entry->path().filename().string(), entry->path().string()});
    std::ranges::sort(instances, {}, &Instance::name);
    if (has_socket(directory))
        instances.insert(instances.begin(), Instance{{}, directory});
    return instances;
}

bool same_file(const std::string& left, const std::string& right)
{
    std::error_code failed;
    const bool same = fs::equivalent(left, right, failed);
    return failed ? left == right : same;
}

Result<std::string> runtime_directory_meant(const CommonOptions& options, const Console& console)
{
    auto directory = runtime_directory_from(options, console.environment());
    if (!options.config_named)
        return directory;
    std::string others;
    for (const auto& instance : instances_below(directory))
    {
        const auto file = config_file_of(instance.runtime_directory);
        if (file.has_error())
            continue;
        if (same_file(*file, options.config))
            return instance.runtime_directory;
        append_part(others, idpsync::quoted(*file));
    }
    return Error{others.empty() ? ErrorKind::transport : ErrorKind::rejected,
                 "no daemon with a socket in " + escaped(directory) + " runs with " +
                     idpsync::quoted(options.config) +
                     (others.empty() ? "; none answers there" : "; running with: " + others)};
}

Result<ControlClient> ask_daemon(const CommonOptions& options, const Console& console,
                                 const control::Request& request)
{
    const auto directory = runtime_directory_meant(options, console);
    if (directory.has_error())
        return directory.error();
    return ControlClient::ask(*directory, request);
}

Result<std::string> answer_of_daemon(const CommonOptions& options, const Console& console,
                                     const control::Request& request, std::chrono::seconds patience)
{
    auto client = ask_daemon(options, console, request);
    if (client.has_error())
        return client.error();
    return client->line(patience);
}

} // namespace idpsync::cli
