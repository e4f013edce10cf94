#include "service/daemon/standalone_daemon.hpp"

#include "core/duration_text.hpp"
#include "diagnose/standalone_needs.hpp"
#include "service/daemon/conditions.hpp"
#include "service/daemon/configuration_events.hpp"
#include "service/system/digesting_files.hpp"
#include "service/version.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

namespace {

/// As the log and the metrics have a configuration.
config::Configuration as_configuration(const config::StandaloneConfiguration& configuration)
{
    config::Configuration told;
    told.settings = configuration.daemon;
    told.settings.policy.mode = configuration.standalone.apply ? Mode::enforce : Mode::observe;
    if (auto declared = DesiredState::make({diagnose::client_of_standalone(configuration.standalone)}))
        told.desired = std::move(*declared);
    told.warnings = configuration.warnings;
    return told;
}

void add_source(std::set<std::string>& paths, const SecretSource& source)
{
    if (const auto* file = std::get_if<SecretSource::File>(&source.where))
        paths.insert(file->path);
}

std::vector<std::string> watched_paths(const std::string& file,
                                       const config::StandaloneConfiguration& in_force)
{
    const auto& declared = in_force.standalone;
    std::set<std::string> paths{file, declared.directory + "/setup.env",
                                declared.directory + "/artifacts/management.json"};
    if (in_force.management)
        add_source(paths, in_force.management->token);
    if (in_force.management && in_force.management->ca_file)
        paths.insert(*in_force.management->ca_file);
    if (in_force.providers.ca_file)
        paths.insert(*in_force.providers.ca_file);
    if (declared.manager)
        add_source(paths, declared.manager->secret);
    if (declared.registration)
        add_source(paths, declared.registration->secret);
    return {paths.begin(), paths.end()};
}

} // namespace

StandaloneDaemon::StandaloneDaemon(asio::any_io_executor executor, Seams seams, Options options,
                                   WriteFiles write_files)
    : executor_(std::move(executor)),
      seams_(std::move(seams)),
      options_(std::move(options)),
      write_files_(std::move(write_files)),
      store_(seams_.files, seams_.random, options_.state_directory),
      history_(seams_.files, options_.state_directory),
      pause_(seams_.files, seams_.clock, options_.state_directory)
{
    state_.commands = options_.commands;
}

const config::LoadFailure* StandaloneDaemon::load()
{
    DigestingFiles digesting(seams_.files);
    auto loaded = config::load_standalone(digesting, options_.config_file);
    loaded_hash_ = digesting.short_digest();
    rejected_.reset();
    if (loaded.has_error())
    {
        rejected_ = loaded.error();
        return &*rejected_;
    }
    in_force_ = std::move(*loaded);
    hash_ = loaded_hash_;
    revision_ = revision_of(seams_.files, options_.environment, options_.config_file);
    return nullptr;
}

Result<void> StandaloneDaemon::start(Daemon::OnEnd on_end)
{
    if (const auto locked = store_.lock(); locked.has_error())
        return locked.error();
    on_end_ = std::move(on_end);
    seams_.use_log(in_force_->daemon.log);
    seams_.log.emit({EventName::started,
                     Level::info,
                     std::nullopt,
                     {{"version", std::string(version())}, {"state", options_.state_directory}}});
    for (auto& event : events_of_configuration(true))
        seams_.log.emit(std::move(event));
    seams_.accepted(in_force_->daemon);
    watch_ = seams_.watch_files([this] {
        triggers_.files();
        wake();
    });
    watch();
    state_.started = seams_.clock.wall_now();
    take_note_of_configuration();
    recall_history();
    static_cast<void>(pause_.load());
    state_.paused_until = pause_.until();
    seams_.notifier.send("READY=1\n" +
                         status_assignment(status_line(state_, seams_.clock.now(), seams_.clock.wall_now())));
    if (options_.watchdog)
        asio::co_spawn(executor_, feed_watchdog(*options_.watchdog), asio::detached);
    triggers_.timer();
    asio::co_spawn(executor_, loop(),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [this](std::exception_ptr failure) { ended(std::move(failure)); }));
    return {};
}

