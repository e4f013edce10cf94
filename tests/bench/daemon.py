"""Measures the daemon against what it shall keep to. Not a test: nothing here passes or fails.

usage: daemon.py DIRECTORY-OF-PROGRAMS [--sandbox PROGRAM] [--quick]

Needs netbird-idp-sync and netbird-sandbox there, and the heap probe in lib/ beside it or there.
"""

import argparse
import os
import pty
import signal
import socket
import statistics
import subprocess
import tempfile
import termios
import time
from contextlib import closing, contextmanager
from pathlib import Path

from daemon_host import AwayServer, Daemon, Sandbox

ROWS = []


def report(what, figure, bar):
    ROWS.append((what, figure, bar))
    print(f"{what:<46} {figure:<34} {bar}", flush=True)


@contextmanager
def against_netbird(options, tls=False):
    with tempfile.TemporaryDirectory() as place, closing(Sandbox(options.sandbox, place, tls)) as sandbox:
        with closing(Daemon(options.program, sandbox.url, sandbox.ca_file if tls else None)) as daemon:
            yield sandbox, daemon


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def measure_start(options):
    times = []
    with against_netbird(options, tls=True) as (_, daemon):
        for _ in range(10 if options.quick else 50):
            times.append(daemon.start())
            daemon.wait_for("in sync")
            daemon.stop()
    report("exec to READY=1, median", milliseconds(statistics.median(times)), "<= 60 ms")


def measure_passes(options):
    passes = 200 if options.quick else 1000
    with against_netbird(options, tls=True) as (_, daemon):
        daemon.start(LD_PRELOAD=options.probe, HEAP_PROBE=str(daemon.directory / "heap"))
        daemon.wait_for("3 of 3 providers in sync")
        files = daemon.open_files()
        for _ in range(99):
            daemon.reload()
        heap, resident, cpu = daemon.heap(), daemon.resident(), daemon.cpu()
        for _ in range(passes - 100):
            daemon.reload()
        cpu = (daemon.cpu() - cpu) / (passes - 100)
        most = daemon.resident()
        heap = daemon.heap() - heap
        report(f"resident memory after {passes} passes", f"{most / 2**20:.1f} MiB", "<= 16 MiB")
        report(f"growth from pass 100 to {passes}, trimmed",
               f"{(daemon.resident() - resident) // 1024} KiB resident, {heap} bytes on the heap",
               "<= 128 KiB, 0 bytes")
        report("CPU of a pass with its reload, TLS kept", milliseconds(cpu), "<= 2 ms")
        report(f"open files after {passes} passes and reloads", f"{daemon.open_files()}", f"{files}, as at pass 1")
        daemon.stop()


def audit_looks(sandbox):
    return sum(one["target"] == "/api/events/audit" for one in sandbox.control("GET", "requests"))


def measure_audit_log(options):
    with against_netbird(options, tls=True) as (sandbox, daemon):
        sandbox.control("POST", "events", {"count": 100_000})
        daemon.configure(sandbox.url, sandbox.ca_file, more=["attribution: { audit_interval: 1s }"])
        daemon.start()
        daemon.wait_for("3 of 3 providers in sync")
        looks = audit_looks(sandbox)
        wanted = looks + (2 if options.quick else 10)
        while looks < wanted:
            daemon.reload()
            looks = audit_looks(sandbox)
        report(f"peak memory, {looks} looks at 10^5 audit events", f"{daemon.peak() / 2**20:.1f} MiB", "<= 20 MiB")
        daemon.stop()


def measure_idleness(options):
    seconds = 10 if options.quick else 60
    with against_netbird(options) as (_, daemon):
        daemon.start()
        daemon.wait_for("3 of 3 providers in sync")
        time.sleep(1)
        before = daemon.switches()
        time.sleep(seconds)
        report(f"wake-ups in {seconds} s between passes", str(daemon.switches() - before), "0")
        daemon.stop()


def time_to_request(server, trigger):
    """From the trigger to the first request that follows it."""
    before = len(server.arrivals)
    began = trigger()
    while len(server.arrivals) == before:
        time.sleep(0.0002)
    return server.arrivals[before] - began


def measure_reactions(options):
    server = AwayServer()
    with closing(Daemon(options.program, server.url)) as daemon:
        daemon.start()
        daemon.wait_for("failed")
        hang_ups, changes = [], []
        for sample in range(5 if options.quick else 20):
            hang_ups.append(time_to_request(server, lambda: daemon.signal(signal.SIGHUP)))
            daemon.wait_for("failed")
            interval = f"{sample + 10}m"
            changes.append(time_to_request(server, lambda: daemon.replace_configuration(server.url, interval)))
            daemon.wait_for("failed")
        daemon.stop()
    for what, times, bar in [("SIGHUP to first request", hang_ups, 20), ("changed file to first request", changes, 400)]:
        report(what, f"{milliseconds(statistics.median(times))}, worst {milliseconds(max(times))}", f"<= {bar} ms")


