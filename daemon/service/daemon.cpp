#include "service/daemon.hpp"

#include "service/configuration_events.hpp"
#include "service/version.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

/// A throttled pass leaves the rest to the next one after this time, or after an interval that is longer.
constexpr std::chrono::milliseconds shortest_pass_deadline = 1min;

} // namespace

Daemon::Daemon(asio::any_io_executor executor, Seams seams, Options options)
    : executor_(std::move(executor)),
      seams_(std::move(seams)),
      options_(std::move(options)),
      store_(seams_.files, seams_.random, options_.state_directory),
      source_(seams_.files, seams_.clock, options_.environment, options_.config_file),
      events_(drift_, seams_.log)
{}

const config::LoadFailure* Daemon::load()
{
    source_.load();
    return source_.rejected() ? &*source_.rejected() : nullptr;
}

Result<void> Daemon::start(OnEnd on_end)
{
    if (const auto locked = store_.lock(); locked.has_error())
        return locked.error();
    on_end_ = std::move(on_end);
    seams_.use_log(source_.in_force().settings.log);
    seams_.log.emit({EventName::started,
                     Level::info,
                     std::nullopt,
                     {{"version", std::string(version())}, {"state", options_.state_directory}}});
    for (auto& event : events_of_loaded(source_.in_force(), source_.hash(), true))
        seams_.log.emit(std::move(event));
    state_.config_hash = source_.hash();

    watch_ = seams_.watch_files([this] {
        triggers_.files();
        wake();
    });
    watch();
    seams_.notifier.send("READY=1\n" + status_assignment(status_line(state_, seams_.clock.now())));
    if (options_.watchdog)
        asio::co_spawn(executor_, feed_watchdog(*options_.watchdog), asio::detached);
    triggers_.timer();
    asio::co_spawn(executor_, loop(),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [this](std::exception_ptr failure) { ended(std::move(failure)); }));
    return {};
}

void Daemon::reload()
{
    triggers_.reload();
    wake();
}

void Daemon::stop(const std::string& by)
{
    if (stopping_)
        return;
    stopping_ = true;
    stopped_by_ = by;
    seams_.notifier.send("STOPPING=1");
    cancel_.emit(asio::cancellation_type::terminal);
}

void Daemon::wake()
{
    if (wake_)
        wake_->set();
}

void Daemon::ended(std::exception_ptr failure)
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
            // What was under way was abandoned.
            failure = nullptr;
        }
        seams_.log.emit({EventName::stopped, Level::info, std::nullopt, {{"by", stopped_by_}}});
    }
    on_end_(failure);
}

asio::awaitable<void> Daemon::loop()
{
    while (!stopping_)
    {
        co_await wait_for_errand();
        if (stopping_)
            break;
        const auto errand = triggers_.take();
        co_await carry_out(errand);
    }
}

asio::awaitable<void> Daemon::wait_for_errand()
{
    while (!triggers_.pending() && !stopping_)
    {
        const auto next = state_.next_pass;
        if (seams_.clock.now() >= next)
        {
            triggers_.timer();
            break;
        }
        wake_.emplace(executor_);
        co_await (seams_.clock.wait_until(next) || wake_->wait());
        wake_.reset();
    }
}

asio::awaitable<void> Daemon::carry_out(Errand errand)
{
    if (errand.demanded)
        seams_.notifier.send(reloading_assignment(seams_.clock.now()));
    if (errand.read_configuration)
        load_again(errand.demanded);
    auto reading = co_await source_.read();
    if (errand.demanded)
        seams_.notifier.send("READY=1");
    take_note_of(reading.files);
    demanded_ = demanded_ || errand.demanded || reading.changed;
    if (errand.always_pass || reading.changed)
        co_await pass(std::move(reading));
}

/// `tell`: an operator waits for a word, whether there are news or not.
void Daemon::load_again(bool tell)
{
    const auto [outcome, news] = source_.load();
    const bool accepted = outcome != ConfigurationSource::Outcome::rejected;
    const bool replaced = outcome == ConfigurationSource::Outcome::replaced;
    if (accepted)
        seams_.use_log(source_.in_force().settings.log);
    if (news || tell)
        for (auto& event : accepted ? events_of_loaded(source_.in_force(), source_.hash(), replaced)
                                    : events_of_rejected(*source_.rejected(), source_.hash()))
            seams_.log.emit(std::move(event));
    state_.config_hash = source_.hash();
    state_.config_rejected = accepted ? std::string() : to_string(source_.rejected()->errors.front());
    watch();
    // Another configuration means a pass, which publishes at its end.
    if (news && !replaced)
        publish();
}

