#include "cli/commands.hpp"

#include "cli/asked.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

using Lines = std::string_view;

constexpr ExitStatus bad_file{"78", "a file is wrong"};

constexpr std::array options_only{Lines("[OPTION]...")};
constexpr std::array options_and_keys{Lines("[OPTION]... [KEY]...")};

constexpr std::array program_forms{Lines("COMMAND [OPTION]... [KEY]...")};
constexpr std::array program_about{
    Lines("Keeps the identity providers of a self-hosted NetBird as they are declared in YAML.")};
constexpr std::array program_exits{
    ExitStatus{"0", "done, in sync"},
    ExitStatus{"1", "something is refused, in conflict, blocked or failed"},
    ExitStatus{"2", "plan: there are changes to carry out; status: not in sync, or not checked for long"},
    ExitStatus{"64", "the command line is wrong"},
    ExitStatus{"70", "a bug in this program"},
    ExitStatus{"78", "a file is wrong: the configuration, the token, the CA certificates"},
    ExitStatus{"130, 143", "stopped by SIGINT, by SIGTERM"}};

constexpr std::array check_about{Lines(
    "Reads the configuration, the token and every client secret, and says all that is wrong with them at "
    "once. Run by root, it also names files that the daemon's user may not read. Does not use the network.")};
constexpr std::array check_exits{ExitStatus{"0", "every file is good, though there may be warnings"},
                                 bad_file};

constexpr std::array plan_forms{Lines("[OPTION]... [KEY]..."), Lines("--files DIR|- [KEY]...")};
constexpr std::array plan_about{Lines(
    "Shows what a pass would do to each provider, and why. Writes nothing to NetBird. With KEYs, only what "
    "would happen to these. With --files, what it would do with other files than those in place: a running "
    "daemon plans them with its own ledger and secrets.")};
constexpr std::array plan_exits{
    ExitStatus{"0", "NetBird is as declared"},
    ExitStatus{"1", "something is refused, in conflict, blocked or failed"},
    ExitStatus{"2", "a pass would write, or an earlier write has no known outcome yet"}, bad_file};

constexpr std::array apply_about{Lines(
    "Carries out one pass now. With KEYs, writes only these; the guards check everything. On a terminal it "
    "asks before it deletes; elsewhere it goes ahead, under the guards of the configuration.")};
constexpr std::array apply_exits{
    ExitStatus{"0", "everything declared is in sync"},
    ExitStatus{"1", "it is not, the daemon holds the state directory (use `reload`), or the mode is observe"},
    bad_file};

constexpr std::array import_about{Lines(
    "Prints what NetBird has as configuration: each connector under a key, by its id, so that nothing is "
    "made "
    "twice, and without its client secret, which NetBird keeps. A plan with it is in sync. What is declared "
    "already is left out, what `check` would refuse is commented out with the reason. Of the configuration "
    "it "
    "needs management alone.")};
constexpr std::array import_exits{
    ExitStatus{"0", "done"},
    ExitStatus{"1", "NetBird could not be asked, or a file could not be written or was in the way"},
    bad_file};

constexpr std::array doctor_forms{Lines("[OPTION]... [KEY]..."), Lines("--login KEY [OPTION]...")};
constexpr std::array doctor_about{
    Lines("Checks NetBird, the token and the account's settings, then every provider, or the KEYs, and says "
          "what is "
          "wrong, most urgent first. Writes nothing."),
    Lines("With --login you sign in for real through one provider, in a browser, within 3 minutes. It says "
          "what "
          "NetBird sees of you: name, email, groups, role. NetBird makes or updates that user. Where the "
          "browser "
          "runs on another host, forward the port to this one first: ssh -L 53000:localhost:53000 HOST.")};
constexpr std::array doctor_exits{ExitStatus{"0", "no error and no warning"},
                                  ExitStatus{"1", "something must be fixed"}, bad_file};

constexpr std::array show_forms{Lines("redirect-uri [OPTION]...")};
constexpr std::array show_about{Lines("Prints what has to be registered at a provider: NetBird's redirect "
                                      "URI, the same for every provider, and "
                                      "the URI to come back to after a logout.")};
constexpr std::array show_exits{ExitStatus{"0", "done"},
                                ExitStatus{"1", "NetBird's login service could not be asked"}, bad_file};

constexpr std::array run_about{Lines(
    "Stays and keeps NetBird as declared: a pass at the start, then every `reconcile.interval`, when one of "
    "the files changes, and on SIGHUP. Logs to standard error, answers `status`, `reload` and `pause`. "
    "SIGTERM and SIGINT end it.")};
constexpr std::array run_exits{
    ExitStatus{"0", "it was stopped"},
    ExitStatus{"1", "it could not start: another one uses the state directory, or that cannot be used"},
    ExitStatus{"78", "the configuration is wrong at the start; later, the last good one stays in force"}};

constexpr std::array status_about{Lines(
    "Shows what the running daemon last saw and did: each provider, since when it stands so, what changed it "
    "last, the next step where there is one, and whether the files say what is in force. The worst comes "
    "first; what is well becomes one line where it is much. With KEYs, only these.")};
