# bash completion for netbird-idp-sync

_netbird_idp_sync()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local common="--config --state-dir --runtime-dir --instance --verbose --help --version -c -v -h"
    COMPREPLY=()

    case $before in
        -c | --config | --netbird-log)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --state-dir | --runtime-dir | --write | --files)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return
            ;;
    esac

    local command='' words=${COMP_WORDS[*]:1:COMP_CWORD-1} candidates
    [[ " $words " =~ \ (check|plan|apply|import|doctor|show|run|status|history|reload|pause|resume|ack-restart)\  ]] && command=${BASH_REMATCH[1]}
    case $command in
        run) candidates=$common ;;
        check) candidates="$common --json --no-secrets" ;;
        plan) candidates="$common --json --force-preflight --files --brief" ;;
        apply | reload)
            candidates="$common --json --yes -y --force-preflight --prune-now --new-server --rebuild-ledger"
            candidates+=" --restore-settings --adopt --brief"
            ;;
        import) candidates="$common --write --all" ;;
        doctor) candidates="$common --json --login --redirect --netbird-log --yes -y" ;;
        show) candidates="$common --json redirect-uri" ;;
        status) candidates="$common --json --watch --problems --all-instances" ;;
        history) candidates="$common --json --lines -n" ;;
        pause | resume) candidates="$common --json" ;;
        ack-restart) candidates="$common --json --generation" ;;
        *) candidates="run check plan apply import doctor show status history reload pause resume ack-restart --help --version -h" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word")
}

complete -F _netbird_idp_sync netbird-idp-sync
