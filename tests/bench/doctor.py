"""Measures `doctor`: the whole command, against a NetBird and providers on loopback, over TLS.

usage: doctor.py DIRECTORY-OF-PROGRAMS [--sandbox PROGRAM] [--runs N]

Not a test: nothing here passes or fails.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from ssl import create_default_context

from sandbox_control import control

TOKEN = "nbp_benchbenchbenchbenchbenchben0001cwKv"
DEADLINE = 15
PROFILES = ["pocketid-2.9", "pocketid-2.10", "keycloak-hostname", "dex", "dex-dev", "oidc-provider",
            "authentik-unrecorded"]
TYPES = {"pocketid-2.9": "pocketid", "pocketid-2.10": "pocketid", "keycloak-hostname": "keycloak",
         "authentik-unrecorded": "authentik"}


class Host:
    """A NetBird with so many providers, each declared and with a connector."""

    def __init__(self, sandbox, program, count):
        self.program = program
        self.directory = Path(tempfile.mkdtemp(prefix="netbird-idp-sync-bench."))
        self.ca_file = self.directory / "ca.pem"
        profiles = [PROFILES[number % len(PROFILES)] for number in range(count)]
        command = [sandbox, "--max-seconds", "900", "--token", TOKEN + ":owner", "--until-stdin-closes",
                   "--tls", "--tls-days", "90", "--tls-ca-file", str(self.ca_file)]
        for number, profile in enumerate(profiles):
            command += ["--provider", f"{profile}=p{number}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        issuers = [self.process.stdout.readline().split()[-1] for _ in profiles]
        self.url = self.process.stdout.readline().split()[-1]
        self.tls = create_default_context(cafile=str(self.ca_file))
        self.control("PUT", "settings", {"extra": {"user_approval_required": False}})
        for name, text in (("token", TOKEN), ("secret", "not-a-real-secret")):
            (self.directory / name).write_text(text + "\n", encoding="utf-8")
            (self.directory / name).chmod(0o600)
        (self.directory / "state").mkdir(mode=0o700)
        self.declare([TYPES.get(profile, "oidc") for profile in profiles], issuers)

    def declare(self, types, issuers):
        lines = ["version: 1", "management:", f"  url: {self.url}", "  token: { file: token }",
                 "  ca_file: ca.pem", "providers: { ca_file: ca.pem }", "identity_providers:"]
        for number, (kind, issuer) in enumerate(zip(types, issuers)):
            lines += [f"  p{number}:", f"    type: {kind}", f"    issuer: {issuer}", "    client_id: netbird",
                      "    client_secret: { file: secret }"]
            self.control("POST", "connectors", {"type": kind, "name": f"p{number}", "issuer": issuer,
                                                "client_id": "netbird", "client_secret": "not-a-real-secret"})
        (self.directory / "config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def control(self, method, path, body=None):
        return control(self.url, method, path, body, self.tls)

    def doctor(self):
        """Gives the time it took, in seconds, and what it found."""
        (self.directory / "state" / "checks.json").unlink(missing_ok=True)  # six tries an hour: rule 20
        began = time.monotonic()
        done = subprocess.run([self.program, "--config", str(self.directory / "config.yaml"), "--state-dir",
                               str(self.directory / "state"), "doctor", "--json"],
                              stdout=subprocess.PIPE, check=False)
        return time.monotonic() - began, json.loads(done.stdout)["summary"]

    def asked(self):
        """The most requests that one provider got so far."""
        targets = (seen["target"] for seen in self.control("GET", "requests"))
        names = Counter(target.split("/")[2].split("?")[0] for target in targets if target.startswith("/providers/"))
        return max(names.values())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.directory)


def report(what, figure, bar):
    print(f"{what:<46} {figure:<44} {bar}", flush=True)


def measure_healthy(options, count):
    with closing(Host(options.sandbox, options.program, count)) as host:
        _, summary = host.doctor()
        asked = host.asked()
        times = [host.doctor()[0] for _ in range(options.runs)]
        troubles = summary["error"] + summary["warning"]
        report(f"doctor of {count} healthy providers, median",
               f"{statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms, {troubles} troubles",
               "<= 300 ms, 0 troubles")
        report("requests to one provider, most", str(asked), "<= 7, 9 where a redirect is followed")


def measure_hanging(options, count):
    with closing(Host(options.sandbox, options.program, count)) as host:
        host.doctor()  # the sandbox makes its keys once
        host.control("PUT", "providers", {"name": "p0", "delay_ms": 600_000})
        took, summary = host.doctor()
        report(f"doctor of {count}, one of which hangs", f"{took:.2f} s, {summary['error']} error",
               f"<= {DEADLINE + 0.3} s, 1 error")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=Path)
    parser.add_argument("--sandbox", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    options.program = str(options.programs / "netbird-idp-sync")
    options.sandbox = str(options.sandbox or options.programs / "netbird-sandbox")
    print(f"{'doctor':<46} {'measured':<44} bar")
    measure_healthy(options, 10)
    measure_hanging(options, 30)


if __name__ == "__main__":
    main()
