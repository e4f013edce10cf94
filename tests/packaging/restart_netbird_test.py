"""systemd/restart-netbird, which runs as root: with a daemon, a NetBird and a clock that are made up.

Takes from the environment: SOURCE (the repository).
"""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(os.environ["SOURCE"]) / "systemd/restart-netbird"

# Stands in for a program: notes how it was called, does what a test put into NAME.does, ends as NAME.exit says.
STAND_IN = """#!/bin/sh
name=$(basename "$0")
here=$(dirname "$0")
echo "$name $*" >> "$here/calls"
if [ -e "$here/$name.does" ]; then . "$here/$name.does"; fi
exit 0
"""


class RestartNetBird(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        self.marker = self.directory / "restart-needed"
        for name in ("netbird-idp-sync", "restart", "sleep"):
            (self.directory / name).write_text(STAND_IN, encoding="utf-8")
            (self.directory / name).chmod(0o755)
        # As the daemon does when it is told.
        self.does("netbird-idp-sync", f'if [ "$1" = ack-restart ]; then rm -f "{self.marker}"; fi')

    def does(self, name, script):
        (self.directory / f"{name}.does").write_text(script + "\n", encoding="utf-8")

    def run_script(self, *options, command="restart now"):
        environment = {"PATH": f"{self.directory}:/usr/bin:/bin"}
        if command is not None:
            environment["RESTART"] = command
        done = subprocess.run([str(SCRIPT), str(self.marker), *options], check=False, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env=environment, timeout=60)
        return done.returncode, done.stderr

    def calls(self):
        calls = self.directory / "calls"
        return calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []

    def restarts(self):
        return [call for call in self.calls() if call.startswith("restart ")]

    def test_RestartsAndAcknowledgesItsNumber(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.calls()[-3:],
                         ["restart now", "netbird-idp-sync ack-restart --generation 7", "sleep 1800"])

    def test_AcknowledgesWhenTheRestartFailed(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.does("restart", "exit 5")
        code, said = self.run_script()
        self.assertEqual(code, 0)
        self.assertIn("failed with 5", said)
        self.assertIn("netbird-idp-sync ack-restart --generation 7", self.calls())

    def test_DoesNothingWithoutAMarker(self):
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.calls(), [])

    def test_TakesNothingButANumberFromTheMarker(self):
        for text in ("", "\n", "7; touch x\n", "$(touch x)\n", "-7\n", "7 8\n", "7\n8\n", "../x\n", "\0\n"):
            with self.subTest(text):
                self.marker.write_text(text, encoding="utf-8")
                code, said = self.run_script()
                self.assertEqual((code, said, self.calls()), (0, "", []))

    def test_FollowsNoLink(self):
        elsewhere = self.directory / "elsewhere"
        elsewhere.write_text("7\n", encoding="utf-8")
        self.marker.symlink_to(elsewhere)
        self.assertEqual((self.run_script()[0], self.calls()), (0, []))
        self.marker.unlink()
        os.mkfifo(self.marker)
        self.assertEqual((self.run_script()[0], self.calls()), (0, []))

    def test_AsksTheDaemonForAFreshLookFirst(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.does("netbird-idp-sync", f'if [ "$1" = reload ]; then rm "{self.marker}"; fi')
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.restarts(), [])

    def test_RefusesWhenTheDaemonDoesNotAnswer(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.does("netbird-idp-sync", "exit 1")
        code, said = self.run_script()
        self.assertEqual(code, 1)
        self.assertIn("the daemon does not answer", said)
        self.assertEqual(self.restarts(), [])

    def test_RefusesWithoutACommand(self):
        self.marker.write_text("7\n", encoding="utf-8")
        code, said = self.run_script(command=None)
        self.assertEqual(code, 78)
        self.assertIn("no command", said)
        self.assertEqual(self.calls(), [])

    def test_WaitsHalfAnHourBeforeTheNextRestart(self):
        self.marker.write_text("7\n", encoding="utf-8")
        # More is written while it waits, once.
        self.does("sleep", f'if [ ! -e "{self.directory}/again" ]; then touch "{self.directory}/again"; '
                           f'echo 8 > "{self.marker}"; fi')
        self.assertEqual(self.run_script()[0], 0)
        relevant = [call for call in self.calls() if call.startswith(("restart ", "sleep ")) or "ack" in call]
        self.assertEqual(relevant,
                         ["restart now", "netbird-idp-sync ack-restart --generation 7", "sleep 1800",
                          "restart now", "netbird-idp-sync ack-restart --generation 8", "sleep 1800"])

    def test_NamesTheInstance(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.run_script("--instance", "office")
        self.assertIn("netbird-idp-sync ack-restart --generation 7 --instance office", self.calls())
        self.assertIn("netbird-idp-sync reload --instance office", self.calls())


if __name__ == "__main__":
    unittest.main()
