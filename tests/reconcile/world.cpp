#include "reconcile/world.hpp"

#include "support/event_catalogue.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace idpsync::test {
namespace {

constexpr std::string_view state_directory = "/state";

netbird::ClientOptions client_options(const sandbox::Sandbox& sandbox)
{
    return {.management = boost::urls::parse_uri(sandbox.url()).value(),
            .token = Secret(std::string(sandbox::default_token)),
            .timeout = std::chrono::seconds(30)};
}

} // namespace

void EventLog::emit(Event event)
{
    EXPECT_EQ(violation(event), "");
    if (listener)
        listener(event);
    events.push_back(std::move(event));
}

std::size_t EventLog::count(EventName name) const
{
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [&](const Event& event) { return event.name == name; }));
}

const Event* EventLog::find(EventName name) const
{
    const auto found =
        std::find_if(events.begin(), events.end(), [&](const Event& event) { return event.name == name; });
    return found == events.end() ? nullptr : &*found;
}

boost::asio::awaitable<Result<net::Response>> MetricsPage::send(const net::Request& /*request*/)
{
    ++world_.metrics_reads;
    if (world_.break_metrics)
        co_return net::Response{404, {}, "404 page not found"};
    co_return net::Response{200,
                            {},
                            "process_cpu_seconds_total " + std::to_string(world_.server_run->cpu) +
                                "\nprocess_start_time_seconds " + std::to_string(world_.server_run->started) +
                                "\n"};
}

World::Process::Process(World& world)
    : metrics_page(world),
      metrics(metrics_page, world.clock, boost::urls::url("http://127.0.0.1:9090/metrics")),
      http(world.io.get_executor(), world.sandbox),
      netbird(http, world.clock, world.random, client_options(world.sandbox)),
      login(http, world.clock, boost::urls::parse_uri(world.sandbox.url()).value(), std::chrono::seconds(30)),
      store(world.files, world.random, std::string(state_directory)),
      checks(world.files, world.clock, std::string(state_directory)),
      reconciler({netbird, store, world.clock, world.events, world.preflight, &login,
                  world.server_run ? &metrics : nullptr, &checks, &http},
                 std::chrono::seconds(30))
{}

World::World(sandbox::Options options) : sandbox(clock, std::move(options))
{
    files.put_directory(std::string(state_directory), 0700);
    restart_daemon();
}

void World::restart_daemon()
{
    process_.reset();
    process_ = std::make_unique<Process>(*this);
}

DesiredProvider& World::declare(const std::string& name, ProviderType type, const std::string& issuer,
                                const std::string& client_id, const std::string& secret)
{
    const auto provider_key = key(name);
    DesiredProvider provider{.key = provider_key, .values = ConnectorValues{type, name, issuer, client_id}};
    if (!secret.empty())
    {
        provider.client_secret = SecretSource{SecretSource::File{"/secrets/" + name}};
        secrets_[provider_key] = secret;
    }
    return declared_.insert_or_assign(provider_key, std::move(provider)).first->second;
}

void World::declare_registration(const std::string& name, DesiredRegistration registration,
                                 const std::string& secret)
{
    registration_secrets_[key(name)] = secret;
    declared(name).registration = std::move(registration);
}

DesiredProvider& World::declare_absent(const std::string& name)
{
    return declared_.insert_or_assign(key(name), DesiredProvider{.key = key(name), .state = State::absent})
        .first->second;
}

DesiredProvider& World::declare_released(const std::string& name)
{
    return declared_.insert_or_assign(key(name), DesiredProvider{.key = key(name), .state = State::released})
        .first->second;
}

void World::undeclare(const std::string& name)
{
    declared_.erase(key(name));
}

DesiredProvider& World::declared(const std::string& name)
{
    return declared_.at(key(name));
}

void World::set_secret(const std::string& name, const std::string& secret)
{
    declared_.at(key(name)).client_secret = SecretSource{SecretSource::File{"/secrets/" + name}};
    secrets_[key(name)] = secret;
    broken_secrets_.erase(key(name));
}

void World::break_secret(const std::string& name)
{
    broken_secrets_.insert(key(name));
}

reconcile::Secrets World::secrets()
{
    const auto fingerprint = process_->store.fingerprinter(true);
    reconcile::Secrets result;
    result.fingerprint_key = (*fingerprint)->id();
    for (const auto& [provider_key, provider] : declared_)
    {
        if (provider.registration)
            result.registration.emplace(
                provider_key, reconcile::SecretRead{.secret = Secret(registration_secrets_.at(provider_key)),
                                                    .warning = {}});
        if (provider.registration && provider.registration->generated_secret)
            if (auto held = process_->store.held_secret(provider_key).value())
            {
                result.states[provider_key] = {SecretState::Kind::read, (**fingerprint)(*held), {}};
                result.values.emplace(provider_key, std::move(*held));
            }
        if (!provider.client_secret)
            continue;
        if (broken_secrets_.contains(provider_key))
        {
            result.states[provider_key] = {
                SecretState::Kind::unreadable, {}, "file /secrets/" + provider_key.str() + ": empty"};
            continue;
        }
        Secret secret(secrets_.at(provider_key));
        result.states[provider_key] = {SecretState::Kind::read, (**fingerprint)(secret), {}};
        result.values.emplace(provider_key, std::move(secret));
    }
    return result;
}

