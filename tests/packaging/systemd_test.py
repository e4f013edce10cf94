"""The installed service under this system's own systemd, in a machine that lives for one test (machine.py).

Where no such machine can boot, nothing but units_test.py judges the units; each test says so.

Takes from the environment: SOURCE (the repository), BUILD (the build directory), CMAKE, SANDBOX (the netbird-sandbox program).
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from machine import CannotBoot, Machine

TOKEN = "nbp_notarealtokennotarealtoken0000003mxHMV"
SERVICE = "netbird-idp-sync.service"
PULL = "netbird-idp-sync-pull.service"
GIVE_UP_SECONDS = 100  # before ctest does, so that the machine is taken down


def install(root):
    subprocess.run([os.environ["CMAKE"], "--install", os.environ["BUILD"], "--prefix", "/usr"], check=True,
                   capture_output=True, env={**os.environ, "DESTDIR": str(root)})
    tools = root / "usr/lib/for-tests"
    tools.mkdir(parents=True)
    shutil.copy(os.environ["SANDBOX"], tools)


class Service(unittest.TestCase):
    def boot(self):
        """True when there is a machine with the service installed and a NetBird running."""
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        install(Path(root.name))
        signal.signal(signal.SIGALRM, self.give_up)
        signal.alarm(GIVE_UP_SECONDS)
        try:
            self.machine = Machine(root.name)
        except CannotBoot as problem:
            print(f"not booted here: {problem}")
            return False
        self.addCleanup(self.machine.close)
        self.machine.run("systemd-sysusers")
        self.machine.run("systemd-tmpfiles", "--create", "netbird-idp-sync.conf")
        self.start_netbird()
        self.configure("/etc/netbird-idp-sync")
        return True

    def give_up(self, *_):
        self.fail(self.machine.run("journalctl", "--no-pager", "--unit", "netbird-idp-sync*").stdout)

    def start_netbird(self):
        sandbox = subprocess.Popen(
            self.machine.command("/usr/lib/for-tests/netbird-sandbox", "--max-seconds", "100", "--token",
                                 f"{TOKEN}:owner", "--issuer-url", "https://id.example.com"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def end():
            sandbox.kill()
            sandbox.wait()
            sandbox.stdout.close()
        self.addCleanup(end)
        self.url = sandbox.stdout.readline().split()[-1]

    def path(self, name):
        """A file of the machine."""
        return Path(f"/proc/{self.machine.init}/root{name}")

    def configure(self, directory, token=None, **more):
        """Declares Pocket ID. `token`: where the token is, when it is not a file of the group."""
        place = self.path(directory)
        place.mkdir(parents=True, exist_ok=True)
        (place / "config.yaml").write_text(json.dumps({
            "version": 1,
            "management": {"url": self.url, "token": token or {"file": f"{directory}/token"}},
            "identity_providers": {"pocket-id": {"type": "pocketid", "issuer": "https://id.example.com",
                                                 "client_id": "netbird",
                                                 "client_secret": {"file": f"{directory}/secret"}}},
            **more}), encoding="utf-8")
        for name, text in (("token", TOKEN), ("secret", "not-a-real-secret")):
            (place / name).write_text(text, encoding="utf-8")
            (place / name).chmod(0o640)
        # As the package leaves it.
        self.machine.run("chown", "--recursive", "root:netbird-idp-sync", directory)

    def drop_in(self, text):
        place = self.path(f"/etc/systemd/system/{SERVICE}.d")
        place.mkdir(parents=True)
        (place / "for-tests.conf").write_text(text, encoding="utf-8")
        self.systemctl("daemon-reload")

    def systemctl(self, *arguments):
        """systemctl that must succeed."""
        done = self.machine.run("systemctl", *arguments, check=False)
        log = "" if done.returncode == 0 else self.machine.run("journalctl", "--no-pager", check=False).stdout
        self.assertEqual(done.returncode, 0, done.stdout + log)

    def property(self, name, service=SERVICE):
        return self.machine.run("systemctl", "show", "--property", name, "--value", service).stdout.strip()

    def events(self, service=SERVICE):
        """The log of the service as it comes, for as long as somebody reads."""
        journal = subprocess.Popen(
            self.machine.command("journalctl", "--unit", service, "--follow", "--lines=all", "--output=json"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            for line in journal.stdout:
                message = json.loads(line)["MESSAGE"]
                if isinstance(message, str):
                    yield message
        finally:
            journal.kill()
            journal.wait()
            journal.stdout.close()

    def wait_for(self, event, times=1, service=SERVICE):
        for message in self.events(service):
            times -= f"event={event}" in message
            if times == 0:
                return message
        return self.fail(f"the journal ended before {event}")

    def test_IsReadyWhenStartReturnsAndSaysHowItIs(self):
        if not self.boot():
            return
        self.systemctl("enable", "--now", SERVICE)
        self.assertEqual(self.property("ActiveState"), "active")
        self.wait_for("pass_done")
        self.assertIn("1 of 1 provider in sync", self.property("StatusText"))
        self.assertEqual(self.property("Type"), "notify")
        ledger = self.path("/var/lib/netbird-idp-sync/ledger.json")
        self.assertIn("pocket-id", ledger.read_text(encoding="utf-8"))
        self.assertEqual(ledger.stat().st_mode & 0o777, 0o600)
        owner = self.machine.run("stat", "--format=%U", "/var/lib/netbird-idp-sync/ledger.json").stdout.strip()
        self.assertEqual(owner, "netbird-idp-sync")

    def test_StopsCleanly(self):
        if not self.boot():
            return
        self.systemctl("start", SERVICE)
        self.wait_for("pass_done")
        self.systemctl("stop", SERVICE)
        self.assertIn("by=SIGTERM", self.wait_for("stopped"))
        self.assertEqual((self.property("Result"), self.property("ExecMainStatus")), ("success", "0"))

    def test_StaysDownWhenTheFilesAreWrong(self):
        if not self.boot():
            return
        self.path("/etc/netbird-idp-sync/config.yaml").write_text("version: 2\n", encoding="utf-8")
        self.assertNotEqual(self.machine.run("systemctl", "start", SERVICE, check=False).returncode, 0)
        self.assertEqual((self.property("ActiveState"), self.property("ExecMainStatus"), self.property("NRestarts")),
                         ("failed", "78", "0"))

    def test_IsStartedAnewWhenItHangs(self):
        if not self.boot():
            return
        self.drop_in("[Service]\nWatchdogSec=2s\nRestartSec=0\n")
        self.systemctl("start", SERVICE)
        self.wait_for("pass_done")
        self.machine.run("kill", "-STOP", self.property("MainPID"))
        self.wait_for("started", times=2)
        self.assertEqual(self.property("NRestarts"), "1")

    def test_ReadsTheTokenFromACredentialOfRoot(self):
        if not self.boot():
            return
        self.configure("/etc/netbird-idp-sync", token={"credential": "token"})
        self.machine.run("chown", "root:root", "/etc/netbird-idp-sync/token")
        self.path("/etc/netbird-idp-sync/token").chmod(0o600)
        self.drop_in("[Service]\nLoadCredential=token:/etc/netbird-idp-sync/token\n")
        self.systemctl("start", SERVICE)
        self.assertIn("in_sync=true", self.wait_for("pass_done"))

    def test_RunsAProgramForASecretWhereADropInAllowsIt(self):
        if not self.boot():
            return
        provider = {"type": "pocketid", "issuer": "https://id.example.com", "client_id": "netbird",
                    "client_secret": {"command": ["/usr/bin/echo", "not-a-real-secret"]}}
        self.configure("/etc/netbird-idp-sync", identity_providers={"pocket-id": provider})
        self.systemctl("start", SERVICE)
        self.wait_for("pass_done")
        self.assertIn("IDPSYNC_COMMANDS=off", self.ask("status")[0])
        self.drop_in((Path(os.environ["SOURCE"]) / "systemd/commands.conf").read_text(encoding="utf-8"))
        self.systemctl("restart", SERVICE)
        self.wait_for("created")
        self.assertEqual(self.ask("status")[1], 0)

    def test_TakesWhatIsPulled(self):
        if not self.boot():
            return
        script = """
            cd /srv
            git init --quiet upstream && mkdir upstream/netbird
            cp /etc/netbird-idp-sync/config.yaml upstream/netbird/
            git -C upstream add . && git -C upstream -c user.name=Ada -c user.email=ada@example.com commit --quiet --message one
            chown --recursive netbird-idp-sync-pull: upstream
            install -d -o netbird-idp-sync-pull -g netbird-idp-sync-pull -m 0750 /var/lib/netbird-idp-sync-pull
            runuser -u netbird-idp-sync-pull -- git clone --quiet /srv/upstream /var/lib/netbird-idp-sync-pull/checkout
            cd /etc/netbird-idp-sync && rm config.yaml
            ln -s /var/lib/netbird-idp-sync-pull/checkout/netbird/config.yaml .
        """
        self.machine.run("sh", "-ec", script)
        self.systemctl("start", SERVICE)
        self.wait_for("created")
        self.machine.run("runuser", "-u", "netbird-idp-sync-pull", "--", "git", "-C", "/srv/upstream", "-c", "user.name=Ada",
                         "-c", "user.email=ada@example.com", "commit", "--quiet", "--allow-empty", "--message", "two")
        self.systemctl("start", PULL)
        commit = self.machine.run("runuser", "-u", "netbird-idp-sync-pull", "--", "git", "-C", "/srv/upstream",
                                  "rev-parse", "HEAD").stdout.strip()
        self.assertEqual(json.loads(self.ask("status", "--json")[0])["config"]["revision"], commit)
        reading = self.machine.run("runuser", "-u", "netbird-idp-sync-pull", "--", "cat", "/etc/netbird-idp-sync/token",
                                   check=False)
        self.assertNotEqual(reading.returncode, 0)

    def ask(self, *command, user=None):
        """What a command prints, and its exit code; `user` is in the daemon's group and nothing else."""
        program = ["netbird-idp-sync", *command]
        if user:
            program = ["setpriv", f"--reuid={user}", "--regid=nogroup", "--groups=netbird-idp-sync", *program]
        done = self.machine.run(*program, check=False)
        return done.stdout, done.returncode

    def test_AReloadReturnsItsOutcome(self):
        if not self.boot():
            return
        self.systemctl("start", SERVICE)
        self.wait_for("pass_done")
        self.systemctl("reload", SERVICE)
        said, code = self.ask("status", "--json")
        self.assertEqual((json.loads(said)["passes"], code), (2, 0))
        self.path("/etc/netbird-idp-sync/config.yaml").write_text("version: 2\n", encoding="utf-8")
        self.assertNotEqual(self.machine.run("systemctl", "reload", SERVICE, check=False).returncode, 0)
        self.assertEqual(self.property("ActiveState"), "active")

    def test_TheGroupMayAskForTheStatusAlone(self):
        if not self.boot():
            return
        self.systemctl("start", SERVICE)
        self.wait_for("pass_done")
        socket = "/run/netbird-idp-sync/control.sock"
        self.assertEqual(self.machine.run("stat", "--format=%a %U:%G", socket).stdout.strip(),
                         "660 netbird-idp-sync:netbird-idp-sync")
        self.assertEqual(self.ask("status", user="nobody")[1], 0)
        for command in ("reload", "pause", "resume", "ack-restart"):
            said, code = self.ask(command, user="nobody")
            self.assertEqual(code, 1)
            self.assertIn("is for root and the daemon's own user", said)

    def command(self, *arguments):
        """The program, run by root of the machine."""
        return self.machine.run("netbird-idp-sync", *arguments, check=False)

    def test_ImportOfRootWritesFilesThatTheDaemonReads(self):
        if not self.boot():
            return
        self.assertEqual(self.command("apply").returncode, 0)
        configuration = self.path("/etc/netbird-idp-sync/config.yaml")
        declared = json.loads(configuration.read_text(encoding="utf-8"))
        del declared["identity_providers"]
        configuration.write_text(json.dumps(declared), encoding="utf-8")
        imported = self.command("import", "--write", "/etc/netbird-idp-sync/providers.d")
        self.assertEqual(imported.returncode, 0, imported.stdout)
        file = "/etc/netbird-idp-sync/providers.d/pocket-id.yaml"
        seen = self.machine.run("stat", "--format=%U:%G %a", file).stdout.strip()
        self.assertEqual(seen, "root:netbird-idp-sync 640")
        self.machine.run("runuser", "-u", "netbird-idp-sync", "--", "cat", file)
        owner = self.machine.run("find", "/var/lib/netbird-idp-sync", "-user", "root").stdout
        self.assertEqual(owner, "")

    def test_CheckOfRootNamesWhatTheDaemonCannotRead(self):
        if not self.boot():
            return
        self.assertEqual(self.command("check").returncode, 0)
        self.machine.run("chown", "root:root", "/etc/netbird-idp-sync/secret")
        checked = self.command("check")
        self.assertEqual(checked.returncode, 78)
        self.assertIn("identity_providers.pocket-id.client_secret: /etc/netbird-idp-sync/secret cannot be read by "
                      "netbird-idp-sync, the user of the daemon; run: chgrp netbird-idp-sync "
                      "/etc/netbird-idp-sync/secret && chmod g+r /etc/netbird-idp-sync/secret",
                      checked.stdout + (checked.stderr or ""))
        self.machine.run("sh", "-c", "chgrp netbird-idp-sync /etc/netbird-idp-sync/secret && "
                                     "chmod g+r /etc/netbird-idp-sync/secret")
        self.assertEqual(self.command("check").returncode, 0)

    def test_AnInstanceLivesBesideTheFirst(self):
        if not self.boot():
            return
        instance = "netbird-idp-sync@second.service"
        self.configure("/etc/netbird-idp-sync/second")
        self.systemctl("start", SERVICE, instance)
        self.wait_for("pass_done")
        self.wait_for("pass_done", service=instance)
        self.assertTrue(self.path("/var/lib/netbird-idp-sync/second/ledger.json").exists())
        self.assertEqual(self.ask("status", "--instance", "second")[1], 0)
        self.systemctl("reload", instance)
        self.systemctl("stop", SERVICE)
        self.assertEqual(self.ask("status", "--instance", "second")[1], 0)
        self.assertEqual(self.ask("status")[1], 1)
        self.assertEqual(self.property("ActiveState", instance), "active")


if __name__ == "__main__":
    unittest.main()
