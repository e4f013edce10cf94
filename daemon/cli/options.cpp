#include "cli/options.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

/// The member of a member … of a command line.
template <auto... members>
constexpr Place at = +[](Typed& typed) -> auto& { return (typed.*....*members); };

template <bool PassFlags::* flag>
constexpr Place pass_flag = at<&Typed::flags, flag>;

template <auto member>
constexpr Place common = at<&Typed::common, member>;

constexpr Commands passes = on::apply | on::reload;
constexpr Commands clients =
    on::status | on::reload | on::pause | on::resume | on::ack_restart; ///< of a running daemon
constexpr Commands of_files = on::all & ~(clients | on::history);
constexpr Commands with_json = on::all & ~(on::import | on::run);

/// Those of some commands first.
const std::array table{
    Option{"--no-secrets",
           0,
           {},
           on::check,
           false,
           at<&Typed::no_secrets>,
           "leave the token and the client secrets unread"},
    Option{"--login", 0, "KEY", on::doctor, false, at<&Typed::login>, "sign in through this provider"},
    Option{"--redirect", 0, "URL", on::doctor, false, at<&Typed::redirect>,
           "where the browser comes back to (http://localhost:53000/); registered for netbird-cli"},
    Option{"--netbird-log", 0, "FILE", on::doctor, false, at<&Typed::netbird_log>,
           "NetBird's log, read while you sign in (\"-\": standard input); names why a login fails"},
    Option{"--yes", 'y', {}, on::doctor, false, at<&Typed::yes>, "do not ask before the login"},
    Option{"--yes",
           'y',
           {},
           passes,
           false,
           pass_flag<&PassFlags::agreed_changes>,
           "do not ask before deletes, and go beyond reconcile.max_changes"},
    Option{"--files", 0, "DIR", on::plan, false, at<&Typed::files>,
           "plan the config.yaml and providers.d of DIR; \"-\": one document on standard input"},
    Option{"--brief",
           0,
           {},
           on::plan | passes,
           false,
           at<&Typed::brief>,
           "one line for each provider, problems in full"},
    Option{"--force-preflight", 0, "KEY", on::plan, false, at<&Typed::force_preflight>,
           "as if apply were run with it"},
    Option{"--force-preflight", 0, "KEY", passes, false, at<&Typed::force_preflight>,
           "write this one even when its provider refuses it or cannot be asked; may be given several times"},
    Option{"--adopt",
           0,
           {},
           passes,
           false,
           pass_flag<&PassFlags::adopt>,
           "change what NetBird has although there was no ledger here"},
    Option{"--prune-now",
           0,
           {},
           passes,
           false,
           pass_flag<&PassFlags::prune_now>,
           "delete what is no longer declared without waiting for reconcile.prune_grace"},
    Option{"--new-server",
           0,
           {},
           passes,
           false,
           pass_flag<&PassFlags::new_server>,
           "this is another NetBird than before, knowingly: forget the old one's ids, adopt what matches"},
    Option{"--rebuild-ledger",
           0,
           {},
           passes,
           false,
           pass_flag<&PassFlags::rebuild_ledger>,
           "move the ledger aside and begin a new one: existing connectors are adopted"},
    Option{"--restore-settings",
           0,
           {},
           passes,
           false,
           pass_flag<&PassFlags::restore_settings>,
           "put the settings of group sync back as they were before they were last written, and do nothing "
           "else"},
    Option{"--write", 0, "DIR", on::import, false, at<&Typed::directory>,
           "write a file KEY.yaml for each provider; one that is there already stays as it is"},
    Option{"--all", 0, {}, on::import, false, at<&Typed::all>, "also what is declared already"},
    Option{"--problems", 0, {}, on::status, false, at<&Typed::problems>, "fold what is well into one line"},
    Option{"--all-instances",
           0,
           {},
           on::status,
           false,
           at<&Typed::all_instances>,
           "every daemon that has a socket in the runtime directory or in the directories in it"},
    Option{"--watch", 0, {}, on::status, false, at<&Typed::watch>, "go on, with every change"},
    Option{"--lines", 'n', "N", on::history, false, at<&Typed::lines>, "at most so many, 1 or more (50)"},
    Option{"--generation", 0, "N", on::ack_restart, false, at<&Typed::generation>,
           "only if no other restart has become necessary since number N"},

    Option{"--config", 'c', "FILE", of_files, true, at<&Typed::config>,
           "configuration (/etc/netbird-idp-sync/config.yaml)"},
    Option{"--config", 'c', "FILE", clients, true, at<&Typed::config>, "the daemon that runs with FILE"},
    Option{"--state-dir", 0, "DIR",
           on::program | on::plan | on::apply | on::import | on::doctor | on::run | on::history |
               on::ack_restart,
           true, common<&CommonOptions::state_directory>,
           "where the ledger is kept ($STATE_DIRECTORY, else /var/lib/netbird-idp-sync)"},
    Option{"--runtime-dir", 0, "DIR", on::program | on::plan | on::run | on::history | clients, true,
           common<&CommonOptions::runtime_directory>,
           "where the daemon's socket is ($RUNTIME_DIRECTORY, else /run/netbird-idp-sync)"},
    Option{"--instance", 0, "NAME", on::all, true, at<&Typed::instance>,
           "the places of netbird-idp-sync@NAME instead"},
    Option{"--verbose",
           'v',
           {},
           on::program | on::apply | on::reload,
           true,
           common<&CommonOptions::verbose>,
           "more detail, and every event on standard error as text"},
    Option{"--verbose",
           'v',
           {},
           on::plan,
           true,
           common<&CommonOptions::verbose>,
           "also what is in sync and what is unmanaged, and every event on standard error"},
    Option{"--verbose",
           'v',
           {},
           on::doctor,
           true,
           common<&CommonOptions::verbose>,
           "also what is well, and every event on standard error"},
    Option{"--verbose",
           'v',
           {},
           on::status,
           true,
           common<&CommonOptions::verbose>,
           "every provider, and the last error of what is in sync again"},
    Option{"--verbose",
           'v',
           {},
           on::import,
           true,
           common<&CommonOptions::verbose>,
           "every event on standard error"},
    Option{"--verbose", 'v', {}, on::run, true, common<&CommonOptions::verbose>, "log debug events, too"},
    Option{"--log",
           0,
           {},
           on::program | on::apply,
           true,
           common<&CommonOptions::log>,
           "events on standard error, as `log` of the configuration says"},
    Option{"--json",
           0,
           {},
           with_json & ~(on::program | on::status),
           true,
           common<&CommonOptions::json>,
           "one JSON document on standard output"},
    Option{"--json",
           0,
           {},
           on::status,
           true,
           common<&CommonOptions::json>,
           "one JSON document on standard output; with --watch, one a line"},
    Option{"--json",
           0,
           {},
           on::program,
           true,
           common<&CommonOptions::json>,
           "one JSON document on standard output (not of `import` and `run`)"},
    Option{"--help",
           'h',
           {},
           on::program,
           true,
           at<&Typed::help>,
           "this text; `netbird-idp-sync help COMMAND` for a command's own"},
    Option{"--help", 'h', {}, on::all & ~on::program, true, at<&Typed::help>, "this text"},
    Option{"--version", 'V', {}, on::program, true, at<&Typed::version>, "the version"},
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
