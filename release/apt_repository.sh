#!/usr/bin/env bash
# Makes a directory that apt installs from: packages, their index, and its signature.
# usage: apt_repository.sh DIRECTORY KEY PACKAGE.deb…
#   DIRECTORY  is made again
#   KEY        of gpg, that signs; its public part becomes netbird-idp-sync.asc
# SOURCE_DATE_EPOCH, in the environment, is the time of the index.

set -euo pipefail

directory=$1 key=$2
shift 2
name=netbird-idp-sync
pool=pool/main/n/$name

rm -rf "$directory"
mkdir -p "$directory/$pool"
cp -- "$@" "$directory/$pool/"
chmod 0644 "$directory/$pool"/*
cd "$directory"

mapfile -t architectures < <(find "$pool" -name '*.deb' -exec dpkg-deb --field {} Architecture \; | sort --unique)
for architecture in "${architectures[@]}"; do
    place=dists/stable/main/binary-$architecture
    mkdir -p "$place"
    apt-ftparchive --arch "$architecture" packages "$pool" >"$place/Packages"
    gzip --best --no-name --keep "$place/Packages"
done
apt-ftparchive \
    -o APT::FTPArchive::Release::Origin="$name" -o APT::FTPArchive::Release::Label="$name" \
    -o APT::FTPArchive::Release::Suite=stable -o APT::FTPArchive::Release::Codename=stable \
    -o APT::FTPArchive::Release::Architectures="${architectures[*]}" \
    -o APT::FTPArchive::Release::Components=main release dists/stable >Release
sed -i "s/^Date: .*/Date: $(LC_ALL=C date --utc --date="@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %H:%M:%S +0000')/" Release
mv Release dists/stable/

sign=(gpg --batch --yes --local-user "$key" --armor --digest-algo SHA512)
"${sign[@]}" --clear-sign --output dists/stable/InRelease dists/stable/Release
"${sign[@]}" --detach-sign --output dists/stable/Release.gpg dists/stable/Release
gpg --batch --armor --export-options export-minimal --export "$key" >"$name.asc"
