#include "cli/options.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

/// An option of some commands, whose value is the member of a member … of a command line.
template <auto... members>
constexpr Option own(std::string_view spelling, Commands commands, std::string_view text)
{
    Option option{.spelling = spelling,
                  .commands = commands,
                  .place = +[](Typed& typed) -> auto& { return (typed.*....*members); },
                  .text = text};
    const auto name = spelling.find("--");
    const auto value = spelling.find(' ', name);
    option.letter = name == 0 ? char() : spelling[1];
    option.name = spelling.substr(name, value - name);
    option.value = value == spelling.npos ? std::string_view() : spelling.substr(value + 1);
    return option;
}

/// One that every command takes.
template <auto... members>
constexpr Option common(std::string_view spelling, Commands commands, std::string_view text)
{
    auto option = own<members...>(spelling, commands, text);
    option.everywhere = true;
    return option;
}

constexpr Commands passes = on::apply | on::reload;
constexpr Commands clients =
    on::status | on::health | on::reload | on::pause | on::resume | on::ack_restart; ///< of a running daemon
constexpr Commands of_files = on::all & ~(clients | on::history);
constexpr Commands with_json = on::all & ~(on::import | on::run);

/// Those of some commands first.
const std::array table{
    own<&Typed::no_secrets>("--no-secrets", on::check, "do not read the token and the client secrets"),
    own<&Typed::server>("--server", on::doctor,
                        "also what the running server of a standalone NetBird hands to everybody who asks"),
    own<&Typed::login>("--login KEY", on::doctor, "sign in through this provider"),
    own<&Typed::redirect>(
        "--redirect URL", on::doctor,
        "where the browser comes back to (http://localhost:53000/); registered for netbird-cli"),
    own<&Typed::netbird_log>(
        "--netbird-log FILE", on::doctor,
        "NetBird's log, read while you sign in (\"-\": standard input); names why a login fails"),
    own<&Typed::yes>("-y, --yes", on::doctor, "do not ask before the login"),
    own<&Typed::flags, &PassFlags::agreed_changes>(
        "-y, --yes", passes, "do not ask before deletes, and allow more changes than reconcile.max_changes"),
    own<&Typed::files>("--files DIR", on::plan,
                       "plan the config.yaml and providers.d of DIR; \"-\": one document on standard input"),
    own<&Typed::format>("--format FORMAT", on::plan,
                        "text, json, or markdown: a comment on a pull request, with the details folded"),
    own<&Typed::format>("--format FORMAT", on::check,
                        "text, json, sarif (2.1.0), or github: each error at its line of a pull request"),
    own<&Typed::brief>("--brief", on::plan | passes, "one line for each provider, problems in full"),
    own<&Typed::force_preflight>("--force-preflight KEY", on::plan,
                                 "plan what `apply` would do with this option"),
    own<&Typed::force_preflight>(
        "--force-preflight KEY", passes,
        "write this one even when its provider refuses it or cannot be asked; may be given several "
        "times"),
    own<&Typed::flags, &PassFlags::adopt>("--adopt", passes,
                                          "allow changes to what NetBird had before there was a ledger"),
    own<&Typed::flags, &PassFlags::prune_now>(
        "--prune-now", passes, "delete what is no longer declared without waiting for reconcile.prune_grace"),
    own<&Typed::flags, &PassFlags::new_server>(
        "--new-server", passes,
        "this is a different NetBird, on purpose: forget the ids of the old one, and adopt what matches"),
    own<&Typed::flags, &PassFlags::rebuild_ledger>(
        "--rebuild-ledger", passes,
        "move the ledger aside and begin a new one: existing connectors are adopted"),
    own<&Typed::flags, &PassFlags::restore_settings>(
        "--restore-settings", passes,
        "restore the settings of group sync from before the last write, and do nothing else"),
    own<&Typed::flags, &PassFlags::interrupt>("--now", on::rotate,
                                              "even where logins then fail until NetBird was restarted"),
    own<&Typed::directory>("--write DIR", on::import,
                           "write a file KEY.yaml for each provider; existing files stay as they are"),
    own<&Typed::all>("--all", on::import, "also print what is declared already"),
    own<&Typed::problems>("--problems", on::status, "show all that is well as one line"),
    own<&Typed::all_instances>("--all-instances", on::status,
                               "every daemon with a socket in the runtime directory or in a directory in it"),
    own<&Typed::watch>("--watch", on::status, "keep running, and print every change"),
    own<&Typed::type>(
        "--type TYPE", on::show,
        "what to register at a provider of this type, such as pocketid, that is not declared yet"),
    own<&Typed::write>("--write", on::standalone,
                       "write what was shown: the files, each with a backup, or the client"),
    own<&Typed::management_json>("--management-json", on::standalone,
                                 "also what decides logins in artifacts/management.json"),
    own<&Typed::yes>("-y, --yes", on::standalone, "write although every user becomes a new one"),
    own<&Typed::lines>("-n, --lines N", on::history, "at most N changes, 1 or more (50)"),
    own<&Typed::generation>("--generation N", on::ack_restart,
                            "only if no newer restart than number N is needed"),
    own<&Typed::url>("--url ADDRESS", on::bootstrap,
                     "NetBird's address; left out: management.url of the configuration"),
    own<&Typed::owner_email>("--owner-email EMAIL", on::bootstrap, "the owner's e-mail address; required"),
    own<&Typed::owner_name>("--owner-name TEXT", on::bootstrap, "the owner's name (the e-mail address)"),
    own<&Typed::owner_password_file>(
        "--owner-password-file FILE", on::bootstrap,
        "the owner's password, in a file that nobody else may read; left out: asked at the terminal"),
    own<&Typed::existing_owner>("--existing-owner", on::bootstrap,
                                "NetBird is set up already, and this is its owner: only sign in"),
    own<&Typed::netbird_config>(
        "--netbird-config FILE", on::bootstrap,
        "put the owner into NetBird's own configuration, config.yaml or management.json; -: print what to "
        "paste"),
    own<&Typed::any_address>("--any-address", on::bootstrap,
                             "go on although NetBird's address cannot be an account's domain"),
    own<&Typed::service_user>("--service-user TEXT", on::bootstrap,
                              "the service user to make for the daemon (netbird-idp-sync)"),
    own<&Typed::token_life>("--token-life DAYS", on::bootstrap, "how long its token lives, 1 to 365 (365)"),
    own<&Typed::ca_file>(
        "--ca-file FILE", on::bootstrap,
        "trust the certificates in this PEM file; for a configuration that is not there yet"),
    own<&Typed::days>("--days N", on::token,
                      "how long the new token lives, 1 to 365 (as long as the one before)"),
    common<&Typed::config>("-c, --config FILE", of_files,
                           "configuration (/etc/netbird-idp-sync/config.yaml)"),
    common<&Typed::config>("-c, --config FILE", clients, "the daemon that runs with FILE"),
    common<&Typed::common, &CommonOptions::state_directory>(
        "--state-dir DIR",
        on::program | on::plan | on::apply | on::import | on::doctor | on::run | on::history |
            on::ack_restart | on::bootstrap | on::token,
        "where the ledger is kept ($STATE_DIRECTORY, else /var/lib/netbird-idp-sync)"),
    common<&Typed::common, &CommonOptions::runtime_directory>(
        "--runtime-dir DIR", on::program | on::plan | on::run | on::history | clients,
        "where the daemon's socket is ($RUNTIME_DIRECTORY, else /run/netbird-idp-sync)"),
    common<&Typed::instance>("--instance NAME", on::all,
                             "use the files and the socket of netbird-idp-sync@NAME"),
    common<&Typed::common, &CommonOptions::verbose>("-v, --verbose", on::program | on::apply | on::reload,
                                                    "more detail, and every event on standard error as text"),
    common<&Typed::common, &CommonOptions::verbose>(
        "-v, --verbose", on::plan,
        "also what is in sync and what is unmanaged, and every event on standard error"),
    common<&Typed::common, &CommonOptions::verbose>("-v, --verbose", on::doctor,
                                                    "also what is well, and every event on standard error"),
    common<&Typed::common, &CommonOptions::verbose>(
        "-v, --verbose", on::status, "every provider, and the last error of what is in sync again"),
    common<&Typed::common, &CommonOptions::verbose>("-v, --verbose", on::import,
                                                    "every event on standard error"),
    common<&Typed::common, &CommonOptions::verbose>("-v, --verbose", on::run, "log debug events, too"),
    common<&Typed::common, &CommonOptions::log>(
        "--log", on::program | on::apply, "events on standard error, as `log` of the configuration says"),
    common<&Typed::common, &CommonOptions::json>("--json", with_json & ~(on::program | on::status),
                                                 "one JSON document on standard output"),
    common<&Typed::common, &CommonOptions::json>(
        "--json", on::status, "one JSON document on standard output; with --watch, one a line"),
    common<&Typed::common, &CommonOptions::json>(
        "--json", on::program, "one JSON document on standard output (not of `import` and `run`)"),
    common<&Typed::help>("-h, --help", on::program,
                         "this text; `netbird-idp-sync help COMMAND` for a command's own"),
    common<&Typed::help>("-h, --help", on::all & ~on::program, "this text"),
    common<&Typed::version>("-V, --version", on::program, "the version"),
};

} // namespace

std::span<const Option> options()
{
    return table;
}

std::vector<const Option*> options_of(Commands command)
{
    std::vector<const Option*> found;
    const auto add = [&](const Option& option) {
        if (std::ranges::find(found, option.name, &Option::name) == found.end())
            found.push_back(&option);
    };
    for (const auto& option : table)
        if ((option.commands & command) != 0)
            add(option);
    for (const auto& option : table)
        if (option.everywhere)
            add(option);
    return found;
}

} // namespace idpsync::cli
