#pragma once

// A daemon that is asked by the real program.

#include "cli/installation.hpp"
#include "support/notify_socket.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::test {

namespace json = boost::json;

class Control : public ::testing::Test
{
protected:
    /// Starts a daemon and waits for the end of its first pass.
    std::unique_ptr<Process> started()
    {
        host.declare("corp", "    name: Corp\n");
        auto daemon = host.begin({"run"}, {{"NOTIFY_SOCKET", systemd.path()}});
        wait_for_pass();
        return daemon;
    }

    void wait_for_pass() const { static_cast<void>(systemd.wait_for("next pass in")); }

    /// Runs a command that asks the daemon; the files stay as they are.
    ProcessResult ask(std::vector<std::string> command) const
    {
        command.insert(command.end(), {"--runtime-dir", host.path("run")});
        return run(IDPSYNC_PROGRAM, command);
    }

    [[nodiscard]] json::object status() const
    {
        return json::parse(ask({"status", "--json"}).out).as_object();
    }

    static ProcessResult stop(Process& daemon)
    {
        daemon.signal(SIGTERM);
        return daemon.finish();
    }

    std::string name_in_netbird() { return host.connectors().at(0).name; }

    void rename_in_netbird(const std::string& name)
    {
        host.netbird.ask([&](sandbox::Sandbox& sandbox) {
            const auto id = sandbox.connectors().at(0).id;
            sandbox.edit(id, {.name = name});
            return 0;
        });
    }

    void write_config_with(const std::string& was, const std::string& is)
    {
        auto text = host.read_file("config.yaml");
        host.write_file("config.new", text.replace(text.find(was), was.size(), is));
        std::filesystem::rename(host.path("config.new"), host.path("config.yaml"));
    }

    Installation host;
    NotifySocket systemd;
};

} // namespace idpsync::test