constexpr std::array status_exits{
    ExitStatus{"0",
               "all is well: in sync, checked within three intervals, no broken login, no restart needed"},
    ExitStatus{"1", "no daemon answers"}, ExitStatus{"2", "anything else; the last line names it"}};

constexpr std::array history_about{Lines(
    "Prints what the daemon and `apply` changed last, the newest at the end: when, what, why (file, drift or "
    "command), which fields, who had asked for it or had changed NetBird before, the connector, and the "
    "configuration in force. With KEYs, only what was done to these. Reads the state directory, without a "
    "lock. A member of the socket's group, who may not read that, gets it from the running daemon.")};
constexpr std::array history_exits{ExitStatus{"0", "done, though there may be nothing yet"},
                                   ExitStatus{"1", "what is kept cannot be read, and no daemon gives it"}};

constexpr std::array reload_about{Lines(
    "The running daemon reads its files and secrets and runs a pass; this waits for it, at most 60 s, and "
    "prints what came of it. With KEYs, the pass writes only these, and of files that wait "
    "(reconcile.on_change: ask) only these come into force; the guards check everything. On a terminal it "
    "asks before it deletes, and shows how far the pass is. For root and the daemon's own user.")};
constexpr std::array reload_exits{
    ExitStatus{"0", "everything declared is in sync"},
    ExitStatus{"1", "it is not, no daemon answers, it is paused, or the mode is observe"},
    ExitStatus{"78", "a file is wrong: the daemon goes on with the last good configuration"}};

constexpr std::array pause_forms{Lines("[OPTION]... [DURATION]")};
constexpr std::array pause_about{Lines(
    "The running daemon writes nothing for DURATION (30m, 1h30m, 2d; default 1h, at most 30d): it goes on "
    "checking, and `status` shows what it would do. A restart does not end it. For root and the daemon's own "
    "user.")};
constexpr std::array pause_exits{ExitStatus{"0", "it is paused"},
                                 ExitStatus{"1", "no daemon answers, or it may not be paused by this user"}};

constexpr std::array resume_about{
    Lines("Ends a pause: the running daemon begins a pass at once. For root and the daemon's own user.")};
constexpr std::array resume_exits{
    ExitStatus{"0", "it is not paused any more"},
    ExitStatus{"1", "no daemon answers, or it may not be resumed by this user"}};

constexpr std::array acknowledge_about{
    Lines("Tells the running daemon that NetBird was restarted, so that what was written is in force there. "
          "Where no "
          "daemon runs, it is noted in the state directory. For root and the daemon's own user.")};
constexpr std::array acknowledge_exits{
    ExitStatus{"0", "it was noted"},
    ExitStatus{"1", "it was not: another process holds the state directory, or more was written since"}};

constexpr Command whole_program{on::program,   "",     "", Argument::keys, program_forms, program_about,
                                program_exits, nullptr};

constexpr auto command_table = std::to_array<Command>({
    {on::check, "check", "read the files only, and say everything that is wrong with them", Argument::none,
     options_only, check_about, check_exits, asked_check},
    {on::plan, "plan", "show what a pass would do; writes nothing", Argument::keys, plan_forms, plan_about,
     plan_exits, asked_plan},
    {on::apply, "apply", "carry out one pass now", Argument::keys, options_and_keys, apply_about, apply_exits,
     asked_apply},
    {on::import, "import", "print what NetBird has as configuration", Argument::none, options_only,
     import_about, import_exits, asked_import},
    {on::doctor, "doctor", "check NetBird and the providers, and say why logins fail", Argument::keys,
     doctor_forms, doctor_about, doctor_exits, asked_doctor},
    {on::show, "show", "print the redirect URI to register at a provider", Argument::what, show_forms,
     show_about, show_exits, asked_show},
    {on::run, "run", "the service: a pass every few minutes, and when a file changes", Argument::none,
     options_only, run_about, run_exits, asked_run},
    {on::status, "status", "what the running daemon last saw and did", Argument::keys, options_and_keys,
     status_about, status_exits, asked_status},
    {on::history, "history", "the last changes: when, what, why, by whom", Argument::keys, options_and_keys,
     history_about, history_exits, asked_history},
    {on::reload, "reload", "have the running daemon read its files and run a pass", Argument::keys,
     options_and_keys, reload_about, reload_exits, asked_reload},
    {on::pause, "pause", "have it write nothing for a while", Argument::duration, pause_forms, pause_about,
     pause_exits, asked_pause},
    {on::resume, "resume", "have it go on", Argument::none, options_only, resume_about, resume_exits,
     asked_resume},
    {on::ack_restart, "ack-restart", "tell it that NetBird was restarted", Argument::none, options_only,
     acknowledge_about, acknowledge_exits, asked_acknowledge},
});

} // namespace

std::span<const Command> commands()
{
    return command_table;
}

const Command& program()
{
    return whole_program;
}

const Command* command_named(std::string_view name)
{
    const auto found = std::ranges::find(command_table, name, &Command::name);
    return found == command_table.end() ? nullptr : &*found;
}

std::string next_step_for(std::string_view command)
{
    return "see `netbird-idp-sync " + (command.empty() ? "" : std::string(command) + ' ') + "--help`";
}

} // namespace idpsync::cli
