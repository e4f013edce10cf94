#!/usr/bin/env bash
# Becomes PID 1 of a machine of its own: this system's files under a layer that is thrown away, its own processes,
# mounts, network and control groups, and systemd as init. Nothing of it touches the system around it.
# usage: unshare --pid --fork --mount --uts --ipc --net -- boot_systemd.sh PLACE INSTALLED UNIT CGROUP
#   PLACE      a directory of the caller, removed by it; systemd says READY=1 to the socket notify/socket in it
#   INSTALLED  a tree that is laid over this system's files
#   UNIT       what systemd starts
#   CGROUP     a control group of its own (version 2), removed by the caller

set -euo pipefail

place=$1 installed=$2 unit=$3 group=$4

echo $$ >"$group/cgroup.procs"
exec unshare --cgroup -- bash -euo pipefail -s "$place" "$installed" "$unit" <<'INSIDE'
place=$1 installed=$2 unit=$3
mount --make-rprivate /
mkdir "$place/layer"
mount -t tmpfs tmpfs "$place/layer"
mkdir "$place"/layer/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/layer/upper,workdir=$place/layer/work" \
    "$place/layer/root"
root=$place/layer/root
cp -a "$installed"/* "$root/"

mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/dev"
for node in null zero full random urandom tty; do
    touch "$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts" "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
# A machine without units of its own but systemd's, and without this system's identity.
rm -rf "$root/etc/systemd/system" && mkdir -p "$root/etc/systemd/system"
: >"$root/etc/fstab"
cp -a "$installed/etc/systemd/." "$root/etc/systemd/" 2>/dev/null || true

cd "$root"
mkdir -p run/host run/former
mount --bind "$place/notify" run/host
pivot_root . run/former
umount -l /run/former
# As a container's manager leaves it: systemd hands credentials to services through it.
mount --make-rshared /
# What would reach the kernel that everybody shares.
exec setpriv --bounding-set=-sys_module,-sys_boot,-sys_time,-sys_rawio,-syslog -- env -i container=docker NOTIFY_SOCKET=/run/host/socket PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /usr/lib/systemd/systemd --unit="$unit" --log-target=journal --show-status=no </dev/null >/dev/null 2>&1
INSIDE
