#pragma once

// A host with this program on it, and a NetBird it talks to: the real program, real files, real sockets.

#include "sandbox/sandbox_thread.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::test {

/// Texts that must never be seen outside a request or their own file.
inline constexpr std::string_view canary_secret = "canary-client-secret-7d1f/+=?&";

class Installation
{
public:
    explicit Installation(sandbox::Options options = {}, sandbox::ServerOptions server = {});

    /// Declares a provider that knows its client.
    void declare(const std::string& key, const std::string& more = {});
    /// Replaces what stands below `management:` beside url and token, as "ca_file: ca.pem".
    void set_management(const std::string& more) { management_ = more; }
    void set_url(const std::string& url) { url_ = url; }
    /// Where every declared client secret is, in place of its file.
    void set_secret_source(const std::string& source) { secret_source_ = source; }
    /// Lines of their own at the top level.
    void set_top(const std::string& text) { top_ = text; }
    void forget(const std::string& key) { providers_.erase(key); }

    void write_file(const std::string& name, const std::string& text) const;
    void write_secret(const std::string& key, const std::string& text) const;
    /// At a declared provider and in its file.
    void rotate_secret(const std::string& key, const std::string& text);
    [[nodiscard]] std::string read_file(const std::string& name) const;
    [[nodiscard]] bool has_file(const std::string& name) const;
    [[nodiscard]] std::string path(const std::string& name) const { return directory_ / name; }

    /// Writes the configuration as it stands now and runs the program with it.
    ProcessResult run(std::vector<std::string> command,
                      const std::map<std::string, std::string>& environment = {});

    /// The same for a program that stays.
    std::unique_ptr<Process> begin(std::vector<std::string> command,
                                   const std::map<std::string, std::string>& environment = {},
                                   std::optional<int> standard_error = std::nullopt);

    /// Writes the configuration as it stands now.
    void write_configuration() const;

    /// Everything in the state directory, one text.
    [[nodiscard]] std::string state() const;
    void forget_state(); ///< as before the first command

    std::vector<sandbox::Connector> connectors();
    sandbox::Counters counters();

    sandbox::SandboxThread netbird;

private:
    void add_files(std::vector<std::string>& command) const;

    TempDirectory directory_;
    std::string url_;
    std::string management_;
    std::string top_;
    std::string secret_source_; ///< empty: files
    std::map<std::string, std::string> providers_;
};

} // namespace idpsync::test
