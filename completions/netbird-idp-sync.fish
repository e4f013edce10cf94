# fish completion for netbird-idp-sync

function __netbird_idp_sync_keys
    set -l words (commandline -opc)
    set -l places
    for i in (seq 2 (count $words))
        switch $words[$i]
            case -c --config --instance
                set -a places $words[$i] $words[(math $i + 1)]
        end
    end
    $words[1] __complete $places 2>/dev/null
end

function __netbird_idp_sync_instances
    for file in /etc/netbird-idp-sync/*/config.yaml
        path basename (path dirname $file)
    end
end

set -l commands check plan apply import doctor show run status history reload pause resume ack-restart

complete -c netbird-idp-sync -f
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a check -d 'Read the files only, say all that is wrong'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a plan -d 'Show what a pass would do'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a apply -d 'Carry out one pass now'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a import -d 'Print what NetBird has as configuration'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'Say why logins fail'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a show -d 'Print the redirect URI to register'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a run -d 'The daemon'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a status -d 'What the daemon last saw and did'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a history -d 'The last changes'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a reload -d 'Have the daemon run a pass'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a pause -d 'Have the daemon write nothing'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a resume -d 'Have the daemon go on'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a ack-restart -d 'Tell it that NetBird was restarted'
complete -c netbird-idp-sync -n "__fish_use_subcommand" -a help -d 'Show the help of a command'
complete -c netbird-idp-sync -n "__fish_use_subcommand" -a version -d 'Show the version'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from help" -a "$commands" -d 'Command'

complete -c netbird-idp-sync -s h -l help -d 'Show help'
complete -c netbird-idp-sync -s V -l version -d 'Show the version'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -s c -l config -r -F -d 'Configuration'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l state-dir -x -a '(__fish_complete_directories)' -d 'Where the ledger is kept'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l runtime-dir -x -a '(__fish_complete_directories)' -d 'Where the socket is'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l instance -x -a '(__netbird_idp_sync_instances)' -d 'Of netbird-idp-sync@NAME'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -s v -l verbose -d 'More detail'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l log -d 'Events on standard error'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from check plan apply doctor show status history reload pause resume ack-restart" -l json -d 'One JSON document on standard output'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from check" -l no-secrets -d 'Leave token and client secrets unread'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -s y -l yes -d 'Do not ask before deletes'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan apply reload" -l force-preflight -x -a '(__netbird_idp_sync_keys)' -d 'Write it even when its provider refuses it'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l prune-now -d 'Do not wait for reconcile.prune_grace'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l new-server -d 'Another NetBird than before, knowingly'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l rebuild-ledger -d 'Set the ledger aside, begin a new one'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l restore-settings -d 'Put the settings of group sync back as they were'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l adopt -d 'Without a ledger, change what NetBird has'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan apply reload" -l brief -d 'One line for each provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan" -l files -x -a '(__fish_complete_directories)' -d 'Plan this directory, or - for standard input'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from import" -l write -x -a '(__fish_complete_directories)' -d 'Write a file for each provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from import" -l all -d 'Also what is declared already'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l login -x -a '(__netbird_idp_sync_keys)' -d 'Sign in through this provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l redirect -x -a 'http://localhost:53000/' -d 'Where the browser comes back to'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l netbird-log -r -F -d 'NetBird\'s log, read while you sign in'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -s y -l yes -d 'Do not ask before the login'

complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan apply reload doctor status history" -a '(__netbird_idp_sync_keys)' -d 'Provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from pause" -a '15m 1h 8h 1d' -d 'For so long'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from show" -a redirect-uri -d 'To register at a provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l watch -d 'Go on, with every change'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l problems -d 'Nothing that is well'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l all-instances -d 'Every daemon with a socket'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from history" -s n -l lines -x -d 'At most so many'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from ack-restart" -l generation -x -d 'Of the restart that was needed'
