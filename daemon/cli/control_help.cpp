// `--help` of the commands that ask a running daemon, or read what it left.

#include "cli/help.hpp"

namespace idpsync::cli {
namespace {

constexpr std::string_view status_help =
    R"(usage: netbird-idp-sync status [OPTION]... [KEY]...

Shows what the running daemon last saw and did: each provider, since when it
stands so, what changed it last, the next step where there is one, and whether
the files say what is in force. The worst comes first; what is well becomes one
line where it is much. With KEYs, only these.

Options:
      --problems         fold what is well into one line
      --all-instances    every daemon that has a socket in the runtime
                         directory
  -c, --config FILE      the daemon that runs with FILE
      --watch            go on, with every change
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    of netbird-idp-sync@NAME
  -v, --verbose          every provider, and the last error of what is in sync
                         again
      --json             one JSON document on standard output; with --watch,
                         one a line
  -h, --help             this text

Exit status:
  0  all is well: in sync, checked within three intervals, no broken login,
     no restart needed
  1  no daemon answers
  2  anything else; the last line names it
)";

constexpr std::string_view history_help =
    R"(usage: netbird-idp-sync history [OPTION]... [KEY]...

Prints what the daemon and `apply` changed last, the newest at the end: when,
what, why (file, drift or command), which fields, who had asked for it or had
changed NetBird before, the connector, and the configuration in force. With
KEYs, only what was done to these. Reads the state directory, without a lock.
A member of the socket's group, who may not read that, gets it from the running
daemon.

Options:
  -n, --lines N          at most so many, 1 or more (50)
      --state-dir DIR    where it is kept ($STATE_DIRECTORY, else
                         /var/lib/netbird-idp-sync)
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    of netbird-idp-sync@NAME
      --json             one JSON document on standard output
  -h, --help             this text

Exit status:
  0  done, though there may be nothing yet
  1  what is kept cannot be read, and no daemon gives it
)";

constexpr std::string_view reload_help =
    R"(usage: netbird-idp-sync reload [OPTION]... [KEY]...

The running daemon reads its files and secrets and runs a pass; this waits for
it, at most 60 s, and prints what came of it. With KEYs, the pass writes only
these, and of files that wait (reconcile.on_change: ask) only these come into
force; the guards check everything. On a terminal it asks before it deletes,
and shows how far the pass is. For root and the daemon's own user.

Options:
  -c, --config FILE       the daemon that runs with FILE
      --runtime-dir DIR   where the daemon's socket is ($RUNTIME_DIRECTORY,
                          else /run/netbird-idp-sync)
      --instance NAME     of netbird-idp-sync@NAME
  -y, --yes               do not ask before deletes, and go beyond
                          reconcile.max_changes
      --adopt             change what NetBird has although there was no ledger
                          here
      --brief             one line for each provider, problems in full
      --force-preflight KEY
                          write this one even when its provider refuses it or
                          cannot be asked; may be given several times
      --prune-now         delete what is no longer declared without waiting for
                          reconcile.prune_grace
      --new-server        this is another NetBird than before, knowingly:
                          forget the old one's ids
      --rebuild-ledger    move the ledger aside and begin a new one: existing
                          connectors are adopted
      --restore-settings  put the settings of group sync back as they were
                          before they were last written
  -v, --verbose           more detail
      --json              one JSON document on standard output
  -h, --help              this text

Exit status:
  0   everything declared is in sync
  1   it is not, no daemon answers, it is paused, or the mode is observe
  78  a file is wrong: the daemon goes on with the last good configuration
)";

constexpr std::string_view pause_help =
    R"(usage: netbird-idp-sync pause [OPTION]... [DURATION]

The running daemon writes nothing for DURATION (30m, 1h30m, 2d; default 1h, at
most 30d): it goes on checking, and `status` shows what it would do. A restart
does not end it. For root and the daemon's own user.

Options:
  -c, --config FILE      the daemon that runs with FILE
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    of netbird-idp-sync@NAME
      --json             one JSON document on standard output
  -h, --help             this text

Exit status:
  0  it is paused
  1  no daemon answers, or it may not be paused by this user
)";

constexpr std::string_view resume_help =
    R"(usage: netbird-idp-sync resume [OPTION]...

Ends a pause: the running daemon begins a pass at once. For root and the
daemon's own user.

Options:
  -c, --config FILE      the daemon that runs with FILE
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    of netbird-idp-sync@NAME
      --json             one JSON document on standard output
  -h, --help             this text

Exit status:
  0  it is not paused any more
  1  no daemon answers, or it may not be resumed by this user
)";

constexpr std::string_view acknowledge_help =
    R"(usage: netbird-idp-sync ack-restart [OPTION]...

Tells the running daemon that NetBird was restarted, so that what was written
is in force there. Where no daemon runs, it is noted in the state directory.
For root and the daemon's own user.

Options:
      --generation N     only if no other restart has become necessary since
                         number N
  -c, --config FILE      the daemon that runs with FILE
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --state-dir DIR    where the ledger is kept when no daemon runs
      --instance NAME    of netbird-idp-sync@NAME
      --json             one JSON document on standard output
  -h, --help             this text

Exit status:
  0  it was noted
  1  it was not: another process holds the state directory, or more was written
     since
)";

} // namespace

std::string_view control_help_text(std::string_view command)
{
    if (command == "status")
        return status_help;
    if (command == "history")
        return history_help;
    if (command == "reload")
        return reload_help;
    if (command == "pause")
        return pause_help;
    if (command == "resume")
        return resume_help;
    if (command == "ack-restart")
        return acknowledge_help;
    return {};
}

} // namespace idpsync::cli
