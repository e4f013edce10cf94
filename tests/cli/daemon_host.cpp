#include "cli/daemon_host.hpp"

#include "reconcile/ledger_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace idpsync::test {

using sandbox::Sandbox;

DaemonHost::DaemonHost() : environment{{"NOTIFY_SOCKET", systemd.path()}}
{
    installation.declare("corp", "    name: Corp\n");
}

void DaemonHost::start(const std::vector<std::string>& options)
{
    std::vector<std::string> command{"run"};
    command.insert(command.end(), options.begin(), options.end());
    daemon = installation.begin(command, environment);
    static_cast<void>(systemd.wait_for("READY=1"));
}

void DaemonHost::start_logging_to(int descriptor, const std::string& runtime_directory)
{
    installation.write_configuration();
    const std::vector<std::string> command{"run",
                                           "--config",
                                           installation.path("config.yaml"),
                                           "--state-dir",
                                           installation.path("state"),
                                           "--runtime-dir",
                                           installation.path(runtime_directory)};
    daemon = std::make_unique<Process>(IDPSYNC_PROGRAM, command, environment, descriptor);
    static_cast<void>(systemd.wait_for("READY=1"));
}

void DaemonHost::start_in_sync()
{
    start();
    wait_for_status("1 of 1 provider in sync");
}

ProcessResult DaemonHost::stop(int signal)
{
    daemon->signal(signal);
    return daemon->finish();
}

void DaemonHost::fail(sandbox::FaultRule rule)
{
    installation.netbird.ask([&](Sandbox& sandbox) {
        sandbox.fail(rule);
        return 0;
    });
}

void DaemonHost::wait_for_reads(std::size_t count)
{
    installation.netbird.wait_until(
        [&](const Sandbox& sandbox) { return sandbox.counters().reads >= count; });
}

void DaemonHost::wait_for_writes(std::size_t count)
{
    installation.netbird.wait_until(
        [&](const Sandbox& sandbox) { return sandbox.counters().writes >= count; });
}

void DaemonHost::wait_for_name(const std::string& name)
{
    installation.netbird.wait_until(
        [&](const Sandbox& sandbox) { return sandbox.connectors().at(0).name == name; });
}

void DaemonHost::rename_in_netbird(const std::string& name)
{
    installation.netbird.ask([&](Sandbox& sandbox) {
        const auto id = sandbox.connectors().at(0).id;
        sandbox.edit(id, {.name = name});
        return 0;
    });
}

void DaemonHost::remove_from_netbird()
{
    installation.netbird.ask([](Sandbox& sandbox) {
        sandbox.remove(sandbox.connectors().at(0).id);
        return 0;
    });
}

void DaemonHost::replace_in_config(const std::string& from, const std::string& to) const
{
    auto text = installation.read_file("config.yaml");
    text.replace(text.find(from), from.size(), to);
    installation.write_file("config.new", text);
    std::filesystem::rename(installation.path("config.new"), installation.path("config.yaml"));
}

void DaemonHost::expect_a_ledger_that_knows_every_connector()
{
    Ledger ledger;
    if (installation.has_file("state/ledger.json"))
        ledger = reconcile::decode_ledger(installation.read_file("state/ledger.json")).value();
    const bool open_create = std::any_of(ledger.intents.begin(), ledger.intents.end(),
                                         [](const auto& intent) { return intent.verb == Verb::create; });
    for (const auto& connector : installation.connectors())
    {
        const bool known = std::any_of(ledger.entries.begin(), ledger.entries.end(), [&](const auto& entry) {
            return entry.second.id.value == connector.id;
        });
        EXPECT_TRUE(known || open_create) << connector.id;
    }
}

std::size_t DaemonHost::open_files() const
{
    const auto directory = "/proc/" + std::to_string(daemon->pid()) + "/fd";
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()));
}

} // namespace idpsync::test
