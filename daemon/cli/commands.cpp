#include "cli/commands.hpp"

#include "cli/asked.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

constexpr Command whole_program{
    .bit = on::program,
    .name = "",
    .brief = "",
    .argument = Argument::keys,
    .forms = "COMMAND [OPTION]... [KEY]...",
    .about = "Keeps the identity providers of a self-hosted NetBird as they are declared in YAML.",
    .exits = "0: done, in sync\n"
             "1: something is refused, in conflict, blocked or failed\n"
             "2: plan: there are changes to carry out; status: not in sync, or not checked for long\n"
             "64: the command line is wrong\n"
             "70: a bug in this program\n"
             "78: a file is wrong: the configuration, the token, the CA certificates\n"
             "130, 143: stopped by SIGINT, by SIGTERM",
    .asked = nullptr};

constexpr auto command_table = std::to_array<Command>({
    {.bit = on::check,
     .name = "check",
     .brief = "read the files only, and report every error in them",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about =
         "Reads the configuration, the token and every client secret, and reports every error at once. Run "
         "by root, it also names files that the daemon's user may not read. Does not use the network.",
     .exits = "0: every file is good, though there may be warnings\n"
              "78: a file is wrong",
     .asked = asked_check},
    {.bit = on::plan,
     .name = "plan",
     .brief = "show what a pass would do; writes nothing",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...\n"
              "--files DIR|- [KEY]...",
     .about = "Shows what a pass would do to each provider, and why. Writes nothing to NetBird. With KEYs, "
              "shows only these. With --files, plans other files than those in use; a running daemon plans "
              "them with its own ledger and secrets.",
     .exits = "0: NetBird is as declared\n"
              "1: something is refused, in conflict, blocked or failed\n"
              "2: a pass would write, or an earlier write has no known outcome yet\n"
              "78: a file is wrong",
     .asked = asked_plan},
    {.bit = on::apply,
     .name = "apply",
     .brief = "carry out one pass now",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...",
     .about = "Carries out one pass now. With KEYs, writes only these; the guards still check everything. On "
              "a terminal it asks before it deletes. Elsewhere it does not ask, but the guards of the "
              "configuration hold.",
     .exits = "0: everything declared is in sync\n"
              "1: something is not in sync, the daemon is running (use `reload`), or the mode is observe\n"
              "78: a file is wrong",
     .asked = asked_apply},
    {.bit = on::import,
     .name = "import",
     .brief = "print what NetBird has as configuration",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about =
         "Prints what NetBird has as configuration. Each connector gets a key, and is named by its id, so "
         "that no second one is created. Client secrets are left out: NetBird keeps them and never shows "
         "them. A plan with the result is in sync. What is declared already is left out. What `check` would "
         "refuse is commented out, with the reason. Only the section management is needed for this.",
     .exits = "0: done\n"
              "1: NetBird could not be asked, or a file could not be written or existed already\n"
              "78: a file is wrong",
     .asked = asked_import},
    {.bit = on::doctor,
     .name = "doctor",
     .brief = "check NetBird and the providers, and say why logins fail",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...\n"
              "--login KEY [OPTION]...",
     .about = "Checks NetBird, the token and the account's settings, then every provider, or the KEYs, and "
              "reports what is wrong, most urgent first. Writes nothing. With a standalone NetBird it checks "
              "its files, its provider and its API; what could not be checked is not well.\n"
              "With --login you sign in for real through one provider, in a browser, within 3 minutes. It "
              "says what NetBird sees of you: name, email, groups, role. NetBird makes or updates that user. "
              "If the browser runs on another host, forward the port to this one first: ssh -L "
              "53000:localhost:53000 HOST.",
     .exits = "0: no error and no warning\n"
              "1: something must be fixed, or, of a standalone NetBird, could not be checked\n"
              "78: a file is wrong",
     .asked = asked_doctor},
    {.bit = on::show,
     .name = "show",
     .brief = "print what to register at a provider",
     .argument = Argument::what,
     .forms = "redirect-uri [OPTION]...\n"
              "registration [OPTION]... [KEY]...",
     .about = "redirect-uri prints NetBird's redirect URI, which is the same for every provider. It also "
              "prints the URI for the return after a logout.\n"
              "registration prints what to enter where in the provider's console, with the values of this "
              "NetBird. It covers every declared provider, or the KEYs; with --type, a provider that is not "
              "declared yet. With a standalone NetBird it covers its client and its manager of users.",
     .exits = "0: done\n"
              "1: NetBird's login service could not be asked\n"
              "78: a file is wrong",
     .asked = asked_show},
    {.bit = on::bootstrap,
     .name = "bootstrap",
     .brief = "from a fresh NetBird to a token and a configuration",
     .argument = Argument::none,
     .forms = "--owner-email EMAIL [--url URL] [OPTION]...",
     .about =
         "Sets up a fresh NetBird that has its embedded login service, without a browser. Makes the owner, "
         "signs in, and checks the account. Then makes a service user with the role admin and a token, and "
         "writes the token file. Writes config.yaml if there is none.\n"
         "Run again, it says what is there and changes nothing. A run that was cut is finished by the next "
         "one. The password is read from a file or asked at the terminal, never taken from the command "
         "line. For NetBird v0.62.0 and later.",
     .exits =
         "0: the daemon can start\n"
         "2: the owner is in NetBird's configuration (--netbird-config): restart NetBird, and run it again\n"
         "1: it was refused, NetBird was set up by others, or a file could not be written\n"
         "78: a file is wrong",
     .asked = asked_bootstrap},
    {.bit = on::run,
     .name = "run",
     .brief = "the service: a pass every few minutes, and when a file changes",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about = "Runs until it is stopped, and keeps NetBird as declared. It runs a pass at the start, every "
              "`reconcile.interval`, when a file changes, and on SIGHUP. Logs to standard error, answers "
              "`status`, `reload` and `pause`. SIGTERM and SIGINT end it.",
     .exits =
         "0: it was stopped\n"
         "1: it could not start: another process uses the state directory, or the directory cannot be used\n"
         "78: the configuration was wrong at the start; after the start, the last good one stays in force",
     .asked = asked_run},
    {.bit = on::status,
     .name = "status",
     .brief = "what the running daemon last saw and did",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...",
     .about =
         "Shows what the running daemon last saw and did. For each provider: its state and since when, the "
         "last change, and the next step if there is one. Also shows whether the files are in force. The "
         "worst comes first; more than ten healthy providers become one line. With KEYs, shows only these.",
     .exits = "0: all is well\n"
              "1: no daemon answers\n"
              "2: something is not well; the last line names it",
     .asked = asked_status},
    {.bit = on::health,
     .name = "health",
     .brief = "say by its exit code whether the daemon does its work",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about = "Asks the running daemon whether its last pass that got its work done is younger than three "
              "intervals, and prints one line. For the health check of a container. What is left for an "
              "operator to decide, such as a conflict, is for `status`.",
     .exits = "0: it does its work\n"
              "1: it does not, or no daemon answers",
     .asked = asked_health},
    {.bit = on::history,
     .name = "history",
     .brief = "the last changes: when, what, why, by whom",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...",
     .about =
         "Prints what the daemon and `apply` changed last, the newest at the end: when, what, why (file, "
         "drift or command), and which fields. Also shows who asked for it or had changed NetBird before, "
         "the connector, and the configuration in force. With KEYs, shows only these. Reads the state "
         "directory. A member of the socket's group, who may not read that, gets it from the running daemon.",
     .exits = "0: done, though there may be nothing yet\n"
              "1: the history cannot be read, and no daemon gives it",
     .asked = asked_history},
    {.bit = on::reload,
     .name = "reload",
     .brief = "have the running daemon read its files and run a pass",
     .argument = Argument::keys,
     .forms = "[OPTION]... [KEY]...",
     .about = "The running daemon reads its files and secrets and runs a pass. This command waits for the "
              "pass, at most 60 s, and prints the result. With KEYs, the pass writes only these; of changed "
              "files that wait (reconcile.on_change: ask), only these KEYs take effect. The guards still "
              "check everything. On a terminal it asks before it deletes, and shows how far the pass is. For "
              "root and the daemon's own user.",
     .exits = "0: everything declared is in sync\n"
              "1: something is not in sync, no daemon answers, it is paused, or the mode is observe\n"
              "78: a file is wrong: the daemon goes on with the last good configuration",
     .asked = asked_reload},
    {.bit = on::pause,
     .name = "pause",
     .brief = "stop the running daemon from writing for a while",
     .argument = Argument::duration,
     .forms = "[OPTION]... [DURATION]",
     .about = "The running daemon writes nothing for DURATION (30m, 1h30m, 2d; default 1h, at most 30d): it "
              "goes on checking, and `status` shows what it would do. A restart of the daemon does not end "
              "the pause. For root and the daemon's own user.",
     .exits = "0: it is paused\n"
              "1: no daemon answers, or this user may not pause it",
     .asked = asked_pause},
    {.bit = on::resume,
     .name = "resume",
     .brief = "end a pause",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about = "Ends a pause: the running daemon begins a pass at once. For root and the daemon's own "
              "user.",
     .exits = "0: the daemon is no longer paused\n"
              "1: no daemon answers, or this user may not resume it",
     .asked = asked_resume},
    {.bit = on::rotate,
     .name = "rotate",
     .brief = "give a provider's client a new secret, at both ends",
     .argument = Argument::keys,
     .forms = "[OPTION]... KEY...",
     .about =
         "Makes a new client secret for each KEY, writes it to NetBird, and removes the one before once "
         "NetBird's login service uses the new one. Both work in between. Only with `secret: generated`. "
         "Where a provider knows one secret of a client, logins fail until NetBird was restarted: that "
         "needs --now, or the open rotate_window. A running daemon does it, else this command.",
     .exits = "0: the new secret is in NetBird\n"
              "1: it is not\n"
              "78: a file is wrong",
     .asked = asked_rotate},
    {.bit = on::ack_restart,
     .name = "ack-restart",
     .brief = "report to the daemon that NetBird was restarted",
     .argument = Argument::none,
     .forms = "[OPTION]...",
     .about = "Reports to the running daemon that NetBird was restarted, so that logins use the new values. "
              "If no daemon runs, this is noted in the state directory. For root and the daemon's own user.",
     .exits = "0: it was noted\n"
              "1: it was not noted: another process uses the state directory, or more was written since",
     .asked = asked_acknowledge},
    {.bit = on::token,
     .name = "token",
     .brief = "the daemon's access token: whose it is, its end, its successor",
     .argument = Argument::action,
     .forms = "show [OPTION]...\n"
              "renew [--days N] [OPTION]...",
     .about =
         "show prints whose token management.token names, when it expires, and whether it can be renewed. "
         "Writes nothing.\n"
         "renew has the token make its successor, tries that, puts it into the file in one step, and revokes "
         "the token before. The file keeps its owner, group and mode. At every moment it holds a token that "
         "works; a run that was cut is cleared up by the next one. A running daemon goes on with the new "
         "token. For a token in a file; management.token_renew has the daemon do it by itself.",
     .exits = "0: done\n"
              "1: it was refused, the file cannot be replaced, or the token before could not be revoked\n"
              "78: a file is wrong",
     .asked = asked_token},
    {.bit = on::standalone,
     .name = "standalone",
     .brief = "a NetBird whose login is the provider itself: its files, its client",
     .argument = Argument::task,
     .forms = "render [--write] [OPTION]...\n"
              "client [--write] [OPTION]...",
     .about =
         "For a configuration with `standalone`. render shows how setup.env differs from what is declared: "
         "each key, what was seen, what is wanted, why, and what it decides. It also shows what has no "
         "effect "
         "there, and what a shell would run. setup.env is read as data and never run. Asks the provider for "
         "its discovery document.\n"
         "With --write, it writes setup.env with mode 0600. With --management-json, it does the same for "
         "what "
         "decides logins in artifacts/management.json. The key of the data store, the TURN password and the "
         "relay secret stay; where that is not certain, nothing is written.\n"
         "client shows how NetBird's client at the provider differs from what NetBird needs: public, with "
         "PKCE, "
         "its addresses, and what else the provider has. With --write, it makes the client so and reads it "
         "again. Everything else of it stays. Needs standalone.registration.",
     .exits = "0: all is as declared, or was written\n"
              "1: something is wrong, cannot be written, or could not be seen\n"
              "2: something differs from what is declared\n"
              "78: the configuration is wrong",
     .asked = asked_standalone},
});

} // namespace

std::span<const Command> commands()
{
    return command_table;
}

const Command* command_named(std::string_view name)
{
    const auto found = std::ranges::find(command_table, name, &Command::name);
    return found == command_table.end() ? nullptr : &*found;
}

const Command& command_or_program(std::string_view name)
{
    const auto* command = command_named(name);
    return command == nullptr ? whole_program : *command;
}

std::string next_step_for(std::string_view command)
{
    return "see `netbird-idp-sync " + (command.empty() ? "" : std::string(command) + ' ') + "--help`";
}

} // namespace idpsync::cli
