// What operators ask of a running daemon of a standalone NetBird.

#include "core/time_text.hpp"
#include "service/control/protocol.hpp"
#include "service/daemon/conditions.hpp"
#include "service/daemon/standalone_daemon.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

/// What asks for something that only the other kind of NetBird has.
std::optional<Error> objection_to_reload(const ReloadRequest& request)
{
    if (request.plain() || (request.keys.empty() && request.write && !request.candidate))
        return std::nullopt;
    return Error{
        ErrorKind::rejected, "a standalone NetBird has no connectors: there is no plan, and no KEY",
        "leave them out; `netbird-idp-sync standalone render` and `netbird-idp-sync standalone client` "
        "show what would be written"};
}

/// As a pass says it that left nothing to do.
reconcile::Report report_of_parts(const std::vector<ProviderStatus>& parts,
                                  const std::vector<ProviderKey>& written)
{
    reconcile::Report report;
    for (const auto& part : parts)
    {
        report.plan.items.push_back(PlanItem{.key = part.key});
        const bool wrote = std::ranges::find(written, part.key) != written.end();
        report.results.push_back(
            {.key = part.key,
             .outcome = wrote ? reconcile::WriteOutcome::updated : reconcile::WriteOutcome::untouched,
             .id = std::nullopt,
             .error = std::nullopt,
             .in_sync = true,
             .client = std::nullopt});
    }
    report.wrote = !written.empty();
    return report;
}

} // namespace

void StandaloneDaemon::reload()
{
    triggers_.reload();
    wake();
}

std::shared_ptr<PendingReload> StandaloneDaemon::reload(ReloadRequest request)
{
    const auto objection = objection_to_reload(request);
    auto pending = std::make_shared<PendingReload>(executor_, std::move(request));
    if (objection)
    {
        auto outcome = std::make_shared<ReloadOutcome>();
        outcome->error = *objection;
        pending->outcome = std::move(outcome);
        pending->answered.set();
        return pending;
    }
    reloads_.add(pending);
    wake();
    return pending;
}

/// There is no plan: what is not well is the error.
void StandaloneDaemon::answer_reload(const Result<StandaloneSight>& outcome)
{
    ReloadOutcome answer;
    answer.warnings = in_force_->warnings;
    answer.management_url = state_.management_url;
    answer.mode = Mode::enforce;
    const auto known = conditions_of(state_, seams_.clock.now(), seams_.clock.wall_now());
    if (outcome.has_error())
        answer.error = outcome.error();
    else if (const auto bad = std::ranges::max_element(known.providers, {},
                                                       [](const auto& part) { return part.second.id; });
             bad != known.providers.end() && !bad->second.fine())
        answer.error =
            Error{ErrorKind::conflict, bad->first.str() + ": " + bad->second.text, bad->second.next};
    else if (!known.fine())
        answer.error = Error{ErrorKind::conflict, verdict(known)};
    else
        answer.report = report_of_parts(state_.providers, written_);
    reloads_.answer(std::move(answer));
}

PauseAnswer StandaloneDaemon::pause(std::chrono::seconds duration, const std::string& who)
{
    const auto kept = pause_.begin(duration);
    const PauseAnswer answer{.until = seams_.clock.wall_now() + duration,
                             .pass_under_way = state_.pass_under_way,
                             .warning = kept.has_error() ? kept.error().text() : std::string()};
    state_.paused_until = pause_.until();
    seams_.log.emit({EventName::paused,
                     Level::warning,
                     std::nullopt,
                     {{"until", format_timestamp(answer.until)}, {"by", who}}});
    publish();
    wake();
    return answer;
}

ResumeAnswer StandaloneDaemon::resume(const std::string& who)
{
    if (!pause_.until())
        return {};
    const auto kept = pause_.end();
    state_.paused_until.reset();
    seams_.log.emit({EventName::resumed, Level::info, std::nullopt, {{"by", who}}});
    publish();
    triggers_.timer();
    wake();
    return {.was_paused = true, .warning = kept.has_error() ? kept.error().text() : std::string()};
}

control::Handlers StandaloneDaemon::handlers()
{
    return {
        .status =
            [this] { return control::status_document(state_, seams_.clock.now(), seams_.clock.wall_now()); },
        .reload = [this](ReloadRequest request) { return reload(std::move(request)); },
        .pause = [this](std::chrono::seconds duration,
                        const std::string& who) { return pause(duration, who); },
        .resume = [this](const std::string& who) { return resume(who); },
        .acknowledge_restart =
            [](std::optional<std::uint64_t>, const std::string&) {
                return Result<control::AcknowledgeAnswer>(
                    Error{ErrorKind::rejected, "no restart of a standalone NetBird is waited for"});
            },
        .history = [this](const control::HistoryRequest& request) { return history(request); }};
}

} // namespace idpsync::service
