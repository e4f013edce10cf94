"""The program as an operator runs it: files, commands, logins."""

import json
import os
import re
import socket
import subprocess
from dataclasses import dataclass

from lab import Broken, must
from netbird import TOKEN
from web import Browser

PATIENCE = 120  # seconds for a command

# A browser that the program would open, and whatever changes how it reaches others or prints.
LEFT_OUT = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}


@dataclass
class Ran:
    command: str
    code: int
    out: str
    err: str

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Broken(f"a JSON document from {self.command}", self.text()) from None

    def text(self):
        return f"exit code {self.code}\n{self.out}{self.err}"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Operator:
    """One installation: config.yaml with its secrets and state, and the commands that were run, in a log."""

    def __init__(self, lab, netbird):
        self.netbird = netbird
        self.program = str(lab.programs / "netbird-idp-sync")
        self.place = lab.place / "host"
        self.log = lab.place / "commands.log"
        for name in ("state", "run", "secrets"):
            (self.place / name).mkdir(parents=True, mode=0o700)
        self.private("token", TOKEN)

    def private(self, name, text):
        path = self.place / name
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="utf-8")

    def declare(self, providers):
        """Writes config.yaml with these providers: by key a dict, which is JSON and so YAML."""
        document = {"version": 1, "management": {"url": self.netbird.url, "token": {"file": "token"}},
                    "verify": {"interval": 0, "credentials": 0}, "identity_providers": providers}
        self.private("config.yaml", json.dumps(document, indent=2))

    def command(self, *words):
        return [self.program, "--config", str(self.place / "config.yaml"), "--state-dir", str(self.place / "state"),
                "--runtime-dir", str(self.place / "run"), *words]

    def run(self, code, *words):
        """Runs a command, which must end with this code."""
        ran = self.try_to(*words)
        must(ran.code == code, f"exit code {code} from {ran.command}", ran.text())
        return ran

    def try_to(self, *words):
        done = subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False, env=environment())
        return self.note(Ran("netbird-idp-sync " + " ".join(words), done.returncode, done.stdout, done.stderr))

    def note(self, ran):
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {ran.command}\n{ran.text()}\n")
        return ran

    def findings(self, key, *, code=1):
        """The errors and warnings that `doctor` has for a provider, by id; its exit code must be `code`."""
        document = self.run(code, "doctor", key, "--json").json()
        found = [one for part in document["hosts"] + document["providers"] for one in part["findings"]]
        return {one["id"]: one for one in found if one["severity"] in ("error", "warning")}

    def must_find(self, key, finding):
        found = self.findings(key)
        must(set(found) == {finding}, f"doctor names {finding}, and nothing else",
             ", ".join(f"{name}: {one['evidence']}" for name, one in found.items()))
        return found[finding]

    def sign_in(self, key, person, *, code=0):
        """A login through the provider, by `doctor --login`: its document, and where the browser ended."""
        redirect = f"http://localhost:{free_port()}/"
        words = ("doctor", "--login", key, "--yes", "--json", "--redirect", redirect)
        running = subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=environment())
        browser = Browser(person)
        try:
            said = ""
            for line in running.stderr:
                said += line
                if found := re.match(r"\s+(http\S+/oauth2/auth\S+)", line):
                    end = browser.open(found[1])
                    if not end.url.startswith(redirect):
                        running.terminate()  # nobody comes back
                    break
            out, err = running.communicate(timeout=PATIENCE)
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()
        ran = self.note(Ran("netbird-idp-sync " + " ".join(words), running.returncode, out, said + err))
        way = "\n".join(browser.trail)
        must(ran.code == code, f"exit code {code} from a login through {key}", f"{ran.text()}\n{way}")
        return ran.json()


def environment():
    return {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
