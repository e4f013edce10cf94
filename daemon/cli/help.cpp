#include "cli/help.hpp"

namespace idpsync::cli {
namespace {

constexpr std::string_view program_help =
    R"(usage: netbird-idp-sync COMMAND [OPTION]... [KEY]...

Keeps the identity providers of a self-hosted NetBird as they are declared in
YAML.

Commands:
  check        read the files only, and say everything that is wrong with them
  plan         show what a pass would do; writes nothing
  apply        carry out one pass now
  import       print what NetBird has as configuration
  doctor       check NetBird and the providers, and say why logins fail
  show         print the redirect URI to register at a provider
  run          the service: a pass every few minutes, and when a file changes
  status       what the running daemon last saw and did
  history      the last changes: when, what, why, by whom
  reload       have the running daemon read its files and run a pass
  pause        have it write nothing for a while
  resume       have it go on
  ack-restart  tell it that NetBird was restarted

Options of every command:
  -c, --config FILE      configuration (/etc/netbird-idp-sync/config.yaml)
      --state-dir DIR    where the ledger is kept ($STATE_DIRECTORY, else
                         /var/lib/netbird-idp-sync)
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    the places of netbird-idp-sync@NAME instead
  -v, --verbose          more detail, and every event on standard error as text
      --log              events on standard error, as `log` of the
                         configuration says
      --json             one JSON document on standard output (not of `import`
                         and `run`)
  -h, --help             this text; `netbird-idp-sync help COMMAND` for a
                         command's own
  -V, --version          the version

Exit status:
  0         done, in sync
  1         something is refused, in conflict, blocked or failed
  2         plan: there are changes to carry out; status: not in sync, or not
            checked for long
  64        the command line is wrong
  70        a bug in this program
  78        a file is wrong: the configuration, the token, the CA certificates
  130, 143  stopped by SIGINT, by SIGTERM
)";

constexpr std::string_view check_help =
    R"(usage: netbird-idp-sync check [OPTION]...

Reads the configuration, the token and every client secret, and says all that
is wrong with them at once. Does not use the network.

Options:
  -c, --config FILE    configuration (/etc/netbird-idp-sync/config.yaml)
      --instance NAME  the places of netbird-idp-sync@NAME instead
      --no-secrets     leave the token and the client secrets unread
      --json           one JSON document on standard output
  -h, --help           this text

Exit status:
  0   every file is good, though there may be warnings
  78  a file is wrong
)";

constexpr std::string_view plan_help =
    R"(usage: netbird-idp-sync plan [OPTION]... [KEY]...
       netbird-idp-sync plan --files DIR|- [KEY]...

Shows what a pass would do to each provider, and why. Writes nothing to
NetBird. With KEYs, only what would happen to these. With --files, what it
would do with other files than those in place: a running daemon plans them with
its own ledger and secrets.

Options:
  -c, --config FILE      configuration (/etc/netbird-idp-sync/config.yaml)
      --state-dir DIR    where the ledger is kept ($STATE_DIRECTORY, else
                         /var/lib/netbird-idp-sync)
      --instance NAME    the places of netbird-idp-sync@NAME instead
      --runtime-dir DIR  where the daemon's socket is ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --files DIR|-      plan the config.yaml and providers.d of DIR; "-": one
                         document on standard input
      --brief            one line for each provider, problems in full
      --force-preflight KEY
                         as if apply were run with it
  -v, --verbose          also what is in sync and what is unmanaged, and every
                         event on standard error
      --json             one JSON document on standard output
  -h, --help             this text

Exit status:
  0   NetBird is as declared
  1   something is refused, in conflict, blocked or failed
  2   a pass would write, or an earlier write has no known outcome yet
  78  a file is wrong
)";

constexpr std::string_view apply_help =
    R"(usage: netbird-idp-sync apply [OPTION]... [KEY]...

Carries out one pass now. With KEYs, writes only these; the guards check
everything. On a terminal it asks before it deletes; elsewhere it goes ahead,
under the guards of the configuration.

Options:
  -c, --config FILE       configuration (/etc/netbird-idp-sync/config.yaml)
      --state-dir DIR     where the ledger is kept ($STATE_DIRECTORY, else
                          /var/lib/netbird-idp-sync)
      --instance NAME     the places of netbird-idp-sync@NAME instead
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
      --restore-settings  put the account's settings of group sync back as they
                          were before they were last written, and do nothing
                          else
  -v, --verbose           more detail, and every event on standard error
      --log               events on standard error, as `log` of the
                          configuration says
      --json              one JSON document on standard output
  -h, --help              this text

