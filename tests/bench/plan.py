"""Measures `plan` with nothing to do, `apply` of many new providers, and `status`, each as a whole process.

usage: plan.py DIRECTORY-OF-PROGRAMS [--sandbox PROGRAM] [--runs N]

Not a test: nothing here passes or fails. `plan` is set beside one GET of the same list by curl, in turn with it,
so that a machine whose speed drifts is fair to both. Everything is plain http on loopback.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import queue
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sandbox_control import control, write

CONCURRENCY = 4  # reconcile.concurrency's default
TOKEN = "nbp_benchbenchbenchbenchbenchben0001cwKv"


class Host:
    """A NetBird and so many Keycloaks, each declared; nothing is in NetBird yet."""

    def __init__(self, options, count):
        self.program = options.program
        self.directory = Path(tempfile.mkdtemp(prefix="netbird-idp-sync-bench."))
        command = [options.sandbox, "--max-seconds", "900", "--token", TOKEN + ":owner", "--until-stdin-closes"]
        for number in range(count):
            command += ["--provider", f"keycloak-hostname=p{number}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.issuers = [self.process.stdout.readline().split()[-1] for _ in range(count)]
        self.url = self.process.stdout.readline().split()[-1]
        for name, text in (("token", TOKEN), ("secret", "not-a-real-secret")):
            self.write(name, text)
        self.declare()

    def write(self, name, text):
        write(self.directory / name, text)

    def declare(self):
        lines = ["version: 1", "management:", f"  url: {self.url}", "  token: { file: token }",
                 "verify: { interval: 0, credentials: 0 }", "identity_providers:"]
        for number, issuer in enumerate(self.issuers):
            lines += [f"  p{number}:", "    type: keycloak", f"    issuer: {issuer}", "    client_id: netbird",
                      "    client_secret: { file: secret }"]
        self.write("config.yaml", "\n".join(lines))

    def control(self, method, path, body=None):
        return control(self.url, method, path, body)

    def command(self, *words):
        return [self.program, "--config", str(self.directory / "config.yaml"), "--state-dir",
                str(self.directory / "state"), *words]

    def fresh_state(self):
        shutil.rmtree(self.directory / "state", ignore_errors=True)
        (self.directory / "state").mkdir(mode=0o700)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.directory)


def measured(command, expected=(0,)):
    """Wall and CPU time of one run, in seconds."""
    began = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise SystemExit(f"{' '.join(map(str, command))} exited with {process.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def peak_memory(command):
    """In bytes. A small program starts it: the kernel counts what was resident before the exec, too."""
    if not shutil.which("time"):
        return "not measured: no /usr/bin/time"
    done = subprocess.run([shutil.which("time"), "--format", "%M", *command], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=False)
    return f"{int(done.stderr.split()[-1]) / 2**10:.1f} MiB"


def report(what, figure, bar):
    print(f"{what:<46} {figure:<58} {bar}", flush=True)


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def measure_plan(options, count, bar):
    with closing(Host(options, count)) as host:
        host.fresh_state()
        subprocess.run(host.command("apply"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        get = ["curl", "--silent", "--header", f"Authorization: Token {TOKEN}", f"{host.url}/api/identity-providers"]
        ours, theirs = [], []
        for _ in range(options.runs):
            ours.append(measured(host.command("plan")))
            theirs.append(measured(get))
        ratio = statistics.median(a[0] / b[0] for a, b in zip(ours, theirs))
        report(f"plan, nothing to do, {count} providers",
               f"{milliseconds(statistics.median(a[0] for a in ours))}, {ratio:.2f} x curl's "
               f"{milliseconds(statistics.median(b[0] for b in theirs))}", bar)
        report("  its CPU and peak memory",
               f"{milliseconds(statistics.median(a[1] for a in ours))}, {peak_memory(host.command('plan'))}",
               "<= 15 ms, <= 12 MiB" if count == 300 else "")


def post_all(host):
    """The same connectors made by a plain client that asks no provider, over as many connections; in seconds."""
    began = time.perf_counter()
    connections = queue.SimpleQueue()
    for _ in range(CONCURRENCY):
        connections.put(http.client.HTTPConnection(host.url.removeprefix("http://")))

    def post(number, issuer):
        connection = connections.get()
        body = json.dumps({"type": "keycloak", "name": f"p{number}", "issuer": issuer, "client_id": "netbird",
                           "client_secret": "not-a-real-secret"})
        connection.request("POST", "/api/identity-providers", body,
                           {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"})
        with connection.getresponse() as answer:
            answer.read()
            assert answer.status == 200, answer.status
        connections.put(connection)

    with concurrent.futures.ThreadPoolExecutor(CONCURRENCY) as pool:
        list(pool.map(post, range(len(host.issuers)), host.issuers))
    return time.perf_counter() - began


def measure_apply(options, count):
    asked, unasked = [], []
    for _ in range(options.rounds):
        for work, times in ((lambda host: measured(host.command("apply"))[0], asked), (post_all, unasked)):
            with closing(Host(options, count)) as host:
                for number in range(count):
                    host.control("PUT", "providers", {"name": f"p{number}", "delay_ms": 5})
                host.fresh_state()
                times.append(work(host))
    ours, theirs = statistics.median(asked), statistics.median(unasked)
    report(f"apply of {count} new providers, 5 ms an answer",
           f"{ours:.2f} s, {ours / theirs:.2f} x the {theirs:.2f} s of the POSTs alone", "<= 2.0 x")


def measure_status(options, count):
    with closing(Host(options, count)) as host:
        host.fresh_state()
        runtime = ["--runtime-dir", str(host.directory / "run")]
        (host.directory / "run").mkdir(mode=0o700)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(host.directory / "notify"))
            daemon = subprocess.Popen(host.command(*runtime, "run"), stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, cwd=host.directory,
                                      env={**os.environ, "NOTIFY_SOCKET": str(host.directory / "notify")})
            while f"{count} of {count} providers in sync" not in notices.recv(4096).decode():
                pass
        with daemon:
            status = host.command(*runtime, "status")
            times = [measured(status)[0] for _ in range(options.runs)]
            before = cpu_of(daemon.pid)
            for _ in range(options.runs):
                measured(status)
            spent = (cpu_of(daemon.pid) - before) / options.runs
            daemon.terminate()
        report(f"status of {count} providers, whole process", milliseconds(statistics.median(times)), "<= 20 ms")
        report("  the daemon's CPU for one", milliseconds(spent), "no file is parsed")


def cpu_of(pid):
    """In seconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()[0]) / 1e9


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=Path)
    parser.add_argument("--sandbox", type=Path)
    parser.add_argument("--runs", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    options.programs = options.programs.absolute()  # some are started elsewhere
    options.program = options.programs / "netbird-idp-sync"
    options.sandbox = options.sandbox or options.programs / "netbird-sandbox"
    measure_plan(options, 3, "<= 0.7 x")
    measure_plan(options, 300, "<= 2.0 x")
    measure_status(options, 300)
    if options.rounds:
        measure_apply(options, 300)


if __name__ == "__main__":
    main()
