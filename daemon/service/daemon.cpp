#include "service/daemon.hpp"

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

/// A pass leaves the rest to the next one after this time, or after an interval that is longer.
constexpr std::chrono::milliseconds shortest_pass_deadline = 1min;

/// However slow: a create that has to settle, the list, and a write.
constexpr int requests_a_pass_has_time_for = 3;

} // namespace

Daemon::Daemon(asio::any_io_executor executor, Seams seams, Options options)
    : executor_(std::move(executor)),
      seams_(std::move(seams)),
      options_(std::move(options)),
      store_(seams_.files, seams_.random, options_.state_directory),
      configuration_(seams_, options_.environment, options_.config_file),
      events_(drift_, seams_.log),
      passes_(seams_, configuration_, store_, events_)
{}

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
    configuration_.begin([this] {
        triggers_.files();
        wake();
    });
    state_.started = seams_.clock.wall_now();
    take_note_of_configuration();
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
    auto reading = co_await configuration_.read();
    if (errand.demanded)
        seams_.notifier.send("READY=1");
    demanded_ = demanded_ || errand.demanded || reading.changed;
    if (errand.always_pass || reading.changed)
        co_await pass(std::move(reading.files));
}

void Daemon::load_again(bool tell)
{
    const auto [outcome, news] = configuration_.load_again(tell);
    take_note_of_configuration();
    // Another configuration means a pass, which publishes at its end.
    if (news && outcome != ConfigurationSource::Outcome::replaced)
        publish();
}

void Daemon::take_note_of_configuration()
{
    const auto& settings = configuration_.in_force().settings;
    state_.management_url = settings.management.url.buffer();
    state_.mode = settings.policy.mode;
    state_.interval = settings.interval;
    state_.config_hash = configuration_.hash();
    const auto& rejected = configuration_.rejected();
    state_.config_rejected = rejected ? to_string(rejected->errors.front()) : std::string();
}

asio::awaitable<void> Daemon::pass(DeclaredFiles files)
{
    const auto began = seams_.clock.now();
    state_.pass_under_way = true;
    auto order = order_now();
    const auto outcome = co_await passes_.run(std::move(files), std::move(order));
    state_.pass_under_way = false;
    if (!stopping_)
        conclude(outcome, began);
}

PassRunner::Order Daemon::order_now() const
{
    const auto& settings = configuration_.in_force().settings;
    PassRunner::Order order{.policy = settings.policy, .request = {}};
    order.request.write = settings.policy.mode == Mode::enforce;
    order.request.demanded = demanded_;
    order.request.forgive_contested = demanded_;
    order.request.deadline =
        seams_.clock.now() + std::max({settings.interval, shortest_pass_deadline,
                                       requests_a_pass_has_time_for * settings.management.timeout});
    return order;
}

void Daemon::conclude(const Result<reconcile::Report>& outcome, net::SteadyTime began)
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

    take_note_of_pass(state_, outcome, {}, seams_.clock.wall_now());
    if (outcome.has_value())
        demanded_ = false;
    else
        seams_.log.emit(drift_.of_failure(outcome.error(), "in " + duration_text(state_.next_pass - now)));
    seams_.pass_ended(outcome, now - began);
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
