// What a daemon does when there is something to do: read, run a pass, and keep what came of it.

#include "core/nothing_declared.hpp"
#include "service/connect.hpp"
#include "service/daemon/daemon.hpp"
#include "service/keys.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A pass leaves the rest to the next one after this time, or after an interval that is longer.
constexpr std::chrono::milliseconds shortest_pass_deadline = 1min;

/// However slow: a create that has to settle, the list, and a write.
constexpr int requests_a_pass_has_time_for = 3;

std::vector<config::Diagnostic> warnings_of(const DeclaredFiles& files)
{
    std::vector<config::Diagnostic> warnings;
    if (files.token.has_value() && !files.token->warning.empty())
        warnings.push_back({{}, "management.token", files.token->warning});
    for (const auto& [key, secret] : files.client_secrets)
        if (secret.has_value() && !secret->warning.empty())
            warnings.push_back({{}, "identity_providers." + key.str() + ".client_secret", secret->warning});
    return warnings;
}

std::vector<ProviderKey> keys_of(const DesiredState& desired)
{
    std::vector<ProviderKey> keys;
    for (const auto& provider : desired.providers())
        keys.push_back(provider.key);
    return keys;
}

} // namespace

asio::awaitable<void> Daemon::carry_out(Task task, std::optional<ReloadRequest> asked)
{
    if (asked && looks_at_files_that_wait(*asked))
    {
        co_await plan_candidate(std::move(*asked));
        co_return;
    }
    if (task.demanded)
        seams_.notifier.send(reloading_assignment(seams_.clock.now()));
    const bool part = asked && takes_a_part(*asked);
    if (task.read_configuration)
        load_again(task.demanded, !part);
    if (asked && configuration_.rejected())
    {
        // What was asked for was meant for the new files. The old ones get the pass of a SIGHUP.
        refuse_reload(*configuration_.rejected());
        asked.reset();
    }
    else if (const auto taken = part ? take_part(*asked) : Result<void>(); taken.has_error())
    {
        answer_reload(taken.error(), Mode::enforce, {});
        asked.reset();
    }
    auto reading = co_await configuration_.read();
    const auto waits = std::move(reading.waits);
    note_taken_files(reading.files, task.demanded && !part);
    if (task.demanded)
        seams_.notifier.send("READY=1");
    demanded_ = demanded_ || task.demanded || reading.changed;
    if (task.always_pass || reading.changed)
        co_await pass(std::move(reading.files), std::move(asked));
    if (!stopping_ && !holds_)
        co_await plan_waiting(waits);
}

/// `take`: what waits comes into force, when somebody demanded it.
void Daemon::load_again(bool demanded, bool take)
{
    const bool asks = configuration_.in_force().settings.policy.on_change == OnChange::ask;
    const auto [outcome, news] = configuration_.load_again(demanded, (demanded && take) || !asks);
    take_note_of_configuration();
    // Another configuration means a pass, which publishes at its end.
    if (news && outcome != ConfigurationSource::Outcome::replaced)
        publish();
}

/// Files that declare nothing (rule 7). A ledger that cannot be read may know connectors.
std::optional<Error> Daemon::objection_to(const DesiredState& desired)
{
    if (!desired.providers().empty())
        return std::nullopt;
    const auto ledger = store_.load();
    if (ledger.has_error())
        return ledger.error().with_context("the files declare no identity provider");
    return nothing_declared(desired, *ledger);
}

/// They are read when the pass that may be under way has ended; until then `status` says so.
void Daemon::note_changed_files()
{
    triggers_.files();
    if (state_.pass_under_way &&
        std::exchange(state_.files_differ, configuration_.files_differ()) != state_.files_differ)
        publish();
    wake();
}

void Daemon::take_note_of_configuration()
{
    const auto& settings = configuration_.in_force().settings;
    state_.management_url = settings.management.url.buffer();
    state_.mode = settings.policy.mode;
    state_.interval = settings.interval;
    state_.config_file = options_.config_file;
    state_.config_hash = configuration_.hash();
    state_.config_revision = configuration_.revision();
    const auto& rejected = configuration_.rejected();
    state_.declared = keys_of(configuration_.in_force().desired);
    state_.files_differ = configuration_.loaded_differs();
    state_.config_rejected = rejected ? to_string(rejected->errors.front()) : std::string();
    verification_.obey(configuration_.in_force());
    renewal_.obey(settings.management);
    state_.token_renewal = renewal_.status();
    note_logins();
}

asio::awaitable<void> Daemon::pass(DeclaredFiles files, std::optional<ReloadRequest> asked)
{
    const auto began = seams_.clock.now();
    auto ordered =
        asked ? order_for(*asked, configuration_.in_force()) : Result<PassRunner::Order>(order_now());
    if (ordered.has_error())
    {
        answer_reload(ordered.error(), Mode::enforce, {});
        co_return;
    }
    const auto mode = ordered->policy.mode;
    const bool looks_only = asked && !asked->write;
    const bool writes = ordered->request.write;
    const auto warnings = warnings_of(files);
    state_.token_problem = files.token.has_error() ? unusable_setting(files)->text() : std::string();
    state_.pass_under_way = true;
    verification_.pass_begins();
    auto outcome = co_await passes_.run(std::move(files), std::move(*ordered));
    if (outcome.has_value())
        co_await renewal_.after_pass(*passes_.session(), writes);
    state_.pass_under_way = false;
    if (stopping_)
        co_return;
    if (!looks_only)
        conclude(outcome, began, {.command = asked.has_value(), .who = asked ? asked->who : std::string()});
    verification_.pass_ended();
    if (acknowledged_)
        acknowledge_now(std::exchange(acknowledged_, std::nullopt));
    if (asked)
        answer_reload(outcome, mode, warnings);
}

