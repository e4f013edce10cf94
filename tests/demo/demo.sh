#!/usr/bin/env bash
# A whole story in the terminal, against the sandbox: a NetBird that lives for this minute, on loopback.
# usage: demo.sh DIRECTORY-OF-THE-PROGRAMS

set -euo pipefail

programs=$(realpath "${1:?usage: demo.sh DIRECTORY-OF-THE-PROGRAMS}")
repository=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
place=$(mktemp -d "${TMPDIR:-/tmp}/netbird-idp-sync-demo.XXXXXX")
sandbox_pid= daemon_pid=
issuers=() # of Pocket ID, authentik and the third, as the sandbox plays them

cleanup()
{
    trap - EXIT
    local pid
    for pid in $daemon_pid $sandbox_pid; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bold= plain=
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' plain=$'\e[0m'
fi

say()
{
    printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

# Shows a command and what it says; its exit code must be the expected one.
show()
{
    local expected=$1 code=0
    shift
    printf '%s$ netbird-idp-sync %s%s\n' "$bold" "$*" "$plain"
    "$programs/netbird-idp-sync" --config "$place/config.yaml" --state-dir "$place/state" \
        --runtime-dir "$place/run" "$@" || code=$?
    printf '(exit code %s)\n' "$code"
    if [[ $code -ne $expected ]]; then
        printf 'demo: expected exit code %s\n' "$expected" >&2
        exit 1
    fi
}

# What a person does in NetBird's dashboard, behind the program's back: METHOD PATH [JSON].
by_hand()
{
    local answer
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf '%s /_sandbox/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "$1" "$2" "$(printf '%s' "${3:-}" | wc -c)" "${3:-}" >&3
    answer=$(cat <&3)
    exec 3>&-
    if [[ $answer != "HTTP/1.1 200"* ]]; then
        printf 'demo: the sandbox refused %s %s: %s\n' "$1" "$2" "$answer" >&2
        exit 1
    fi
    printf '%s' "${answer##*$'\r\n\r\n'}"
}

# Shows the daemon's log up to the line of this event.
wait_for()
{
    local line
    while read -r -t 15 line <&4; do
        printf '%s\n' "$line"
        [[ $line == *"\"event\":\"$1\""* ]] && return
    done
    printf 'demo: the daemon did not log %s\n' "$1" >&2
    exit 1
}

start_sandbox()
{
    mkfifo "$place/sandbox.out"
    "$programs/netbird-sandbox" --max-seconds 55 --token nbp_demodemodemodemodemodemodemo0001cwKv:owner \
        --provider pocketid-2.10=pocket-id --provider authentik-unrecorded=authentik \
        --provider oidc-provider=corp >"$place/sandbox.out" 2>"$place/sandbox.log" &
    sandbox_pid=$!
    local line
    while read -r -t 20 line; do
        case $line in
        "provider "*) issuers+=("${line##* }") ;;
        *) break ;;
        esac
    done <"$place/sandbox.out"
    [[ $line == "listening on "* ]] || {
        cat "$place/sandbox.log" >&2
        exit 1
    }
    url=${line##* }
    port=${url##*:}
}

write_configuration()
{
    mkdir -p "$place/providers.d" "$place/secrets" "$place/state"
    chmod 700 "$place/secrets" "$place/state"
    sed "s|https://netbird.example.com|$url|" "$repository/config/config.yaml" >"$place/config.yaml"
    cp "$repository"/config/examples/{pocketid,authentik,oidc}.yaml "$place/providers.d/"
    sed -i "s|https://id.example.com  *#.*|${issuers[0]}|" "$place/providers.d/pocketid.yaml"
    sed -i "s|https://authentik.*|${issuers[1]}|; s|not-a-real-client-id|netbird|" "$place/providers.d/authentik.yaml"
    sed -i "s|https://login.example.com .*|${issuers[2]}|" "$place/providers.d/oidc.yaml"
    printf 'nbp_demodemodemodemodemodemodemo0001cwKv\n' >"$place/token"
    local name
    for name in $(sed -n 's|.*file: secrets/\([a-z-]*\).*|\1|p' "$place"/providers.d/*.yaml); do
        printf 'not-a-real-secret\n' >"$place/secrets/$name"
    done
    chmod 600 "$place/token" "$place/secrets"/*
}

connector_id()
{
    by_hand GET connectors | python3 -c '
import json, sys
wanted = sys.argv[1]
print(next(one["id"] for one in json.load(sys.stdin) if one["type"] == wanted))' "$1"
}

start_sandbox
say "A NetBird without identity providers runs at $url (a sandbox; it ends by itself)"
write_configuration
say "Three providers are declared: Pocket ID, authentik, and any other OpenID Connect provider"
grep -v '^#' "$place/providers.d/pocketid.yaml"

say "Are the files right?"
show 0 check

say "What would happen?"
show 2 plan

say "Make it so"
show 0 apply

say "Again: nothing is left to do"
show 0 plan

say "Somebody renames a connector in the dashboard and points it to another client"
pocket_id=$(connector_id pocketid)
by_hand PUT "connectors/$pocket_id" '{"name": "Login", "client_id": "somebody-elses-client"}' >/dev/null
show 2 plan
say "Repaired"
show 0 apply

say "A wrong client secret never reaches NetBird: Pocket ID itself was asked, and refused it"
printf 'not-a-real-secret-mistyped\n' >"$place/secrets/pocket-id"
show 1 apply

say "Pocket ID made a new client secret: it goes into the file, and from there to NetBird"
by_hand PUT providers '{"name": "pocket-id", "clients": [{"id": "netbird", "secret": "not-a-real-secret-rotated"}]}' >/dev/null
printf 'not-a-real-secret-rotated\n' >"$place/secrets/pocket-id"
show 0 apply

say "A mistake in a file is found before anything happens"
sed -i 's/issuer:/isuer:/' "$place/providers.d/oidc.yaml"
show 78 plan
sed -i 's/isuer:/issuer:/' "$place/providers.d/oidc.yaml"

say "As a service it does all that by itself"
mkfifo "$place/daemon.log"
"$programs/netbird-idp-sync" --config "$place/config.yaml" --state-dir "$place/state" \
    --runtime-dir "$place/run" run 2>"$place/daemon.log" &
daemon_pid=$!
exec 4<"$place/daemon.log"
wait_for started
wait_for config_loaded
say "Somebody renames a connector again; SIGHUP asks for a pass now"
by_hand PUT "connectors/$pocket_id" '{"name": "Sign in"}' >/dev/null
kill -HUP "$daemon_pid"
wait_for updated
say "A bad file is refused, and the last good one stays in force"
sed -i 's/issuer:/isuer:/' "$place/providers.d/oidc.yaml"
wait_for config_rejected
show 2 status
sed -i 's/isuer:/issuer:/' "$place/providers.d/oidc.yaml"
wait_for config_loaded
say "Asked to, it does so now and says what it did; and how it is at any time"
by_hand PUT "connectors/$pocket_id" '{"name": "Login"}' >/dev/null
show 0 reload pocket-id
show 2 status
say "SIGTERM ends it"
kill "$daemon_pid"
wait_for stopped
wait "$daemon_pid"
daemon_pid=

say "At Pocket ID somebody removes NetBird's redirect URI. NetBird's API shows nothing of it; doctor does"
by_hand PUT providers '{"name": "pocket-id", "clients": [{"id": "netbird", "redirect_uris": ["https://elsewhere.example.com/callback"]}]}' >/dev/null
show 1 doctor
say "What was changed, why, and whose work it undid"
show 0 history

stored=$(by_hand GET connectors | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
say "Done: 3 providers declared, $stored connectors in NetBird, drift repaired, a wrong secret refused, the right one written, mistakes found, a login that would fail explained"