void Daemon::watch()
{
    watch_->watch(source_.paths());
    auto problem = watch_->problem();
    if (!problem.empty() && problem != watch_problem_)
        seams_.log.emit({EventName::config_loaded,
                         Level::warning,
                         std::nullopt,
                         {{"warning", "changed files are noticed only after 10 s: " + problem}}});
    watch_problem_ = std::move(problem);
}

void Daemon::take_note_of(const DeclaredFiles& files)
{
    auto warnings = events_of_secrets(files);
    const auto told = [this](const Event& event) {
        return std::any_of(secret_warnings_.begin(), secret_warnings_.end(),
                           [&](const Event& one) { return one.fields == event.fields; });
    };
    for (const auto& warning : warnings)
        if (!told(warning))
            seams_.log.emit(warning);
    secret_warnings_ = std::move(warnings);
}

asio::awaitable<void> Daemon::pass(ConfigurationSource::Reading reading)
{
    const auto began = seams_.clock.now();
    auto outcome = co_await attempt(reading.files);
    if (outcome.has_error() && outcome.error().kind == ErrorKind::unauthorized)
    {
        // The token may have been replaced in between.
        auto again = co_await source_.read();
        if (!session_fits(again.files))
            outcome = co_await attempt(again.files);
    }
    if (!stopping_)
        conclude(outcome, began);
}

asio::awaitable<Result<reconcile::Report>> Daemon::attempt(DeclaredFiles& files)
{
    if (files.token.has_error())
        co_return files.token.error();
    if (files.ca_pem.has_error())
        co_return files.ca_pem.error();
    const auto& [settings, desired, warnings] = source_.in_force();
    const auto fingerprinter = store_.fingerprinter(settings.policy.mode == Mode::enforce);
    if (fingerprinter.has_error())
        co_return fingerprinter.error();

    if (!session_fits(files))
    {
        session_.reset();
        session_ = std::make_unique<Session>(
            Session::Dependencies{seams_.connect, seams_.clock, seams_.random, store_, events_},
            Session::Access{settings, files.token->secret, *files.ca_pem});
    }
    const auto secrets = with_fingerprints(std::move(files.client_secrets), **fingerprinter);
    const auto request = request_now();
    co_return co_await session_->reconciler().run_once(desired, secrets, settings.policy, request);
}

bool Daemon::session_fits(const DeclaredFiles& files) const
{
    if (!session_ || files.token.has_error() || files.ca_pem.has_error())
        return false;
    return session_->is_for({source_.in_force().settings, files.token->secret, *files.ca_pem});
}

reconcile::PassRequest Daemon::request_now() const
{
    const auto& settings = source_.in_force().settings;
    reconcile::PassRequest request;
    request.write = settings.policy.mode == Mode::enforce;
    request.demanded = demanded_;
    request.forgive_contested = demanded_;
    request.deadline = seams_.clock.now() + std::max(settings.interval, shortest_pass_deadline);
    return request;
}

void Daemon::conclude(const Result<reconcile::Report>& outcome, net::SteadyTime began)
{
    const auto to_repeat = outcome.has_error() ? std::optional(outcome.error().kind) : unfinished(*outcome);
    if (to_repeat)
        schedule_.failed(*to_repeat);
    else
        schedule_.succeeded();
    const auto now = seams_.clock.now();
    state_.next_pass =
        schedule_.next({.now = now,
                        .interval = source_.in_force().settings.interval,
                        .earliest_due = session_ ? session_->reconciler().earliest_due(began) : std::nullopt,
                        .chance = seams_.random.unit()});

    ++state_.passes;
    state_.last_pass = seams_.clock.wall_now();
    state_.failure = outcome.has_error() ? std::optional(outcome.error()) : std::nullopt;
    if (outcome.has_value())
    {
        demanded_ = false;
        state_.providers = providers_of(*outcome);
        if (outcome->in_sync())
            state_.last_success = state_.last_pass;
    }
    else
        seams_.log.emit(drift_.of_failure(outcome.error(), "in " + duration_text(state_.next_pass - now)));
    publish();
}

void Daemon::publish()
{
    seams_.notifier.send(status_assignment(status_line(state_, seams_.clock.now())));
    seams_.published(state_);
}

asio::awaitable<void> Daemon::feed_watchdog(std::chrono::microseconds period)
{
    while (!stopping_)
    {
        seams_.notifier.send("WATCHDOG=1");
        const auto next = seams_.clock.now() + period / 2;
        co_await seams_.clock.wait_until(next);
    }
}

} // namespace idpsync::service
