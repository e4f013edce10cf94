#include "reconcile/pass_work.hpp"

namespace idpsync::reconcile {

Error unsaved(const Error& error, const NextCommand& commands)
{
    return error.with_context("the outcomes of the writes could not be saved; run " + commands.pass() +
                              ", which checks first what came of them");
}

PassWork::PassWork(const Reconciler::Dependencies& seams, PassMemory& of_process, const PassInput& asked)
    : events(seams.events, asked.request.watcher),
      dependencies{.netbird = seams.netbird,
                   .ledger = seams.ledger,
                   .clock = seams.clock,
                   .events = events,
                   .preflight = seams.preflight,
                   .login = seams.login,
                   .metrics = seams.metrics,
                   .checks = seams.checks,
                   .provider_apis = seams.provider_apis},
      memory(of_process),
      input(asked),
      secrets(asked.secrets)
{}

bool PassWork::may_write() const
{
    return input.request.write && input.policy.mode == Mode::enforce;
}

bool PassWork::concerns_group_sync() const
{
    return input.desired.group_sync() || input.request.flags.restore_settings;
}

bool PassWork::intents_open() const
{
    return !ledger.intents.empty() || (ledger.group_sync && ledger.group_sync->intent);
}

bool PassWork::may_still_arrive(const Intent& intent) const
{
    return memory.abandoned.settles_at(target_of(intent)) > list_asked;
}

bool PassWork::settings_may_still_arrive() const
{
    const bool open = ledger.group_sync && ledger.group_sync->intent;
    return (open || memory.abandoned.noted(GroupSync())) &&
           memory.abandoned.settles_at(GroupSync()) > list_asked;
}

std::vector<WriteUnderWay> PassWork::writes_under_way() const
{
    std::vector<WriteUnderWay> writes;
    for (const auto& intent : ledger.intents)
        if (may_still_arrive(intent))
            writes.push_back({intent.key, intent.verb, memory.abandoned.settles_at(target_of(intent))});
    if (concerns_group_sync() && settings_may_still_arrive())
        writes.push_back({GroupSync(), Verb::update, memory.abandoned.settles_at(GroupSync())});
    return writes;
}

Holds PassWork::refused_before() const
{
    return input.request.demanded ? Holds() : memory.attempts.holds(dependencies.clock.now());
}

Result<void> PassWork::save()
{
    return dependencies.ledger.save(ledger);
}

} // namespace idpsync::reconcile
