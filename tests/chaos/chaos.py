"""Random writes, faults and kills, and what must hold after each round.

usage: chaos.py DIRECTORY-OF-PROGRAMS [SECONDS] [SEED]

Half of it is a simulation in memory (chaos-simulation). The other half is the program itself against
netbird-sandbox on loopback: files change, answers are lost, requests are carried out late, and the program is
killed with SIGKILL at random moments. After each round the faults end, and then NetBird must have what the
files declare: no connector twice, none of nobody, the newest secret, a ledger that can be read, and a plan
that exits with 0. Ends with 1 and the history of the round when something does not hold.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

TOKEN = "nbp_chaoschaoschaoschaoschaos00001cwKv"
PROVIDERS = 4
LANES = 4
LATEST_ARRIVAL = 10  # seconds; the program counts on 15 at most
GIVE_UP = 90         # seconds that a round may need to come to rest


class Broken(Exception):
    """Something that must hold does not."""


def ends_within(process, seconds):
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


class Sandbox:
    """A NetBird with a provider for each key."""

    def __init__(self, program, seconds):
        command = [program, "--max-seconds", str(seconds), "--token", TOKEN + ":owner", "--until-stdin-closes"]
        for number in range(PROVIDERS):
            command += ["--issuer", f"p{number}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.url = line.split()[-1]
                break

    def control(self, method, path, body=None):
        request = urllib.request.Request(f"{self.url}/_sandbox/{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Lane:
    """One installation with its NetBird, and what its files declare."""

    def __init__(self, programs, seed, seconds):
        self.random = random.Random(seed)
        self.program = str(programs / "netbird-idp-sync")
        self.place = Path(tempfile.mkdtemp(prefix="netbird-idp-sync-chaos."))
        (self.place / "state").mkdir(mode=0o700)
        (self.place / "secrets").mkdir(mode=0o700)
        self.sandbox = Sandbox(str(programs / "netbird-sandbox"), seconds + 2 * GIVE_UP)
        self.declared = {}
        self.made = 0
        self.history = []
        self.counts = {"rounds": 0, "kills": 0, "ended": 0, "faults": 0, "duplicates": 0, "orphans": 0,
                       "lost_secrets": 0}
        self.private("token", TOKEN)
        self.declare(0)
        self.write()

    def tell(self, text):
        self.history.append(text)

    def private(self, name, text):
        """Replaces a file as a whole, as an editor does."""
        new = self.place / (name + ".new")
        new.write_text(text + "\n", encoding="utf-8")
        new.chmod(0o600)
        new.rename(self.place / name)

    # What the files say.

    def declare(self, number):
        self.declared[number] = {"key": f"p{number}", "name": f"Name {number}", "secret": ""}
        self.rotate(number)

    def rotate(self, number):
        self.made += 1
        secret = f"fake-secret-{self.made}"
        self.declared[number]["secret"] = secret
        self.private(f"secrets/p{number}", secret)
        self.tell(f"p{number} has the secret {secret}")

    def change(self):
        number = self.random.randrange(PROVIDERS)
        what = self.random.choice(["rotate", "rotate", "rotate", "name", "key", "remove"])
        if number not in self.declared:
            self.declare(number)
        elif what == "rotate":
            self.rotate(number)
        elif what == "name":
            self.declared[number]["name"] = f"Name {self.random.randrange(1000)}"
            self.tell(f"p{number} is called {self.declared[number]['name']}")
        elif what == "key":
            self.made += 1
            self.declared[number]["key"] = f"p{number}-{self.made}"
            self.tell(f"p{number} goes by the key {self.declared[number]['key']}")
        elif number != 0:
            del self.declared[number]
            self.tell(f"p{number} is no longer declared")
        self.write()

    def write(self):
        lines = ["version: 1", "management:", f"  url: {self.sandbox.url}", "  token: { file: token }",
                 "  timeout: 12s", "verify: { interval: 0, credentials: 0 }", "reconcile:", "  interval: 10s",
                 "  prune: true", "  prune_grace: 0s", "  max_deletes: 100", "  preflight: warn",
                 "identity_providers:"]
        for number, one in sorted(self.declared.items()):
            lines += [f"  {one['key']}:", "    type: oidc", f"    name: {one['name']}",
                      f"    issuer: {self.sandbox.url}/issuers/p{number}", f"    client_id: client-{number}",
                      f"    client_secret: {{ file: secrets/p{number} }}"]
        self.private("config.yaml", "\n".join(lines))

    # What goes wrong.

    def lay_out_faults(self):
        self.sandbox.control("DELETE", "faults")
        for _ in range(self.random.randrange(4)):
            late = self.random.randrange(LATEST_ARRIVAL * 1000)
            fault = self.random.choice([
                {"kind": "cut-before"}, {"kind": "cut-after"}, {"kind": "reset"},
                {"kind": "late", "delay_ms": late}, {"kind": "late", "delay_ms": late},
                {"kind": "answer-late", "delay_ms": late, "status": 504},
                {"kind": "answer-late", "status": 502}, {"kind": "answer", "status": 503},
                {"kind": "delay", "delay_ms": self.random.randrange(2000)}])
            fault = {**fault, "method": self.random.choice(["POST", "PUT", "PUT", "DELETE", "GET"]),
                     "path": "/api/identity-providers", "skip": self.random.randrange(2), "times": 1}
            self.sandbox.control("POST", "faults", fault)
            self.counts["faults"] += 1
            self.tell(f"fault {fault}")
        if self.random.random() < 0.1:
            self.sandbox.control("POST", "restart")
            self.tell("NetBird restarts")

    def command(self, *words):
        return [self.program, *words, "--config", str(self.place / "config.yaml"), "--state-dir",
                str(self.place / "state")]

    def kill_one(self):
        words = ("run",) if self.random.random() < 0.3 else ("apply", "--yes")
        process = subprocess.Popen(self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + min(self.random.expovariate(4), 3)
        while time.monotonic() < until and not ends_within(process, 0.05):
            if self.random.random() < 0.1:
                self.change()
        killed = process.poll() is None
        process.kill()
        process.wait()
        self.counts["kills" if killed else "ended"] += 1
        self.tell(f"{words[0]}: " + ("killed" if killed else f"ended with {process.returncode}"))

    # What must hold.

    def come_to_rest(self):
        self.sandbox.control("DELETE", "faults")
        until = time.monotonic() + GIVE_UP
        quiet = 0
        while quiet < 2:
            if time.monotonic() > until:
                raise Broken("apply does not get it in sync: " + said)
            # What is no longer declared goes in the second pass that sees it so.
            done = subprocess.run(self.command("apply", "--yes", "--prune-now"), capture_output=True, text=True,
                                  timeout=GIVE_UP, check=False)
            said = done.stdout[-800:] + done.stderr[-800:]
            quiet = quiet + 1 if done.returncode == 0 else 0
        plan = subprocess.run(self.command("plan"), capture_output=True, text=True, timeout=60, check=False)
        if plan.returncode != 0:
            raise Broken(f"plan exits with {plan.returncode}: {plan.stdout[-800:]}{plan.stderr[-800:]}")

    def verify(self):
        problems = []
        connectors = self.sandbox.control("GET", "connectors")
        for number in range(PROVIDERS):
            mine = [one for one in connectors if one["issuer"].endswith(f"/issuers/p{number}")]
            want = self.declared.get(number)
            if len(mine) > 1:
                self.counts["duplicates"] += 1
                problems.append(f"p{number} has {len(mine)} connectors")
            elif mine and not want:
                self.counts["orphans"] += 1
                problems.append(f"p{number} is not declared and has a connector")
            elif want and not mine:
                problems.append(f"p{number} has no connector")
            elif want and mine[0]["client_secret"] != want["secret"]:
                self.counts["lost_secrets"] += 1
                problems.append(f"p{number} has {mine[0]['client_secret']}, declared is {want['secret']}")
            elif want and mine[0]["name"] != want["name"]:
                problems.append(f"p{number} is called {mine[0]['name']}, declared is {want['name']}")
        json.loads((self.place / "state" / "ledger.json").read_text(encoding="utf-8"))
        problems += [f"{left.name} was left behind" for left in (self.place / "state").glob("*.tmp")]
        problems += [f"{left.name} was left behind" for left in (self.place / "state").glob(".*.tmp")]
        if problems:
            raise Broken("; ".join(problems))

    def round(self):
        self.history.clear()
        self.counts["rounds"] += 1
        for _ in range(self.random.randrange(4, 10)):
            for _ in range(self.random.randrange(3)):
                self.change()
            self.lay_out_faults()
            self.kill_one()
        self.come_to_rest()
        self.verify()

    def close(self):
        self.counts["writes"] = self.sandbox.control("GET", "counters")["writes"]
        self.sandbox.close()
        shutil.rmtree(self.place)


def play(lane, until, broken, stop):
    try:
        while time.monotonic() < until and not stop.is_set():
            lane.round()
    except (Broken, OSError, ValueError, subprocess.SubprocessError, urllib.error.URLError) as problem:
        broken.append(f"{problem}\n    " + "\n    ".join(lane.history))
        stop.set()


def play_lanes(programs, seconds, seed):
    until = time.monotonic() + seconds
    broken, stop = [], threading.Event()
    lanes = [Lane(programs, seed * 1000 + number, seconds) for number in range(LANES)]
    threads = [threading.Thread(target=play, args=(lane, until, broken, stop)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane in lanes:
        lane.close()
    return {name: sum(lane.counts[name] for lane in lanes) for name in lanes[0].counts}, broken


def main():
    programs = Path(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}, {seconds} s", flush=True)
    simulation = subprocess.Popen([programs / "chaos-simulation", str(seconds), str(seed)], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    counts, broken = play_lanes(programs, seconds, seed)
    said = simulation.communicate()[0].strip()
    print(said)
    print("processes", " ".join(f"{name}={count}" for name, count in counts.items()))
    for one in broken:
        print(f"seed {seed}: {one}")
    return 1 if broken or simulation.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
