# bash completion for netbird-idp-sync

# The keys of the configuration that the line names, one on each line.
_netbird_idp_sync_keys()
{
    local places=() i
    for ((i = 1; i < COMP_CWORD - 1; ++i)); do
        case ${COMP_WORDS[i]} in
            -c | --config | --instance)
                # Bash makes three words of --config=FILE.
                places+=("${COMP_WORDS[i]}")
                [[ ${COMP_WORDS[i + 1]} == = ]] && ((++i))
                places+=("${COMP_WORDS[i + 1]}")
                ;;
        esac
    done
    "${COMP_WORDS[0]}" __complete "${places[@]}" 2>/dev/null
}

# The names of netbird-idp-sync@NAME that have a configuration.
_netbird_idp_sync_instances()
{
    local file
    for file in /etc/netbird-idp-sync/*/config.yaml; do
        [[ -e $file ]] && file=${file%/config.yaml} && printf '%s\n' "${file##*/}"
    done
}

_netbird_idp_sync()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    # generated: options, by ./dev generate
    local common="--config -c --state-dir --runtime-dir --instance --verbose -v --log --help -h --version -V"
    local commands="check plan apply import doctor show bootstrap run status health history reload pause resume rotate ack-restart token standalone"
    COMPREPLY=()

    [[ $before == --write && " ${COMP_WORDS[*]} " == *" standalone "* ]] && before=''
    case $before in
        --ca-file | --config | --netbird-config | --netbird-log | --owner-password-file | -c)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --files | --runtime-dir | --state-dir | --write)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return
            ;;
        --instance)
            mapfile -t COMPREPLY < <(compgen -W "$(_netbird_idp_sync_instances)" -- "$word")
            return
            ;;
        --force-preflight | --login)
            mapfile -t COMPREPLY < <(compgen -W "$(_netbird_idp_sync_keys)" -- "$word")
            return
            ;;
        --type)
            mapfile -t COMPREPLY < <(compgen -W "oidc zitadel entra google okta pocketid microsoft authentik keycloak adfs" -- "$word")
            return
            ;;
        --redirect)
            mapfile -t COMPREPLY < <(compgen -W "http://localhost:53000/" -- "$word")
            return
            ;;
        --format)
            local formats=''
            [[ " ${COMP_WORDS[*]} " == *" plan "* ]] && formats='text json markdown'
            [[ " ${COMP_WORDS[*]} " == *" check "* ]] && formats='text json github sarif'
            mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$word")
            return
            ;;
        --days | --generation | --lines | --owner-email | --owner-name | --service-user | --token-life | --url | -n)
            return
            ;;
    esac

    local command='' words=${COMP_WORDS[*]:1:COMP_CWORD-1} options others=''
    [[ " $words " =~ \ (check|plan|apply|import|doctor|show|bootstrap|run|status|health|history|reload|pause|resume|rotate|ack-restart|token|standalone|help|version)\  ]] && command=${BASH_REMATCH[1]}
    case $command in
        check)
            options="$common --json --no-secrets --format"
            ;;
        plan)
            options="$common --json --files --format --brief --force-preflight"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        apply)
            options="$common --json --yes -y --brief --force-preflight --adopt --prune-now --new-server --rebuild-ledger --restore-settings"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        import)
            options="$common --write --all"
            ;;
        doctor)
            options="$common --json --server --login --redirect --netbird-log --yes -y"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        show)
            options="$common --json --type"
            others="redirect-uri registration"
            [[ $words == *registration* && $word != -* ]] && others=$(_netbird_idp_sync_keys)
            ;;
        bootstrap)
            options="$common --json --url --owner-email --owner-name --owner-password-file --existing-owner --netbird-config --any-address --service-user --token-life --ca-file"
            ;;
        run)
            options="$common"
            ;;
        status)
            options="$common --json --problems --all-instances --watch"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        health)
            options="$common --json"
            ;;
        history)
            options="$common --json --lines -n"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        reload)
            options="$common --json --yes -y --brief --force-preflight --adopt --prune-now --new-server --rebuild-ledger --restore-settings"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        pause)
            options="$common --json"
            others="15m 1h 8h 1d"
            ;;
        resume)
            options="$common --json"
            ;;
        rotate)
            options="$common --json --now"
            [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)
            ;;
        ack-restart)
            options="$common --json --generation"
            ;;
        token)
            options="$common --json --days"
            others="show renew"
            ;;
        standalone)
            options="$common --json --write --management-json --yes -y"
            others="render"
            ;;
        help) others=$commands ;;
        version) return ;;
        *)
            options="--help --version -h -V"
            others="$commands help version"
            ;;
    esac
    # end of generated

    # What the line is about first; options for who begins one.
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "${others:-$options}" -- "$word")
}

complete -o nosort -F _netbird_idp_sync netbird-idp-sync
