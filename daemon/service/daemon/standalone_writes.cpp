// What the daemon of a standalone NetBird writes, with `standalone.apply: true`.

#include "core/joined.hpp"
#include "diagnose/standalone_needs.hpp"
#include "service/daemon/standalone_daemon.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;

namespace {

/// Each once, in the files' order.
std::vector<std::string> keys_in(const std::vector<standalone::RenderedFile>& files)
{
    std::vector<std::string> keys;
    for (const auto& file : files)
        for (const auto& change : file.changes)
            if (std::ranges::find(keys, change.key) == keys.end())
                keys.push_back(change.key);
    return keys;
}

/// What became of a client at the provider.
struct ClientOutcome
{
    const ClientItem* item; ///< nullptr: nothing was decided about it
    std::optional<Error> failed;
    bool written;
};

std::vector<ClientOutcome> outcomes_of(const Result<std::optional<StandaloneClient>>& kept)
{
    if (kept.has_error())
        return {{nullptr, kept.error(), false}};
    if (!*kept)
        return {};
    const auto& client = **kept;
    std::vector<ClientOutcome> all{{&client.item, client.failed, client.written}};
    if (client.manager)
        all.push_back({&client.manager->item, client.manager->failed, client.manager->written});
    return all;
}

std::vector<std::string> parts_of(const ClientItem& item)
{
    std::vector<std::string> parts;
    for (const auto& change : item.changes)
        parts.push_back(change.part);
    return parts;
}

Event event_of_failure(const ProviderKey& part, const ClientOutcome& outcome)
{
    const auto action = outcome.item == nullptr ? Action::update : outcome.item->action;
    return {EventName::failed,
            Level::error,
            part,
            {{"write", std::string(to_string(action))},
             {"outcome", "failed"},
             {"kind", std::string(to_string(outcome.failed->kind))},
             {"error", outcome.failed->text()}}};
}

Event event_of_change(const ProviderKey& part, const ClientItem& item, const std::vector<std::string>& fields)
{
    return {item.action == Action::create ? EventName::created : EventName::updated,
            Level::info,
            part,
            {{"client", item.product},
             {"changed", joined(fields, std::identity())},
             {"reason", std::string(to_string(item.reason))}}};
}

} // namespace

bool StandaloneDaemon::may_write() const
{
    return in_force_->standalone.apply && !pause_.until();
}

/// True: something was written.
asio::awaitable<bool> StandaloneDaemon::write(StandaloneCheck& check, const StandaloneSight& sight)
{
    const bool rendered = write_rendered(sight);
    const auto client = co_await check.keep_client();
    tell_of_clients(client);
    co_return rendered || std::ranges::any_of(outcomes_of(client), &ClientOutcome::written);
}

/// What stays wrong is told once.
void StandaloneDaemon::tell_of_clients(const Result<std::optional<StandaloneClient>>& kept)
{
    const auto part = diagnose::client_of_standalone(in_force_->standalone).key;
    const auto before = std::exchange(told_of_clients_, {});
    for (const auto& one : outcomes_of(kept))
    {
        if (one.failed)
        {
            told_of_clients_.push_back(one.failed->text());
            if (std::ranges::find(before, told_of_clients_.back()) == before.end())
                seams_.log.emit(event_of_failure(part, one));
        }
        else if (one.written)
        {
            auto fields = parts_of(*one.item);
            seams_.log.emit(event_of_change(part, *one.item, fields));
            keep_history(part, one.item->action == Action::create ? "created" : "updated", std::move(fields),
                         true);
        }
    }
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
    if (written.has_value())
        keep_history(part, "updated", keys_in(rendering->files));
    return written.has_value();
}

void StandaloneDaemon::recall_history()
{
    const auto kept = history_.read();
    if (!kept.has_value())
        return; // the next change says why
    recalled_ = last_changes(kept->entries);
    const auto shown = std::min(kept->entries.size(), changes_shown);
    state_.changes.assign(kept->entries.end() - static_cast<std::ptrdiff_t>(shown), kept->entries.end());
}

/// Others changed what is by the same declaration as the last time.
void StandaloneDaemon::keep_history(const ProviderKey& part, std::string what,
                                    std::vector<std::string> fields, bool client)
{
    HistoryEntry change{.provider = part,
                        .when = seams_.clock.wall_now(),
                        .what = std::move(what),
                        .cause = asked_by_                ? Cause::command
                                 : checked_hash_ == hash_ ? Cause::drift
                                                          : Cause::file,
                        .renamed_from = std::nullopt,
                        .fields = std::move(fields),
                        .id = std::nullopt,
                        .client = client,
                        .authors = {.by = asked_by_ ? asked_by_->who : std::string(), .at = {}, .others = {}},
                        .config_hash = hash_,
                        .config_revision = revision_.name};
    written_.push_back(part);
    for (auto& [key, last] : last_changes({change}))
        recalled_.insert_or_assign(key, std::move(last));
    for (auto& status : state_.providers)
        if (status.key == part)
            status.change.reset();
    if (state_.changes.size() == changes_shown)
        state_.changes.erase(state_.changes.begin());
    state_.changes.push_back(change);
    const auto kept = history_.add({std::move(change)});
    const auto trouble = kept.has_error() ? kept.error().text() : std::string();
    if (kept.has_error() && trouble != told_of_history_)
        seams_.log.emit(event_of_unsaved_history(kept.error()));
    told_of_history_ = trouble;
}

Result<History::Kept> StandaloneDaemon::history(const control::HistoryRequest& request)
{
    auto kept = history_.read();
    if (kept.has_value())
        kept->entries = last_of(std::move(kept->entries), request.keys, request.lines);
    return kept;
}

/// The same files may be of another commit now.
void StandaloneDaemon::look_at_revision()
{
    if (state_.files_differ)
        return;
    auto now = revision_of(seams_.files, options_.environment, options_.config_file);
    const bool news = now != revision_;
    revision_ = std::move(now);
    state_.config_revision = revision_;
    if (news)
        seams_.log.emit(std::move(events_of_configuration(false).front()));
}

} // namespace idpsync::service
