#include "service/daemon/daemon.hpp"

#include "net/concurrently.hpp"
#include "service/daemon/conditions.hpp"
#include "service/version.hpp"
#include "service/web/can_sign_in.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

Daemon::Daemon(asio::any_io_executor executor, Seams seams, Options options)
    : executor_(std::move(executor)),
      seams_(std::move(seams)),
      options_(std::move(options)),
      store_(seams_.files, seams_.random, options_.state_directory),
      checks_(seams_.files, seams_.clock, options_.state_directory),
      history_(seams_.files, options_.state_directory),
      login_days_(seams_.files, options_.state_directory),
      configuration_(seams_, options_.environment, options_.config_file,
                     [this](const DesiredState& desired) { return objection_to(desired); }),
      events_(drift_, seams_.log),
      passes_(seams_, configuration_, store_, checks_, events_),
      verification_(executor_, {seams_.clock, seams_.random, seams_.log,
                                [this] {
                                    note_logins();
                                    publish();
                                },
                                options_.commands}),
      renewal_({seams_.clock, seams_.files, seams_.random, seams_.log, options_.state_directory,
                seams_.token_file}),
      pause_(seams_.files, seams_.clock, options_.state_directory),
      taken_(seams_.files, options_.state_directory)
{
    store_.name_commands(options_.commands);
    state_.commands = options_.commands;
}

Result<void> Daemon::start(OnEnd on_end)
{
    if (const auto locked = store_.lock(); locked.has_error())
        return locked.error();
    on_end_ = std::move(on_end);
    seams_.use_log(configuration_.in_force().settings.log);
    seams_.log.emit({EventName::started,
                     Level::info,
                     std::nullopt,
                     {{"version", std::string(version())}, {"state", options_.state_directory}}});
    configuration_.begin([this] { note_changed_files(); });
    state_.started = seams_.clock.wall_now();
    take_note_of_configuration();
    recall_history();
    state_.login_days = login_days_.read();
    begin_paused();
    seams_.notifier.send("READY=1\n" +
                         status_assignment(status_line(state_, seams_.clock.now(), seams_.clock.wall_now())));
    if (options_.watchdog)
        asio::co_spawn(executor_, feed_watchdog(*options_.watchdog), asio::detached);
    triggers_.timer();
    asio::co_spawn(executor_, live(),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [this](std::exception_ptr failure) { ended(std::move(failure)); }));
    return {};
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

asio::awaitable<void> Daemon::live()
{
    // Neither ends by itself, and a bug in one ends both.
    std::vector<asio::awaitable<void>> tasks;
    tasks.push_back(ending_all(loop()));
    tasks.push_back(ending_all(verification_.run()));
    co_await net::run_concurrently(std::move(tasks));
}

asio::awaitable<void> Daemon::ending_all(asio::awaitable<void> task)
{
    try
    {
        co_await std::move(task);
    }
    catch (...)
    {
        if (!std::exchange(ending_, true) && !stopping_)
            cancel_.emit(asio::cancellation_type::terminal);
        throw;
    }
}

asio::awaitable<void> Daemon::loop()
{
    while (!stopping_)
    {
        co_await wait_for_errand();
        if (stopping_)
            break;
        if (pause_.over())
            static_cast<void>(end_pause("time"));
        auto asked = reloads_.begin();
        const bool every_trigger = !asked || asked->plain();
        auto task = every_trigger ? triggers_.take() : Task();
        if (asked)
            task = Task{.read_configuration = true, .always_pass = true, .demanded = true};
        co_await carry_out(task, std::move(asked));
    }
}

asio::awaitable<void> Daemon::wait_for_errand()
{
    while (!has_something_to_do() && !stopping_)
    {
        const auto next = std::min(state_.next_pass, pause_.until().value_or(net::SteadyTime::max()));
        wake_.emplace(executor_);
        co_await (seams_.clock.wait_until(next) || wake_->wait());
        wake_.reset();
    }
}

bool Daemon::has_something_to_do()
{
    if (seams_.clock.now() >= state_.next_pass || pause_.over())
        triggers_.timer();
    return triggers_.pending() || reloads_.waiting();
}

void Daemon::verify_after(const reconcile::Report& report)
{
    verification_.know({.configuration = configuration_.in_force(),
                        .report = report,
                        .secrets = passes_.secrets(),
                        .session = passes_.session(),
                        .demanded = demanded_});
    note_logins();
}

void Daemon::note_logins()
{
    state_.logins = verification_.logins();
    const auto now = seams_.clock.wall_now();
    const auto seen = seen_sign_ins(conditions_of(state_, seams_.clock.now(), now), state_.logins);
    if (!state_.login_days.note(seen, state_.declared, now))
        return;
    const auto kept = login_days_.keep(state_.login_days);
    auto problem = kept.has_error() ? kept.error().text() : std::string();
    if (!problem.empty() && problem != told_of_login_days_)
        seams_.log.emit(event_of_unsaved_days(kept.error()));
    told_of_login_days_ = std::move(problem);
}

void Daemon::publish()
{
    state_.redirect_uri = passes_.redirect_uri();
    seams_.notifier.send(status_assignment(status_line(state_, seams_.clock.now(), seams_.clock.wall_now())));
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
