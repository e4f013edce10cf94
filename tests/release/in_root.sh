#!/usr/bin/env bash
# Runs a program of an unpacked image as a container's manager would: read-only root, user 65532, no capability, no
# way to more rights. Only this process sees what is mounted for it. The network is this system's.
# usage: in_root.sh ROOT CONFIGURATION STATE RUNTIME PROGRAM [ARGUMENT…]

set -euo pipefail

exec unshare --mount --propagation private -- bash -euo pipefail -c '
    root=$1 configuration=$2 state=$3 runtime=$4
    shift 4
    mount --bind "$root" "$root"
    mount -o remount,bind,ro,nosuid "$root"
    mount --bind "$configuration" "$root/etc/netbird-idp-sync"
    mount -o remount,bind,ro "$root/etc/netbird-idp-sync"
    mount --bind "$state" "$root/var/lib/netbird-idp-sync"
    mount --bind "$runtime" "$root/run/netbird-idp-sync"
    exec setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid -- \
        /usr/sbin/chroot --userspec=65532:65532 --groups= "$root" "$@"' in_root "$@"