PassRunner::Order Daemon::order_now() const
{
    const auto& settings = configuration_.in_force().settings;
    PassRunner::Order order{.policy = settings.policy, .request = {}};
    if (pause_.until() || holds_)
        order.policy.mode = Mode::observe;
    order.request.write = order.policy.mode == Mode::enforce;
    order.request.demanded = demanded_;
    order.request.commands = options_.commands;
    order.request.attribution = attribution_rules(settings, true);
    order.request.clients_every = settings.verify.interval;
    order.request.forgive_contested = demanded_;
    order.request.settles = false;
    order.request.deadline =
        seams_.clock.now() + std::max({settings.interval, shortest_pass_deadline,
                                       requests_a_pass_has_time_for * settings.management.timeout});
    return order;
}

/// Error (rejected): it names a key that nobody declares; storage.
Result<PassRunner::Order> Daemon::order_for(const ReloadRequest& asked,
                                            const config::Configuration& configuration)
{
    const auto ledger = asked.flags.rebuild_ledger ? Result<Ledger>(Ledger()) : store_.load();
    if (ledger.has_error())
        return ledger.error();
    auto named = named_keys(asked.keys, configuration.desired, *ledger);
    if (named.has_error())
        return named.error();
    auto forced = forced_keys(asked.force_preflight, configuration.desired, *ledger);
    if (forced.has_error())
        return forced.error();
    auto order = order_now();
    // Files that changed while no daemon ran: what is named of them is consented to.
    if (holds_ && takes_a_part(asked) && !pause_.until())
        order.policy.mode = configuration.settings.policy.mode;
    order.request.write = order.policy.mode == Mode::enforce;
    order.request.settles = true;
    order.request.watcher = &reloads_;
    order.request.force_preflight = std::move(*forced);
    order.request.write = order.request.write && asked.write;
    order.request.attribution = attribution_rules(configuration_.in_force().settings, asked.write);
    order.request.named = std::move(named->keys);
    order.request.group_sync_named = named->group_sync;
    order.request.flags = asked.flags;
    order.request.agreed_deletes = asked.agreed_deletes;
    return order;
}

/// What cannot be read is not shown; the next change says why.
void Daemon::recall_history()
{
    const auto kept = history_.read();
    if (!kept.has_value())
        return;
    recalled_ = last_changes(kept->entries);
    show_changes(kept->entries);
}

void Daemon::show_changes(const std::vector<HistoryEntry>& changes)
{
    auto& shown = state_.changes;
    shown.insert(shown.end(), changes.begin(), changes.end());
    if (shown.size() > changes_shown)
        shown.erase(shown.begin(), shown.end() - static_cast<std::ptrdiff_t>(changes_shown));
}

void Daemon::keep_history(const std::vector<HistoryEntry>& changes)
{
    show_changes(changes);
    const auto kept = history_.add(changes);
    if (kept.has_error() && kept.error().text() != told_of_history_)
        seams_.log.emit(event_of_unsaved_history(kept.error()));
    if (kept.has_error())
        told_of_history_ = kept.error().text();
    else if (!changes.empty())
        told_of_history_.clear();
}

void Daemon::conclude(const Result<reconcile::Report>& outcome, net::SteadyTime began,
                      const PassOrigin& origin)
{
    const auto to_repeat = outcome.has_error() ? std::optional(outcome.error().kind) : unfinished(*outcome);
    if (to_repeat)
        schedule_.failed(*to_repeat);
    else
        schedule_.succeeded();
    const auto now = seams_.clock.now();
    state_.next_pass = schedule_.next({.now = now,
                                       .interval = configuration_.in_force().settings.interval,
                                       .earliest_due = passes_.earliest_due(began),
                                       .chance = seams_.random.unit(),
                                       .partial = outcome.has_value() && outcome->partial});

    take_note_of_pass(state_, outcome, origin, seams_.clock.wall_now(), now);
    if (outcome.has_value())
        recall(state_.providers, std::exchange(recalled_, {}));
    // What no watch told of, a mounted file, is seen now.
    state_.files_differ = configuration_.files_differ();
    if (!state_.files_differ)
        configuration_.look_at_revision();
    state_.config_revision = configuration_.revision();
    state_.token_expires = passes_.token_expires();
    state_.token_renewal = renewal_.status();
    if (outcome.has_value())
    {
        verify_after(*outcome);
        demanded_ = false;
        if (holds_)
            state_.waiting =
                WaitingChange{.id = "start",
                              .since = state_.waiting ? state_.waiting->since : seams_.clock.wall_now(),
                              .summary = summary_of(*outcome),
                              .problem = {}};
        keep_history(changes_of(*outcome, origin, {configuration_.hash(), configuration_.revision().name},
                                seams_.clock.wall_now()));
    }
    else
    {
        verification_.obey(configuration_.in_force());
        note_logins();
        // Whether NetBird would start again is not known while it cannot be asked: nothing is to restart it.
        store_.mark_restart(std::nullopt);
        seams_.log.emit(drift_.of_failure(outcome.error(), "in " + duration_text(state_.next_pass - now)));
    }
    seams_.pass_ended(outcome, now - began);
    publish();
}

} // namespace idpsync::service
