// What operators ask of a running daemon.

#include "core/time_text.hpp"
#include "service/daemon/daemon.hpp"

namespace idpsync::service {
namespace {

Event pause_event(EventName name, Level level, const std::string& by, const Result<void>& kept)
{
    Event event{.name = name, .level = level, .provider = std::nullopt, .fields = {{"by", by}}};
    if (kept.has_error())
        event.fields.emplace_back("problem", kept.error().text());
    return event;
}

Event paused_event(WallTime until, const std::string& by, const Result<void>& kept)
{
    auto event = pause_event(EventName::paused, Level::warning, by, kept);
    event.fields.emplace(event.fields.begin(), "until", format_timestamp(until));
    return event;
}

} // namespace

void Daemon::reload()
{
    triggers_.reload();
    wake();
}

std::shared_ptr<PendingReload> Daemon::reload(ReloadRequest request)
{
    auto pending = std::make_shared<PendingReload>(executor_, std::move(request));
    reloads_.add(pending);
    wake();
    return pending;
}

void Daemon::refuse_reload(const config::LoadFailure& failure)
{
    ReloadOutcome outcome;
    outcome.refused = failure.errors;
    outcome.warnings = failure.warnings;
    reloads_.answer(std::move(outcome));
}

/// `mode`: of the pass, which is observe while it is paused.
void Daemon::answer_reload(const Result<reconcile::Report>& outcome, Mode mode,
                           const std::vector<config::Diagnostic>& warnings)
{
    ReloadOutcome answer;
    answer.warnings = configuration_.in_force().warnings;
    answer.warnings.insert(answer.warnings.end(), warnings.begin(), warnings.end());
    answer.mode = configuration_.in_force().settings.policy.mode;
    answer.paused = mode == Mode::observe && answer.mode == Mode::enforce;
    answer_with(std::move(answer), outcome);
}

void Daemon::answer_with(ReloadOutcome answer, const Result<reconcile::Report>& outcome)
{
    answer.management_url = configuration_.in_force().settings.management.url.buffer();
    if (outcome.has_value())
        answer.report = *outcome;
    else
        answer.error = outcome.error();
    reloads_.answer(std::move(answer));
}

PauseAnswer Daemon::pause(std::chrono::seconds duration, const std::string& who)
{
    const auto kept = pause_.begin(duration);
    const PauseAnswer answer{.until = seams_.clock.wall_now() + duration,
                             .pass_under_way = state_.pass_under_way,
                             .warning = kept.has_error() ? kept.error().text() : std::string()};
    state_.paused_until = pause_.until();
    seams_.log.emit(paused_event(answer.until, who, kept));
    publish();
    // The next moment that it waits for is another one now.
    wake();
    return answer;
}

ResumeAnswer Daemon::resume(const std::string& who)
{
    if (!pause_.until())
        return {};
    const auto kept = end_pause(who);
    return {.was_paused = true, .warning = kept.has_error() ? kept.error().text() : std::string()};
}

void Daemon::begin_paused()
{
    const auto loaded = pause_.load();
    if (!pause_.until())
        return;
    state_.paused_until = pause_.until();
    const auto rest = std::chrono::ceil<std::chrono::seconds>(*pause_.until() - seams_.clock.now());
    seams_.log.emit(paused_event(seams_.clock.wall_now() + rest, "an earlier run", loaded));
}

Result<void> Daemon::end_pause(const std::string& by)
{
    const auto kept = pause_.end();
    state_.paused_until.reset();
    seams_.log.emit(pause_event(EventName::resumed, Level::info, by, kept));
    publish();
    triggers_.timer();
    wake();
    return kept;
}

} // namespace idpsync::service
