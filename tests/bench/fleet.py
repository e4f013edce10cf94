"""Measures many daemons on one machine, as instances of the service are: memory, start, idle CPU and wake-ups.

usage: fleet.py DIRECTORY-OF-PROGRAMS [HOW_MANY]
Not a test. Each has a configuration, a state directory and three providers of its own, and only observes; one
sandbox answers all. A user may watch files by 128 daemons (fs.inotify.max_user_instances): more of them poll.
"""

import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from daemon_host import Daemon, Sandbox

IDLE_SECONDS = 30
MIB = 2 ** 20


def proportional(daemon):
    """Bytes, with what several share counted in parts."""
    return next(int(line.split()[1]) for line in daemon.proc("smaps_rollup").splitlines() if line.startswith("Pss:")) * 1024


def wake_ups(daemon):
    return next(int(line.split()[1]) for line in daemon.proc("status").splitlines()
                if line.startswith("voluntary_ctxt_switches:"))


def main():
    programs = Path(sys.argv[1])
    how_many = min(int(sys.argv[2]) if len(sys.argv) > 2 else 300, 300)
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        sandbox = stack.enter_context(closing(Sandbox(programs / "netbird-sandbox", place, False)))
        daemons = []
        began = time.monotonic()
        for _ in range(how_many):
            daemon = stack.enter_context(closing(Daemon(programs / "netbird-idp-sync", sandbox.url)))
            daemon.configure(sandbox.url, interval="5m\n  mode: observe")
            daemon.start()
            daemons.append(daemon)
        started = time.monotonic() - began
        for daemon in daemons:
            daemon.wait_for("next pass in")
        ready = time.monotonic() - began
        woken = [wake_ups(daemon) for daemon in daemons]
        cpu = sum(daemon.cpu() for daemon in daemons)
        time.sleep(IDLE_SECONDS)
        idle = (sum(daemon.cpu() for daemon in daemons) - cpu) / IDLE_SECONDS
        woken = sorted((wake_ups(daemon) - before) * 60 / IDLE_SECONDS for daemon, before in zip(daemons, woken))
        memory = [proportional(daemon) for daemon in daemons]
        print(f"{how_many} daemons: started one after the other in {started:.1f} s, first passes over after {ready:.1f} s")
        print(f"memory, shared pages in parts: {sum(memory) / MIB:.0f} MiB together, {max(memory) / MIB:.1f} MiB the largest")
        print(f"resident each, shared pages in full: {max(daemon.resident() for daemon in daemons) / MIB:.1f} MiB at most")
        print(f"CPU while nothing happens, {IDLE_SECONDS} s: {idle * 100:.2f} % of one core, all together")
        print(f"woken a minute meanwhile: {woken[len(woken) // 2]:.1f} times each, at most {woken[-1]:.1f}")
        ends = [daemon.stop() for daemon in daemons]
        print(f"stopped: exit {sorted({status for status, _ in ends})}, the slowest in {max(took for _, took in ends):.2f} s")


if __name__ == "__main__":
    main()