Exit status:
  0   everything declared is in sync
  1   it is not, the daemon holds the state directory (use `reload`), or the
      mode is observe
  78  a file is wrong
)";

constexpr std::string_view import_help =
    R"(usage: netbird-idp-sync import [OPTION]...

Prints what NetBird has as configuration: each connector under a key, by its
id, so that nothing is made twice, and without its client secret, which NetBird
keeps. A plan with it is in sync. What is declared already is left out, what
`check` would refuse is commented out with the reason. Of the configuration it
needs management alone.

Options:
  -c, --config FILE    configuration (/etc/netbird-idp-sync/config.yaml)
      --write DIR      write a file KEY.yaml for each provider; one that is
                       there already stays as it is
      --all            also what is declared already
      --state-dir DIR  where the ledger is kept, whose keys are used
                       ($STATE_DIRECTORY, else /var/lib/netbird-idp-sync)
      --instance NAME  the places of netbird-idp-sync@NAME instead
  -v, --verbose        every event on standard error
  -h, --help           this text

Exit status:
  0   done
  1   NetBird could not be asked, or a file could not be written or was in the
      way
  78  a file is wrong
)";

constexpr std::string_view run_help =
    R"(usage: netbird-idp-sync run [OPTION]...

Stays and keeps NetBird as declared: a pass at the start, then every
`reconcile.interval`, when one of the files changes, and on SIGHUP. Logs to
standard error, answers `status`, `reload` and `pause`. SIGTERM and SIGINT end
it.

Options:
  -c, --config FILE      configuration (/etc/netbird-idp-sync/config.yaml)
      --state-dir DIR    where the ledger is kept ($STATE_DIRECTORY, else
                         /var/lib/netbird-idp-sync)
      --runtime-dir DIR  where its socket is made ($RUNTIME_DIRECTORY, else
                         /run/netbird-idp-sync)
      --instance NAME    the places of netbird-idp-sync@NAME instead
  -v, --verbose          log debug events, too
  -h, --help             this text

Exit status:
  0   it was stopped
  1   it could not start: another one uses the state directory, or that cannot
      be used
  78  the configuration is wrong at the start; later, the last good one stays
      in force
)";

constexpr std::string_view doctor_help =
    R"(usage: netbird-idp-sync doctor [OPTION]... [KEY]...
       netbird-idp-sync doctor --login KEY [OPTION]...

Checks NetBird, the token and the account's settings, then every provider, or
the KEYs, and says what is wrong, beginning with what to fix first. Writes
nothing.

With --login you sign in for real through one provider, in a browser, within 3
minutes. It says what NetBird sees of you: name, email, groups, role. NetBird
makes or updates that user. Where the browser runs on another host, forward the
port to this one first: ssh -L 53000:localhost:53000 HOST.

Options:
      --login KEY         sign in through this provider
      --redirect URL      where the browser comes back to
                          (http://localhost:53000/); registered for netbird-cli
      --netbird-log FILE  NetBird's log, read while you sign in ("-": standard
                          input); names why a login fails
  -y, --yes               do not ask before the login
  -c, --config FILE       configuration (/etc/netbird-idp-sync/config.yaml)
      --state-dir DIR     where the ledger is kept ($STATE_DIRECTORY, else
                          /var/lib/netbird-idp-sync)
      --instance NAME     the places of netbird-idp-sync@NAME instead
  -v, --verbose           also what is well, and every event on standard error
      --json              one JSON document on standard output
  -h, --help              this text

Exit status:
  0   no error and no warning
  1   something must be fixed
  78  a file is wrong
)";

constexpr std::string_view show_help =
    R"(usage: netbird-idp-sync show redirect-uri [OPTION]...

Prints what has to be registered at a provider: NetBird's redirect URI, the
same for every provider, and the URI to come back to after a logout.

Options:
  -c, --config FILE    configuration (/etc/netbird-idp-sync/config.yaml)
      --instance NAME  the places of netbird-idp-sync@NAME instead
      --json           one JSON document on standard output
  -h, --help           this text

Exit status:
  0   done
  1   NetBird's login service could not be asked
  78  a file is wrong
)";

} // namespace

std::string_view help_text(std::string_view command)
{
    if (command == "check")
        return check_help;
    if (command == "plan")
        return plan_help;
    if (command == "apply")
        return apply_help;
    if (command == "import")
        return import_help;
    if (command == "run")
        return run_help;
    if (command == "doctor")
        return doctor_help;
    if (command == "show")
        return show_help;
    if (const auto text = control_help_text(command); !text.empty())
        return text;
    return program_help;
}

} // namespace idpsync::cli
