#pragma once

// The composition root: builds every object once, in order, and runs passes with them.

#include "config/load.hpp"
#include "core/event.hpp"
#include "core/next_command.hpp"
#include "diagnose/doctor.hpp"
#include "net/client.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/declared_files.hpp"
#include "service/login/login_session.hpp"
#include "service/registration_facts.hpp"
#include "service/revision.hpp"
#include "service/server_access.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/state_owner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

class Application
{
public:
    struct Options
    {
        std::string state_directory;
        bool write = false; ///< take the lock, become the state directory's owner, keep what is learnt
        /// Root becomes the state directory's owner for good; false: as long as the application lives, for a
        /// command that writes files of root's afterwards.
        bool give_up_root = true;
        reconcile::Environment environment;
        std::string service_unit = "netbird-idp-sync.service"; ///< whose credentials are read
        FilesInForce files{};        ///< that the configuration is from; for the history
        std::string asked_by;        ///< as "root (sudo alice)"; for the history
        std::string command_options; ///< NextCommand::options
        bool candidate = false;      ///< NextCommand::candidate
    };

    /// Reads the token, the CA certificates and the client secrets (errors: bad_config), then opens the state
    /// directory (storage; conflict when another pass holds it). `configuration` and `events` must outlive
    /// the application.
    static Result<std::unique_ptr<Application>> start(const config::Configuration& configuration,
                                                      EventSink& events, const Options& options);

    /// How commands are to be named: a daemon may hold the state directory.
    [[nodiscard]] const NextCommand& commands() const { return commands_; }
    [[nodiscard]] std::string ledger_file() const { return store_.ledger_file(); }

    /// What is remembered at the moment.
    Result<Ledger> ledger() { return store_.load(); }

    /// Runs one pass to its end; errors are Reconciler::run_once()'s, and stopped when SIGINT or SIGTERM
    /// came.
    Result<reconcile::Report> run_pass(const reconcile::PassRequest& request);

    /// What NetBird lists; errors are Reconciler::list()'s, and stopped.
    Result<ObservedState> list() { return loop_.run(server_->reconciler().list()); }

    /// What `doctor` finds of NetBird and of the providers named; of all when none is. Errors: storage when
    /// the ledger cannot be read, stopped.
    Result<diagnose::Diagnosis> diagnose(std::set<ProviderKey> named);

    /// A real login through this provider, from prepare() to sign_in(); to be used while the application is
    /// there. Error: storage when the ledger cannot be read.
    Result<std::unique_ptr<LoginSession>> login(ProviderKey key, diagnose::LoopbackRedirect redirect,
                                                BrowserDoor::Options door);

    /// What NetBird's login service says of itself; errors are netbird::Inspector's, and stopped.
    Result<netbird::LoginDiscovery> login_service();

    /// What login_service() says, and what the connectors of these keys show of it; errors are its.
    Result<RegistrationFacts> registration_facts(const std::set<ProviderKey>& keys);

    /// What NetBird's account has set; errors are Reconciler::account_settings()'s, and stopped.
    Result<netbird::AccountSettings> account_settings()
    {
        return loop_.run(server_->reconciler().account_settings());
    }

    /// What an operator should hear although it stops nothing; one line each.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
    Application(const config::Configuration& configuration, EventSink& events, const Options& options);

    Result<void> read_files();
    Result<void> become_owner();
    Result<void> open_state();
    void connect();
    Finding look_at_group_sync();

    const config::Configuration& configuration_;
    EventSink& events_;
    Options options_;
    NextCommand commands_;
    std::vector<std::string> warnings_;
    std::unique_ptr<ActingAs> owner_; ///< goes last

    EventLoop loop_;
    SystemClock clock_;
    PosixFiles files_;
    SystemRandom random_;
    DeclaredFiles read_;
    reconcile::LedgerStore store_;
    reconcile::ChecksStore checks_;
    reconcile::Secrets secrets_;
    std::optional<net::BeastClient> http_;
    std::optional<ServerAccess> server_;
};

} // namespace idpsync::service