def hung_resolver():
    """A name server that never answers, and a wrapper that makes it the only one; nothing where that may not be."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.53", 53))
    place = tempfile.NamedTemporaryFile("w", suffix=".resolv")
    place.write("nameserver 127.0.0.53\n")
    place.flush()
    wrapper = ["unshare", "--mount", "sh", "-c", f'mount --bind {place.name} /etc/resolv.conf && exec "$@"', "sh"]
    return server, place, wrapper


def full_pipe():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while os.write(writer, b"." * 4096):
            continue
    except BlockingIOError:
        os.set_blocking(writer, True)
    return reader, writer


def stopped_terminal():
    ours, theirs = pty.openpty()
    termios.tcflow(theirs, termios.TCOOFF)
    return ours, theirs


def stop_during(options, fault):
    """How long SIGTERM takes while a request meets the fault."""
    with against_netbird(options) as (sandbox, daemon):
        sandbox.fail(**fault)
        daemon.start()
        while sandbox.control("GET", "counters")["requests"] < fault.get("skip", 0) + 1:
            time.sleep(0.01)
        time.sleep(0.05)
        return daemon.stop()


def stop_with_log_to(options, make):
    ours, theirs = make()
    with against_netbird(options) as (_, daemon):
        daemon.start(stderr=theirs)
        daemon.wait_for("3 of 3 providers in sync")
        outcome = daemon.stop()
    os.close(ours)
    os.close(theirs)
    return outcome


def stop_at(options, url, wrapper=()):
    with closing(Daemon(options.program, url)) as daemon:
        daemon.start(wrapper)
        time.sleep(0.3)
        return daemon.stop()


def stop_with_full_backlog(options):
    with socket.socket() as server, socket.socket() as first, socket.socket() as second:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        time.sleep(0.1)
        return stop_at(options, f"http://127.0.0.1:{server.getsockname()[1]}")


def stop_with_hung_resolver(options):
    server, place, wrapper = hung_resolver()
    with server, place:
        return stop_at(options, "https://netbird.example.com", wrapper)


def stop_idle(options):
    with against_netbird(options) as (_, daemon):
        daemon.start()
        daemon.wait_for("3 of 3 providers in sync")
        return daemon.stop()


def shutdowns(options):
    faults = {"list hangs": {"method": "GET", "kind": "hang"},
              "list drips": {"method": "GET", "kind": "drip", "bytes": 1, "delay_ms": 100},
              "list cut in half": {"method": "GET", "kind": "truncated", "bytes": 10, "times": 9},
              "create hangs": {"method": "POST", "kind": "hang"},
              "create answered in half": {"method": "POST", "kind": "truncated", "bytes": 10},
              "create loses its answer": {"method": "POST", "kind": "cut-after"}}
    for name, fault in faults.items():
        yield name, lambda fault=fault: stop_during(options, fault)
    yield "nothing to do", lambda: stop_idle(options)
    yield "log pipe full", lambda: stop_with_log_to(options, full_pipe)
    yield "log terminal stopped", lambda: stop_with_log_to(options, stopped_terminal)
    yield "connect swallowed", lambda: stop_with_full_backlog(options)
    yield "name server hangs", lambda: stop_with_hung_resolver(options)


def measure_shutdown(options):
    worst, statuses = (0.0, ""), set()
    for name, stop in shutdowns(options):
        try:
            for _ in range(1 if options.quick else 5):
                status, took = stop()
                statuses.add(status)
                worst = max(worst, (took, name))
        except (OSError, subprocess.SubprocessError) as problem:
            print(f"  not measured: {name}: {problem}")
    report("SIGTERM to exit, worst", f"{milliseconds(worst[0])} ({worst[1]}), exit {statuses}", "<= 1 s, exit 0")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=Path)
    parser.add_argument("--sandbox", type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    options = parser.parse_args()
    options.program = str(options.programs / "netbird-idp-sync")
    options.sandbox = str(options.sandbox or options.programs / "netbird-sandbox")
    options.probe = str(options.programs / "libheap_probe.so")
    print(f"{'the daemon':<46} {'measured':<34} bar")
    for measure in (measure_start, measure_passes, measure_audit_log, measure_idleness, measure_reactions, measure_shutdown):
        measure(options)


if __name__ == "__main__":
    main()
