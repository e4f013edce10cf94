#!/usr/bin/env bash
# Fetches Debian packages and what they depend on for an architecture, as files. Nothing of this system changes, no
# root is needed: apt works with directories of its own. Which server they come from, and whose signature counts, is
# what this system's apt has for Debian itself; other suppliers' packages are not considered.
# usage: fetch_packages.sh ARCHITECTURE DIRECTORY PACKAGE…
#   DIRECTORY  gets archives/*.deb, those that were there already included

set -euo pipefail

architecture=$1 directory=$(realpath -m "$2")
shift 2
mkdir -p "$directory"/{archives,lists,state}/partial "$directory/cache"
: >"$directory/state/status"
# The first record that fits decides.
printf 'Package: *\nPin: release o=%s\nPin-Priority: %s\n\n' Debian 500 '*' -1 >"$directory/preferences"

apt=(apt-get --quiet=2
    --option "APT::Architecture=$architecture"
    --option "APT::Architectures::=$architecture"
    --option APT::Sandbox::User=root
    --option "Dir::State::Lists=$directory/lists"
    --option "Dir::State::Status=$directory/state/status"
    --option "Dir::State::Extended_States=$directory/state/extended"
    --option "Dir::Cache=$directory/cache"
    --option "Dir::Cache::Archives=$directory/archives"
    --option "Dir::Etc::Preferences=$directory/preferences"
    --option Dir::Etc::PreferencesParts=/dev/null
    --option Debug::NoLocking=1)

"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends --download-only "$@"
# What is superseded goes.
"${apt[@]}" autoclean >/dev/null
