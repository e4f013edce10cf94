#include "service/daemon/daemon_control.hpp"

#include "core/text.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace idpsync::service {

DaemonControl::DaemonControl(const boost::asio::any_io_executor& executor, net::Clock& clock, Daemon& daemon)
    : clock_(clock),
      daemon_(daemon),
      server_(executor, clock, handlers(),
              [own = ::geteuid()](const control::Peer& peer) { return control::access_of(peer, own); })
{}

Result<void> DaemonControl::start(const std::string& runtime_directory)
{
    return server_.start(control::socket_path(runtime_directory));
}

control::Handlers DaemonControl::handlers()
{
    return {
        .status = [this] { return status(); },
        .reload = [this](ReloadRequest request) { return daemon_.reload(std::move(request)); },
        .pause = [this](std::chrono::seconds duration,
                        const std::string& who) { return daemon_.pause(duration, who); },
        .resume = [this](const std::string& who) { return daemon_.resume(who); },
        .acknowledge_restart = [this](std::optional<std::uint64_t> generation,
                                      const std::string& /*who*/) { return acknowledge_restart(generation); },
        .history = [this](const control::HistoryRequest& request) { return history(request); }};
}

Result<History::Kept> DaemonControl::history(const control::HistoryRequest& request)
{
    auto kept = daemon_.read_history();
    if (kept.has_value())
        kept->entries = last_of(std::move(kept->entries), request.keys, request.lines);
    return kept;
}

Result<control::AcknowledgeAnswer> DaemonControl::acknowledge_restart(std::optional<std::uint64_t> generation)
{
    const auto outcome = daemon_.acknowledge_restart(generation);
    if (outcome.has_error())
        return outcome.error();
    if (!*outcome)
        return control::AcknowledgeAnswer{
            "a pass is under way: it counts when that has ended, unless more was written"};
    return control::acknowledge_answer(**outcome, daemon_.commands());
}

control::StatusDocument DaemonControl::status()
{
    return control::status_document(daemon_.state(), clock_.now(), clock_.wall_now());
}

Result<void> make_runtime_directory(const std::string& directory, const std::string& state_directory)
{
    const auto failed = [&](int code) {
        return Error{ErrorKind::storage, "cannot make the runtime directory " + escaped(directory) + ": " +
                                             std::generic_category().message(code)};
    };
    if (::mkdir(directory.c_str(), 0755) != 0)
        return errno == EEXIST ? Result<void>() : failed(errno);
    struct stat state = {};
    if (::geteuid() == 0 && ::lstat(state_directory.c_str(), &state) == 0 &&
        ::chown(directory.c_str(), state.st_uid, state.st_gid) != 0)
        return failed(errno);
    return {};
}

} // namespace idpsync::service
