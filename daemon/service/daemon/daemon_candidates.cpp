// Configurations that are planned and not in force: files that wait (docs/reconciling.md 34), and files that
// a client hands over (docs/control.md, `plan`).

#include "service/candidate_settings.hpp"
#include "service/daemon/daemon.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;

namespace {

bool is_in_the_file(const SecretSource& source)
{
    return std::holds_alternative<SecretSource::Plain>(source.where);
}

} // namespace

/// With `on_change: ask`, a look must not take the files that it looks at.
bool Daemon::looks_at_files_that_wait(const ReloadRequest& asked) const
{
    const bool asks = configuration_.in_force().settings.policy.on_change == OnChange::ask;
    return asked.candidate || (asks && !asked.write);
}

/// Answers whoever asked for the plan of a candidate. Nothing of it comes into force.
asio::awaitable<void> Daemon::plan_candidate(ReloadRequest asked)
{
    const auto candidate = configuration_.candidate(asked.candidate);
    if (candidate.has_error())
    {
        refuse_reload(candidate.error());
        co_return;
    }
    auto order = order_for(asked, *candidate);
    if (order.has_error())
    {
        answer_candidate(order.error(), *candidate);
        co_return;
    }
    order->request.commands.candidate = asked.candidate.has_value();
    order->policy = candidate->settings.policy;
    if (pause_.until())
        order->policy.mode = Mode::observe;
    order->request.write = false;
    order->request.demanded = true;
    order->request.forgive_contested = true;
    auto files = co_await configuration_.read_for(*candidate);
    if (asked.candidate)
        forget_secrets_for_strangers(*candidate, files);
    const auto outcome = co_await look_at(*candidate, std::move(files), std::move(*order));
    if (stopping_)
        co_return;
    answer_candidate(outcome, *candidate);
}

void Daemon::answer_candidate(const Result<reconcile::Report>& outcome,
                              const config::Configuration& candidate)
{
    const auto& settings = candidate.settings;
    answer_with({.warnings = candidate.warnings,
                 .mode = settings.policy.mode,
                 .paused = pause_.until().has_value(),
                 .not_judged = not_judged(settings, configuration_.in_force().settings)},
                outcome);
}

/// Whoever may hand over files may not thereby learn a secret: one that a file or a credential holds goes to
/// a provider for which it is declared in force, and to no other. The plan still knows whether it changed.
void Daemon::forget_secrets_for_strangers(const config::Configuration& candidate, DeclaredFiles& files) const
{
    const auto& in_force = configuration_.in_force().desired.providers();
    for (const auto& provider : candidate.desired.providers())
    {
        if (!provider.client_secret || !provider.values || is_in_the_file(*provider.client_secret))
            continue;
        const bool known = std::ranges::any_of(in_force, [&](const DesiredProvider& one) {
            return one.values && one.client_secret && one.values->issuer == provider.values->issuer &&
                   one.values->type == provider.values->type &&
                   same_source(*one.client_secret, *provider.client_secret);
        });
        if (!known)
            files.not_to_be_sent.insert(provider.key);
    }
}

asio::awaitable<Result<reconcile::Report>> Daemon::look_at(const config::Configuration& candidate,
                                                           DeclaredFiles files, PassRunner::Order order)
{
    state_.pass_under_way = true;
    verification_.pass_begins();
    auto outcome = co_await passes_.look(candidate, std::move(files), std::move(order));
    state_.pass_under_way = false;
    if (stopping_)
        co_return outcome;
    verification_.pass_ended();
    if (acknowledged_)
        acknowledge_now(std::exchange(acknowledged_, std::nullopt));
    co_return outcome;
}

/// Plans what waits, once for each change, and again after a failure. `id`: Reading::waits.
asio::awaitable<void> Daemon::plan_waiting(std::string id)
{
    if (id.empty())
    {
        if (std::exchange(state_.waiting, std::nullopt))
            publish();
        co_return;
    }
    const bool known = state_.waiting && state_.waiting->id == id;
    if (known && state_.waiting->problem.empty())
        co_return;

    const auto& candidate = configuration_.waiting_or_in_force();
    auto order = order_now();
    order.policy = candidate.settings.policy;
    order.request.write = false;
    order.request.attribution.reset();
    auto files = co_await configuration_.read_for(candidate);
    const auto outcome = co_await look_at(candidate, std::move(files), std::move(order));
    if (stopping_)
        co_return;
    state_.waiting = WaitingChange{.id = id,
                                   .since = known ? state_.waiting->since : seams_.clock.wall_now(),
                                   .summary = outcome.has_value() ? summary_of(*outcome) : std::string(),
                                   .problem = outcome.has_error() ? outcome.error().text() : std::string()};
    if (!known)
        seams_.log.emit(
            {EventName::config_loaded,
             Level::warning,
             std::nullopt,
             {{"warning",
               "the files changed and wait for " + options_.commands.command("reload") +
                   (state_.waiting->summary.empty() ? std::string() : ": " + state_.waiting->summary)}}});
    publish();
}

/// With `on_change: ask`: whoever names something takes what waits of that alone.
bool Daemon::takes_a_part(const ReloadRequest& asked) const
{
    return (!asked.keys.empty() || asked.flags.restore_settings) &&
           configuration_.in_force().settings.policy.on_change == OnChange::ask;
}

/// Error (rejected): it names what nobody declares; bad_config, storage.
Result<void> Daemon::take_part(const ReloadRequest& asked)
{
    const auto ledger = asked.flags.rebuild_ledger ? Result<Ledger>(Ledger()) : store_.load();
    if (ledger.has_error())
        return ledger.error();
    const auto named = named_keys(asked.keys, configuration_.waiting_or_in_force().desired, *ledger);
    if (named.has_error())
        return named.error();
    auto taken = configuration_.take_only(*named);
    take_note_of_configuration();
    return taken;
}

/// With `on_change: ask`: files that changed while no daemon ran are not taken by a mere start.
void Daemon::note_taken_files(const DeclaredFiles& files, bool demanded)
{
    const auto& policy = configuration_.in_force().settings.policy;
    const bool first = !std::exchange(knows_taken_, true);
    if (policy.on_change != OnChange::ask)
    {
        holds_ = false;
        return;
    }
    // Where there is no key, a pass says so and writes nothing.
    const auto fingerprinter = store_.fingerprinter(policy.mode == Mode::enforce);
    if (fingerprinter.has_error())
        return;
    const auto identity = identity_of(configuration_.hash(), files, **fingerprinter);
    if (first && !demanded)
        holds_ = taken_.differ_from(identity);
    if (demanded && std::exchange(holds_, false))
        state_.waiting.reset();
    if (!holds_)
        static_cast<void>(taken_.keep(identity));
}

} // namespace idpsync::service