DesiredState World::desired() const
{
    std::vector<DesiredProvider> providers;
    for (const auto& [provider_key, provider] : declared_)
        providers.push_back(provider);
    return DesiredState::make(std::move(providers), group_sync).value();
}

Result<reconcile::Report> World::pass(const reconcile::PassRequest& request)
{
    const auto declared_now = desired();
    const auto all_secrets = secrets();
    return run(io, clock, process_->reconciler.run_once(declared_now, all_secrets, policy, request));
}

namespace {

/// A pass that is cancelled, or ends before.
boost::asio::awaitable<void> until_killed(boost::asio::awaitable<Result<reconcile::Report>> pass, bool& ended)
{
    try
    {
        co_await std::move(pass);
    }
    catch (const boost::system::system_error&)
    {
        // Whatever it was waiting for has let go of it.
    }
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    ended = true;
}

} // namespace

void World::apply_and_die(reconcile::PassRequest request, std::size_t steps)
{
    request.write = true;
    if (!process_->locked)
        process_->store.lock().value();
    const auto declared_now = desired();
    const auto all_secrets = secrets();
    bool ended = false;
    boost::asio::cancellation_signal kill;
    boost::asio::co_spawn(
        io, until_killed(process_->reconciler.run_once(declared_now, all_secrets, policy, request), ended),
        boost::asio::bind_cancellation_slot(kill.slot(), boost::asio::detached));
    for (std::size_t step = 0; step < steps && !ended; ++step)
        run_step(io, clock, {});
    // From within the loop, where the pass cannot end between the signal and its arrival.
    if (!ended)
        boost::asio::post(io, [&kill, &ended] {
            if (!ended)
                kill.emit(boost::asio::cancellation_type::terminal);
        });
    while (!ended)
    {
        io.restart();
        if (io.poll() == 0 && !ended)
            throw std::logic_error("a pass that was killed goes on");
    }
    restart_daemon();
}

Result<reconcile::Report> World::apply(reconcile::PassRequest request)
{
    request.write = true;
    if (!process_->locked)
        process_->store.lock().value();
    process_->locked = true;
    return pass(request);
}

Result<reconcile::Report> World::plan(reconcile::PassRequest request)
{
    request.write = false;
    return pass(request);
}

void World::keep_login(const std::string& name, std::chrono::seconds ago, std::vector<std::string> groups)
{
    reconcile::Checks checks;
    checks.providers[key(name)].login =
        reconcile::LoginEvidence{.at = clock.wall_now() - ago,
                                 .connector = ConnectorId{sandbox.connectors().at(0).id},
                                 .client_id = sandbox.connectors().at(0).client_id,
                                 .name_present = true,
                                 .email_present = true,
                                 .group_claim = "groups",
                                 .groups = std::move(groups)};
    files.put(std::string(state_directory) + "/checks.json", encode_checks(checks), 0600);
}

Result<Acknowledgement> World::acknowledge_restart(std::optional<std::uint64_t> generation)
{
    return reconcile::acknowledge_restart(process_->store, events, generation);
}

Ledger World::ledger()
{
    reconcile::LedgerStore store(files, random, std::string(state_directory));
    return store.load().value();
}

std::string World::held_secret(const std::string& name) const
{
    return files.text(std::string(state_directory) + "/secrets/" + name).value_or(std::string());
}

std::size_t World::ledger_writes() const
{
    return static_cast<std::size_t>(std::count(files.calls.begin(), files.calls.end(),
                                               "replace " + std::string(state_directory) + "/ledger.json"));
}

std::size_t World::api_requests(const std::string& method) const
{
    const auto& seen = sandbox.requests();
    return static_cast<std::size_t>(std::count_if(
        seen.begin() + static_cast<std::ptrdiff_t>(requests_before_), seen.end(),
        [&](const sandbox::Seen& one) { return one.method == method && one.target.starts_with("/api/"); }));
}

void World::forget_requests()
{
    requests_before_ = sandbox.requests().size();
    files.calls.clear();
    events.events.clear();
}

const reconcile::ProviderResult& result_of(const reconcile::Report& report, const std::string& name)
{
    const auto found = std::find_if(report.results.begin(), report.results.end(),
                                    [&](const auto& result) { return result.key.str() == name; });
    if (found == report.results.end())
        throw std::out_of_range("no result for " + name);
    return *found;
}

const PlanItem& item_of(const reconcile::Report& report, const std::string& name)
{
    const auto* item = report.plan.find(key(name));
    if (item == nullptr)
        throw std::out_of_range("no plan item for " + name);
    return *item;
}

} // namespace idpsync::test
