// What the daemon of a standalone NetBird writes, with `standalone.apply: true`.

#include "core/joined.hpp"
#include "service/daemon/standalone_daemon.hpp"

#include <optional>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;

bool StandaloneDaemon::may_write() const
{
    return in_force_->standalone.apply && !pause_.until();
}

namespace {

/// What became of a client at the provider; nothing: it was left as it is.
std::optional<Event> event_of_client(const ClientItem& item, const std::optional<Error>& failed, bool written)
{
    if (failed)
        return Event{EventName::failed,
                     Level::error,
                     item.key,
                     {{"client", item.product},
                      {"write", std::string(to_string(item.action))},
                      {"outcome", "failed"},
                      {"kind", std::string(to_string(failed->kind))},
                      {"error", failed->text()}}};
    if (!written)
        return std::nullopt;
    return Event{item.action == Action::create ? EventName::created : EventName::updated,
                 Level::info,
                 item.key,
                 {{"client", item.product},
                  {"changed", joined(item.changes, [](const auto& one) { return one.part; })},
                  {"reason", std::string(to_string(item.reason))}}};
}

} // namespace

/// True: something was written.
asio::awaitable<bool> StandaloneDaemon::write(StandaloneCheck& check, const StandaloneSight& sight)
{
    const bool rendered = write_rendered(sight);
    const auto client = co_await check.keep_client();
    if (!client)
        co_return rendered;
    auto event = event_of_client(client->item, client->failed, client->written);
    if (event)
        seams_.log.emit(std::move(*event));
    if (!client->manager)
        co_return rendered || client->written;
    const auto& manager = *client->manager;
    event = event_of_client(manager.item, manager.failed, manager.written);
    if (event)
        seams_.log.emit(std::move(*event));
    co_return rendered || client->written || manager.written;
}

/// What a guard of `standalone render` holds back stays a finding.
bool StandaloneDaemon::write_rendered(const StandaloneSight& sight)
{
    const auto& rendering = sight.rendering;
    if (!rendering || !rendering->refused.empty() || rendering->files.empty() || rendering->strands_users())
        return false;
    const auto part = ProviderKey::parse("files").value();
    const auto written =
        write_files_(in_force_->standalone.directory, rendering->files, seams_.clock.wall_now());
    const auto names = joined(rendering->files, &standalone::RenderedFile::name);
    if (written.has_error())
        seams_.log.emit({EventName::failed,
                         Level::error,
                         part,
                         {{"write", "update"},
                          {"outcome", "failed"},
                          {"kind", std::string(to_string(written.error().kind))},
                          {"error", written.error().text()}}});
    else
        seams_.log.emit({EventName::updated,
                         Level::info,
                         part,
                         {{"changed", names},
                          {"reason", "declaration_changed"},
                          {"note", "takes effect only after configure.sh and a restart of the containers"}}});
    return written.has_value();
}

} // namespace idpsync::service
