#pragma once

// A host on which the real program runs as a service, for tests that disturb it.

#include "cli/installation.hpp"
#include "support/notify_socket.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::test {

class DaemonHost
{
public:
    /// One provider, `corp`, is declared.
    DaemonHost();

    void start(const std::vector<std::string>& options = {});
    /// With the log going to `descriptor`. `runtime_directory`: below the installation.
    void start_logging_to(int descriptor, const std::string& runtime_directory = "run");
    /// Starts and waits for a pass that leaves everything in sync.
    void start_in_sync();

    /// Stops it in order and gives what it said.
    ProcessResult stop(int signal = SIGTERM);

    void fail(sandbox::FaultRule rule);
    /// Requests that have reached NetBird since the start, answered or not; and until there are so many.
    [[nodiscard]] std::size_t reads() { return installation.counters().reads; }
    [[nodiscard]] std::size_t writes() { return installation.counters().writes; }
    void wait_for_reads(std::size_t count);
    void wait_for_writes(std::size_t count);
    void wait_for_status(const std::string& text) const { static_cast<void>(systemd.wait_for(text)); }
    void wait_for_name(const std::string& name);

    std::string name_in_netbird() { return installation.connectors().at(0).name; }
    void rename_in_netbird(const std::string& name);
    void remove_from_netbird();
    /// config.yaml with `from` replaced by `to`, by a rename.
    void replace_in_config(const std::string& from, const std::string& to) const;

    /// Every connector in NetBird has an entry or an open create in the ledger on disk.
    void expect_a_ledger_that_knows_every_connector();

    [[nodiscard]] std::size_t open_files() const;

    Installation installation;
    NotifySocket systemd;
    std::unique_ptr<Process> daemon;
    std::map<std::string, std::string> environment;
};

} // namespace idpsync::test
