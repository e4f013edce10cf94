#!/usr/bin/env bash
# Makes the directory that a program for another architecture is built against: Debian's packages, unpacked and never
# run. Nothing of this system changes, no root is needed.
# usage: sysroot.sh ARCHITECTURE DIRECTORY PACKAGE…
#   DIRECTORY  is made again when the packages are other files than last time

set -euo pipefail

architecture=$1 directory=$2
shift 2
here=$(dirname "${BASH_SOURCE[0]}")

"$here/fetch_packages.sh" "$architecture" "$directory.packages" "$@"
mapfile -t packages < <(find "$directory.packages/archives" -maxdepth 1 -name '*.deb' | sort)
printf '%s\n' "${packages[@]##*/}" >"$directory.packages/list"
cmp --silent "$directory.packages/list" "$directory/packages" && exit

rm -rf "$directory" && mkdir -p "$directory"
# As systems have it: what packages have in /lib is in /usr/lib.
mkdir -p "$directory/usr/lib" && ln -s usr/lib "$directory/lib"
for package in "${packages[@]}"; do
    dpkg-deb --fsys-tarfile "$package" |
        tar --extract --directory "$directory" --keep-directory-symlink --no-same-owner \
            --exclude=./usr/share/{doc,man,locale} --exclude=./etc --exclude=./var
done
# A link to a path of the target's root leads out of the directory otherwise.
find "$directory" -type l -lname '/*' | while read -r link; do
    ln -sfn --relative "$directory$(readlink "$link")" "$link"
done
cp "$directory.packages/list" "$directory/packages"