void StandaloneDaemon::stop(const std::string& by)
{
    if (stopping_)
        return;
    stopping_ = true;
    stopped_by_ = by;
    seams_.notifier.send("STOPPING=1");
    cancel_.emit(asio::cancellation_type::terminal);
}

void StandaloneDaemon::wake()
{
    if (wake_)
        wake_->set();
}

void StandaloneDaemon::ended(std::exception_ptr failure)
{
    if (stopping_)
    {
        try
        {
            if (failure)
                std::rethrow_exception(failure);
        }
        catch (const boost::system::system_error&)
        {
            failure = nullptr; // what was under way was abandoned
        }
        seams_.log.emit({EventName::stopped, Level::info, std::nullopt, {{"by", stopped_by_}}});
    }
    on_end_(failure);
}

asio::awaitable<void> StandaloneDaemon::loop()
{
    while (!stopping_)
    {
        co_await wait_for_errand();
        if (stopping_)
            break;
        if (pause_.over())
            resume("time");
        auto asked = reloads_.begin();
        auto task = triggers_.take();
        if (asked)
            task = Task{.read_configuration = true, .always_pass = true, .demanded = true};
        co_await carry_out(task, std::move(asked));
    }
}

asio::awaitable<void> StandaloneDaemon::wait_for_errand()
{
    while (!has_something_to_do() && !stopping_)
    {
        const auto next = std::min(state_.next_pass, pause_.until().value_or(net::SteadyTime::max()));
        wake_.emplace(executor_);
        co_await (seams_.clock.wait_until(next) || wake_->wait());
        wake_.reset();
    }
}

bool StandaloneDaemon::has_something_to_do()
{
    if (seams_.clock.now() >= state_.next_pass || pause_.over())
        triggers_.timer();
    return triggers_.pending() || reloads_.waiting();
}

/// Whatever happened to a file may matter: every errand is a check.
asio::awaitable<void> StandaloneDaemon::carry_out(Task task, std::optional<ReloadRequest> asked)
{
    if (task.demanded)
        seams_.notifier.send(reloading_assignment(seams_.clock.now()));
    const bool accepted = !task.read_configuration || load_again(task.demanded);
    if (task.demanded)
        seams_.notifier.send("READY=1");
    const auto began = seams_.clock.now();
    state_.pass_under_way = true;
    asked_by_ = asked ? std::optional(PassOrigin{true, asked->who}) : std::nullopt;
    written_.clear();
    const auto outcome = co_await check();
    state_.pass_under_way = false;
    checked_hash_ = hash_;
    if (stopping_)
        co_return;
    conclude(outcome, began);
    if (!asked)
        co_return;
    if (accepted)
        answer_reload(outcome);
    else
    {
        ReloadOutcome refused;
        refused.refused = rejected_->errors;
        refused.warnings = rejected_->warnings;
        reloads_.answer(std::move(refused));
    }
}

asio::awaitable<Result<StandaloneSight>> StandaloneDaemon::check()
{
    const auto configuration = *in_force_; // another may be read while this one is looked at
    StandaloneCheck check({.connect = seams_.connect,
                           .connect_to_providers = seams_.connect_to_providers,
                           .clock = seams_.clock,
                           .files = seams_.files,
                           .random = seams_.random,
                           .environment = options_.environment,
                           .programs = seams_.programs,
                           .commands = options_.commands},
                          configuration);
    auto sight = co_await check.look();
    if (sight.has_error() || !may_write())
        co_return std::move(sight);
    const bool wrote = co_await write(check, *sight);
    if (!wrote || stopping_)
        co_return std::move(sight);
    auto after = co_await check.look();
    co_return std::move(after);
}

std::vector<Event> StandaloneDaemon::events_of_configuration(bool changed) const
{
    return events_of_loaded(as_configuration(*in_force_), hash_, revision_, changed);
}

/// False: the files are wrong, and what was in force stays.
bool StandaloneDaemon::load_again(bool demanded)
{
    const auto before = hash_;
    const auto before_loaded = loaded_hash_;
    const bool accepted = load() == nullptr;
    const bool news = demanded || loaded_hash_ != before_loaded;
    if (accepted)
        seams_.use_log(in_force_->daemon.log);
    if (news)
        for (auto& event :
             accepted ? events_of_configuration(hash_ != before) : events_of_rejected(*rejected_, hash_))
            seams_.log.emit(std::move(event));
    if (accepted)
        seams_.accepted(in_force_->daemon);
    watch();
    take_note_of_configuration();
    return accepted;
}

