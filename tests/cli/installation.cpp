#include "cli/installation.hpp"

#include "sandbox/provider/provider.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace idpsync::test {

namespace fs = std::filesystem;

Installation::Installation(sandbox::Options options, sandbox::ServerOptions server)
    : netbird(std::move(options), std::move(server)), url_(netbird.url())
{
    fs::create_directory(directory_ / "secrets");
    fs::create_directory(directory_ / "state");
    write_file("token", std::string(sandbox::default_token) + "\n");
}

void Installation::write_file(const std::string& name, const std::string& text) const
{
    const fs::path file = directory_ / name;
    std::ofstream(file, std::ios::binary) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    // A file written just now is read again a little later, in case someone is still writing.
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

void Installation::write_secret(const std::string& key, const std::string& text) const
{
    write_file("secrets/" + key, text);
}

void Installation::rotate_secret(const std::string& key, const std::string& text)
{
    netbird.ask([&](sandbox::Sandbox& sandbox) {
        sandbox.provider(sandbox.url() + "/providers/" + key).client().secret = text;
        return 0;
    });
    write_secret(key, text);
}

std::string Installation::read_file(const std::string& name) const
{
    std::stringstream text;
    text << std::ifstream(directory_ / name).rdbuf();
    return text.str();
}

bool Installation::has_file(const std::string& name) const
{
    return fs::exists(directory_ / name);
}

void Installation::declare(const std::string& key, const std::string& more)
{
    const auto issuer = netbird.ask([&](sandbox::Sandbox& sandbox) {
        sandbox::ProviderClient client{.secret = std::string(canary_secret),
                                       .redirect_uris = {sandbox.redirect_uri()}};
        return sandbox
            .add_local_provider(key, {.profile = sandbox::Profile::oidc_provider, .clients = {client}})
            .issuer();
    });
    providers_[key] = "    type: oidc\n    issuer: " + issuer +
                      "\n    allow_http: true\n    client_id: netbird\n" +
                      "    client_secret: { file: secrets/" + key + " }\n" + more;
    write_secret(key, std::string(canary_secret) + "\n");
}

void Installation::write_configuration() const
{
    std::string text = "version: 1\nmanagement:\n  url: " + url_ + "\n  token: { file: token }\n";
    if (!management_.empty())
        text += "  " + management_ + "\n";
    text += top_;
    if (!providers_.empty())
        text += "identity_providers:\n";
    for (const auto& [key, provider] : providers_)
    {
        auto entry = provider;
        const auto file = "{ file: secrets/" + key + " }";
        if (!secret_source_.empty())
            entry.replace(entry.find(file), file.size(), secret_source_);
        text += "  " + key + ":\n" + entry;
    }
    write_file("config.yaml", text);
}

ProcessResult Installation::run(std::vector<std::string> command,
                                const std::map<std::string, std::string>& environment)
{
    write_configuration();
    add_files(command);
    return test::run(IDPSYNC_PROGRAM, command, environment);
}

std::unique_ptr<Process> Installation::begin(std::vector<std::string> command,
                                             const std::map<std::string, std::string>& environment,
                                             std::optional<int> standard_error)
{
    write_configuration();
    add_files(command);
    return std::make_unique<Process>(IDPSYNC_PROGRAM, command, environment, standard_error);
}

void Installation::add_files(std::vector<std::string>& command) const
{
    command.insert(command.end(), {"--config", directory_ / "config.yaml", "--state-dir",
                                   directory_ / "state", "--runtime-dir", directory_ / "run"});
}

void Installation::forget_state()
{
    for (const auto& entry : fs::directory_iterator(directory_ / "state"))
        fs::remove_all(entry.path());
}

std::string Installation::state() const
{
    std::string text;
    for (const auto& entry : fs::directory_iterator(directory_ / "state"))
        text += read_file("state/" + entry.path().filename().string());
    return text;
}

std::vector<sandbox::Connector> Installation::connectors()
{
    return netbird.ask([](sandbox::Sandbox& sandbox) { return sandbox.connectors(); });
}

sandbox::Counters Installation::counters()
{
    return netbird.ask([](sandbox::Sandbox& sandbox) { return sandbox.counters(); });
}

} // namespace idpsync::test
