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

# generated: options, by ./dev generate
set -l commands check plan apply import doctor show bootstrap run status health history reload pause resume rotate ack-restart token standalone

complete -c netbird-idp-sync -f
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a check -d 'read the files only, and report every error in them'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a plan -d 'show what a pass would do; writes nothing'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a apply -d 'carry out one pass now'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a import -d 'print what NetBird has as configuration'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'check NetBird and the providers, and say why logins fail'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a show -d 'print what to register at a provider'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a bootstrap -d 'from a fresh NetBird to a token and a configuration'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a run -d 'the service: a pass every few minutes, and when a file changes'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a status -d 'what the running daemon last saw and did'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a health -d 'say by its exit code whether the daemon does its work'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a history -d 'the last changes: when, what, why, by whom'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a reload -d 'have the running daemon read its files and run a pass'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a pause -d 'stop the running daemon from writing for a while'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a resume -d 'end a pause'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a rotate -d 'give a provider\'s client a new secret, at both ends'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a ack-restart -d 'report to the daemon that NetBird was restarted'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a token -d 'the daemon\'s access token: whose it is, its end, its successor'
complete -c netbird-idp-sync -n "not __fish_seen_subcommand_from $commands" -a standalone -d 'a NetBird whose login is the provider itself: its files, its client'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -s c -l config -r -F -d 'configuration (/etc/netbird-idp-sync/config.yaml)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l state-dir -x -a '(__fish_complete_directories)' -d 'where the ledger is kept ($STATE_DIRECTORY, else /var/lib/netbird-idp-sync)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l runtime-dir -x -a '(__fish_complete_directories)' -d 'where the daemon\'s socket is ($RUNTIME_DIRECTORY, else /run/netbird-idp-sync)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l instance -x -a '(__netbird_idp_sync_instances)' -d 'use the files and the socket of netbird-idp-sync@NAME'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -s v -l verbose -d 'more detail, and every event on standard error as text'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from $commands" -l log -d 'events on standard error, as `log` of the configuration says'
complete -c netbird-idp-sync -s h -l help -d 'this text; `netbird-idp-sync help COMMAND` for a command\'s own'
complete -c netbird-idp-sync -s V -l version -d 'the version'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from check" -l no-secrets -d 'do not read the token and the client secrets'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l server -d 'also what the running server of a standalone NetBird hands to everybody who asks'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l login -x -a '(__netbird_idp_sync_keys)' -d 'sign in through this provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l redirect -x -a 'http://localhost:53000/' -d 'where the browser comes back to (http://localhost:53000/); registered for netbird-cli'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -l netbird-log -r -F -d 'NetBird\'s log, read while you sign in ("-": standard input); names why a login fails'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from doctor" -s y -l yes -d 'do not ask before the login'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -s y -l yes -d 'do not ask before deletes, and allow more changes than reconcile.max_changes'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan" -l files -x -a '(__fish_complete_directories)' -d 'plan the config.yaml and providers.d of DIR; "-": one document on standard input'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan" -l format -x -a 'text json markdown' -d 'text, json, or markdown: a comment on a pull request, with the details folded'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from check" -l format -x -a 'text json github sarif' -d 'text, json, sarif (2.1.0), or github: each error at its line of a pull request'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan apply reload" -l brief -d 'one line for each provider, problems in full'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan" -l force-preflight -x -a '(__netbird_idp_sync_keys)' -d 'plan what `apply` would do with this option'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l force-preflight -x -a '(__netbird_idp_sync_keys)' -d 'write this one even when its provider refuses it or cannot be asked; may be given several times'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l adopt -d 'allow changes to what NetBird had before there was a ledger'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l prune-now -d 'delete what is no longer declared without waiting for reconcile.prune_grace'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l new-server -d 'this is a different NetBird, on purpose: forget the ids of the old one, and adopt what matches'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l rebuild-ledger -d 'move the ledger aside and begin a new one: existing connectors are adopted'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from apply reload" -l restore-settings -d 'restore the settings of group sync from before the last write, and do nothing else'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from rotate" -l now -d 'even where logins then fail until NetBird was restarted'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from import" -l write -x -a '(__fish_complete_directories)' -d 'write a file KEY.yaml for each provider; existing files stay as they are'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from import" -l all -d 'also print what is declared already'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l problems -d 'show all that is well as one line'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l all-instances -d 'every daemon with a socket in the runtime directory or in a directory in it'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l watch -d 'keep running, and print every change'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from show" -l type -x -a 'oidc zitadel entra google okta pocketid microsoft authentik keycloak adfs' -d 'what to register at a provider of this type, such as pocketid, that is not declared yet'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from standalone" -l write -d 'write what was shown: the files, each with a backup, or the client'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from standalone" -l management-json -d 'also what decides logins in artifacts/management.json'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from standalone" -s y -l yes -d 'write although every user becomes a new one'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from history" -s n -l lines -x -d 'at most N changes, 1 or more (50)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from ack-restart" -l generation -x -d 'only if no newer restart than number N is needed'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l url -x -d 'NetBird\'s address; left out: management.url of the configuration'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l owner-email -x -d 'the owner\'s e-mail address; required'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l owner-name -x -d 'the owner\'s name (the e-mail address)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l owner-password-file -r -F -d 'the owner\'s password, in a file that nobody else may read; left out: asked at the terminal'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l existing-owner -d 'NetBird is set up already, and this is its owner: only sign in'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l netbird-config -r -F -d 'put the owner into NetBird\'s own configuration, config.yaml or management.json; -: print what to paste'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l any-address -d 'go on although NetBird\'s address cannot be an account\'s domain'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l service-user -x -d 'the service user to make for the daemon (netbird-idp-sync)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l token-life -x -d 'how long its token lives, 1 to 365 (365)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from bootstrap" -l ca-file -r -F -d 'trust the certificates in this PEM file; for a configuration that is not there yet'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from token" -l days -x -d 'how long the new token lives, 1 to 365 (as long as the one before)'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from check plan apply doctor show bootstrap health history reload pause resume rotate ack-restart token standalone" -l json -d 'one JSON document on standard output'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from status" -l json -d 'one JSON document on standard output; with --watch, one a line'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from plan apply doctor status history reload rotate" -a '(__netbird_idp_sync_keys)' -d 'provider'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from pause" -a '15m 1h 8h 1d' -d 'duration'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from show" -a 'redirect-uri registration' -d 'what'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from standalone" -a 'render' -d 'task'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from token" -a 'show renew' -d 'action'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from show; and __fish_seen_subcommand_from registration" -a '(__netbird_idp_sync_keys)' -d 'provider'
# end of generated
complete -c netbird-idp-sync -n "__fish_use_subcommand" -a help -d 'show the help of a command'
complete -c netbird-idp-sync -n "__fish_use_subcommand" -a version -d 'show the version'
complete -c netbird-idp-sync -n "__fish_seen_subcommand_from help" -a "$commands" -d 'command'
