#pragma once

// A whole installation in memory: NetBird, the daemon's disk and one clock for both.
//
//     World world;
//     world.sandbox.add_issuer("https://id.example.com");
//     world.declare("pocket-id", ProviderType::pocketid, "https://id.example.com", "netbird");
//     const auto report = world.apply();

#include "core/event.hpp"
#include "netbird/client.hpp"
#include "reconcile/acknowledge.hpp"
#include "reconcile/reconciler.hpp"
#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/counting_random.hpp"
#include "support/key.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::test {

/// Keeps what it is told; an event that docs/events.md does not promise fails the test.
class EventLog final : public EventSink
{
public:
    void emit(Event event) override;
    [[nodiscard]] std::size_t count(EventName name) const;
    [[nodiscard]] const Event* find(EventName name) const;

    std::vector<Event> events;
    std::function<void(const Event&)> listener; ///< hears each event first
};

class World;

/// NetBird's metrics, as the world has them.
class MetricsPage final : public net::HttpClient
{
public:
    explicit MetricsPage(World& world) : world_(world) {}
    boost::asio::awaitable<Result<net::Response>> send(const net::Request& request) override;

private:
    World& world_;
};

class World
{
public:
    explicit World(sandbox::Options options = {});

    /// Declares a present provider, or replaces its declaration. An empty `secret`: none is declared.
    DesiredProvider& declare(const std::string& key, ProviderType type, const std::string& issuer,
                             const std::string& client_id, const std::string& secret = "not-a-real-secret");
    /// `secret` is the token, or the secret of the service account.
    void declare_registration(const std::string& key, DesiredRegistration registration,
                              const std::string& secret);
    DesiredProvider& declare_absent(const std::string& key);
    DesiredProvider& declare_released(const std::string& key);
    void undeclare(const std::string& key);
    DesiredProvider& declared(const std::string& key);
    void set_secret(const std::string& key, const std::string& secret);
    void break_secret(const std::string& key); ///< it can no longer be read

    Result<reconcile::Report> apply(reconcile::PassRequest request = {});
    Result<reconcile::Report> plan(reconcile::PassRequest request = {});

    /// The process is killed after so many steps (at least one) of a pass, or when it ended before, and
    /// another one starts.
    void apply_and_die(reconcile::PassRequest request, std::size_t steps);

    /// Somebody signed in through the first connector of NetBird, `ago`, and brought these groups.
    void keep_login(const std::string& key, std::chrono::seconds ago, std::vector<std::string> groups);

    Result<Acknowledgement> acknowledge_restart(std::optional<std::uint64_t> generation);

    /// When, after `since`, the daemon would come back by itself for what is held up.
    [[nodiscard]] std::optional<net::SteadyTime> earliest_due(net::SteadyTime since) const
    {
        return process_->reconciler.earliest_due(since);
    }

    /// The daemon ends and starts again: what was only in memory is gone.
    void restart_daemon();

    /// What is on the disk; an empty ledger when there is none.
    [[nodiscard]] Ledger ledger();
    /// What is held of a generated client secret; empty: nothing.
    [[nodiscard]] std::string held_secret(const std::string& key) const;
    [[nodiscard]] std::size_t ledger_writes() const;
    [[nodiscard]] std::size_t api_requests(const std::string& method) const;
    void forget_requests();

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox sandbox;
    MemoryFiles files;
    CountingRandom random;
    EventLog events;
    Policy policy;
    reconcile::Preflight* preflight = nullptr;  ///< in force from the next restart_daemon() on
    std::optional<DesiredGroupSync> group_sync; ///< as declared
    std::optional<ServerRun> server_run;        ///< what NetBird's metrics say; nothing: none are configured
    bool break_metrics = false;                 ///< they answer 404
    std::size_t metrics_reads = 0;

private:
    /// What lives as long as the daemon's process.
    struct Process
    {
        explicit Process(World& world);

        MetricsPage metrics_page;
        netbird::ServerMetrics metrics;

        sandbox::InProcessClient http;
        netbird::Client netbird;
        netbird::LoginService login;
        reconcile::LedgerStore store;
        reconcile::ChecksStore checks;
        reconcile::Reconciler reconciler;
        bool locked = false;
    };

    [[nodiscard]] DesiredState desired() const;
    Result<reconcile::Report> pass(const reconcile::PassRequest& request);
    reconcile::Secrets secrets();

    std::map<ProviderKey, DesiredProvider> declared_;
    std::map<ProviderKey, std::string> secrets_;
    std::map<ProviderKey, std::string> registration_secrets_;
    std::set<ProviderKey> broken_secrets_;
    std::size_t requests_before_ = 0;
    std::unique_ptr<Process> process_;
};

/// The result of `key` in the report. Throws when there is none.
const reconcile::ProviderResult& result_of(const reconcile::Report& report, const std::string& key);
const PlanItem& item_of(const reconcile::Report& report, const std::string& key);

} // namespace idpsync::test
