"""A machine that boots this system's own systemd, in namespaces, for as long as a test lasts.

It needs what root of a plain container has not: mount() and a writable control group hierarchy (version 2).
"""

import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).with_name("boot_systemd.sh")
UNIT = "for-tests.target"
BOOT_SECONDS = 60


class CannotBoot(Exception):
    """Why this machine cannot."""


def hierarchy():
    """Where control groups of version 2 are."""
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(place)
    raise CannotBoot("no control groups of version 2")


class Machine:
    """Boots with `installed` laid over this system's files; its own network has loopback and nothing else."""

    def __init__(self, installed):
        if os.geteuid() != 0:
            raise CannotBoot("not root")
        self.place = Path(tempfile.mkdtemp(prefix="idpsync-machine."))
        self.group = hierarchy() / self.place.name
        self.init = None
        self.outer = None
        target = Path(installed) / "etc/systemd/system" / UNIT
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("[Unit]\nRequires=basic.target\nAfter=basic.target\n", encoding="utf-8")
        try:
            self.group.mkdir()
            self.boot(installed)
        except OSError as error:
            self.close()
            raise CannotBoot(str(error)) from error
        except CannotBoot:
            self.close()
            raise

    def boot(self, installed):
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with ready:
            (self.place / "notify").mkdir()
            ready.bind(str(self.place / "notify/socket"))
            self.outer = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child", "--mount", "--uts", "--ipc", "--net",
                 "--", SCRIPT, self.place, installed, UNIT, self.group],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            self.wait_for_boot(ready)
        children = Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children")
        self.init = children.read_text(encoding="ascii").strip()

    def wait_for_boot(self, ready):
        """Until systemd, as PID 1 of a container does, says READY=1 or the script gave up."""
        with open(os.pidfd_open(self.outer.pid), closefd=True) as ended:
            while True:
                heard, _, _ = select.select([ready, ended], [], [], BOOT_SECONDS)
                if ready in heard and b"READY=1" in ready.recv(4096).split(b"\n"):
                    return
                if ended in heard:
                    raise CannotBoot(self.outer.stderr.read().strip())
                if not heard:
                    raise CannotBoot(f"not up after {BOOT_SECONDS} s")

    def command(self, *arguments):
        """How to run a program in there."""
        return ["nsenter", f"--target={self.init}", "--all", "--root", "--wd=/", "--", *map(str, arguments)]

    def run(self, *arguments, check=True, timeout=60):
        return subprocess.run(self.command(*arguments), check=check, text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})

    def close(self):
        """Ends every process of the machine; nothing of it stays."""
        if self.outer is not None:
            if self.outer.poll() is None:
                self.outer.send_signal(signal.SIGKILL)
            self.outer.wait()
            self.outer.stderr.close()
        if self.group.exists():
            kill = self.group / "cgroup.kill"
            if kill.exists():
                kill.write_text("1", encoding="ascii")
            with (self.group / "cgroup.events").open(encoding="ascii") as events:
                changed = select.poll()
                changed.register(events, select.POLLPRI)
                while "populated 1" in events.read():
                    changed.poll()
                    events.seek(0)
            for directory, _, _ in os.walk(self.group, topdown=False):
                os.rmdir(directory)
        shutil.rmtree(self.place, ignore_errors=True)