void StandaloneDaemon::take_note_of_configuration()
{
    const auto& declared = in_force_->standalone;
    state_.management_url = in_force_->management ? std::string(in_force_->management->url.buffer())
                                                  : "https://" + declared.domain;
    state_.only_checks = !declared.apply;
    state_.mode = declared.apply ? Mode::enforce : Mode::observe;
    // Until a look has found its parts.
    if (state_.providers.empty())
        state_.declared = {diagnose::client_of_standalone(declared).key};
    state_.interval = in_force_->daemon.interval;
    state_.config_file = options_.config_file;
    state_.config_hash = hash_;
    state_.config_revision = revision_;
    state_.files_differ = loaded_hash_ != hash_;
    state_.config_rejected = rejected_ ? to_string(rejected_->errors.front()) : std::string();
}

void StandaloneDaemon::conclude(const Result<StandaloneSight>& outcome, net::SteadyTime began)
{
    const auto now = seams_.clock.now();
    if (outcome.has_error())
        schedule_.failed(outcome.error().kind);
    else
        schedule_.succeeded();
    state_.next_pass = schedule_.next({.now = now,
                                       .interval = in_force_->daemon.interval,
                                       .earliest_due = {},
                                       .chance = seams_.random.unit()});
    ++state_.passes;
    state_.last_pass = seams_.clock.wall_now();
    look_at_revision();
    if (outcome.has_value())
        take_note(*outcome);
    else
    {
        if (!state_.failure)
            state_.failing_since = state_.last_pass;
        state_.failure = outcome.error();
        seams_.log.emit(failures_.of_failure(outcome.error(), "in " + duration_text(state_.next_pass - now)));
    }
    auto ended = outcome.has_value() ? Result<reconcile::Report>(reconcile::Report())
                                     : Result<reconcile::Report>(outcome.error());
    if (ended.has_value() && std::ranges::any_of(state_.providers, &ProviderStatus::unseen))
        ended->confirmation_failed = Error{ErrorKind::unknown_outcome, "not everything could be seen"};
    seams_.pass_ended(ended, now - began);
    publish();
}

void StandaloneDaemon::take_note(const StandaloneSight& sight)
{
    for (const auto& warning : sight.warnings)
        if (std::ranges::find(told_warnings_, warning) == told_warnings_.end())
            seams_.log.emit({EventName::config_loaded, Level::warning, std::nullopt, {{"warning", warning}}});
    told_warnings_ = sight.warnings;
    auto parts = parts_of(sight.diagnosis);
    for (auto& event : news_of_parts(parts_, parts))
        seams_.log.emit(std::move(event));
    parts_ = std::move(parts);
    state_.failure.reset();
    state_.failing_since.reset();
    state_.providers = statuses_of_parts(state_.providers, parts_, seams_.clock.wall_now());
    recall(state_.providers, std::exchange(recalled_, {}));
    state_.declared.clear();
    for (const auto& part : parts_)
        state_.declared.push_back(part.key);
    state_.looked = seams_.clock.now();
    state_.done = state_.looked;
    const bool all_well = std::ranges::all_of(
        state_.providers, [](const ProviderStatus& part) { return part.condition == ConditionId::in_sync; });
    if (!all_well)
        return;
    state_.last_success = seams_.clock.wall_now();
    state_.succeeded = state_.looked;
}

asio::awaitable<void> StandaloneDaemon::feed_watchdog(std::chrono::microseconds period)
{
    while (!stopping_)
    {
        seams_.notifier.send("WATCHDOG=1");
        const auto next = seams_.clock.now() + period / 2;
        co_await seams_.clock.wait_until(next);
    }
}

void StandaloneDaemon::watch()
{
    watch_->watch(watched_paths(options_.config_file, *in_force_));
}

void StandaloneDaemon::publish()
{
    seams_.notifier.send(status_assignment(status_line(state_, seams_.clock.now(), seams_.clock.wall_now())));
    seams_.published(state_);
}

} // namespace idpsync::service
