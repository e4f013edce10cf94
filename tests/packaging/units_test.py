"""The systemd units, as systemd itself judges them; no systemd needs to run.

Takes from the environment: SOURCE (the repository), PROGRAM (built).
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SYSTEMD = Path(os.environ["SOURCE"]) / "systemd"
UNITS = ["netbird-idp-sync.service", "netbird-idp-sync@.service"]
RESTART_UNITS = ["netbird-idp-sync-restart-netbird.service", "netbird-idp-sync-restart-netbird@.service"]
RESTART_PATHS = ["netbird-idp-sync-restart-netbird.path", "netbird-idp-sync-restart-netbird@.path"]
PULL_SERVICE = "netbird-idp-sync-pull.service"
PULL_UNITS = [PULL_SERVICE, "netbird-idp-sync-pull.timer"]
SCRIPT = SYSTEMD / "restart-netbird"
PULL = SYSTEMD / "pull-configuration"
MOST_EXPOSURE = 12  # in tenths


def analyze(*arguments):
    """Everything that systemd-analyze says, and its exit code."""
    done = subprocess.run(["systemd-analyze", *arguments], check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout, done.returncode


def settings(unit):
    """The lines that mean something."""
    lines = (SYSTEMD / unit).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


class Units(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        for unit in UNITS:
            text = (SYSTEMD / unit).read_text(encoding="utf-8")
            self.assertIn("ExecStart=/usr/bin/netbird-idp-sync run ", text)
            (self.directory / unit).write_text(text.replace("/usr/bin/netbird-idp-sync", os.environ["PROGRAM"]),
                                               encoding="utf-8")

        for unit in RESTART_UNITS + RESTART_PATHS:
            text = (SYSTEMD / unit).read_text(encoding="utf-8")
            (self.directory / unit).write_text(text.replace("/usr/lib/netbird-idp-sync/restart-netbird", str(SCRIPT)),
                                               encoding="utf-8")

        for unit in PULL_UNITS:
            text = (SYSTEMD / unit).read_text(encoding="utf-8")
            (self.directory / unit).write_text(text.replace("/usr/lib/netbird-idp-sync/pull-configuration", str(PULL)),
                                               encoding="utf-8")

    def drop_in(self, unit, example):
        """What the example says once its settings are not behind a # any more."""
        drop_ins = self.directory / f"{unit}.d"
        drop_ins.mkdir()
        text = (SYSTEMD / example).read_text(encoding="utf-8")
        (drop_ins / example).write_text(re.sub("^#(?=[A-Z][A-Za-z]+=)", "", text, flags=re.MULTILINE), encoding="utf-8")

    def assert_valid(self, unit):
        said, code = analyze("verify", "--man=no", str(self.directory / unit))
        # The units of the machine itself are read as well.
        ours = [line for line in said.splitlines() if "netbird-idp-sync" in line]
        self.assertEqual((ours, code), ([], 0), said)

    def test_UnitsAreValid(self):
        for unit in UNITS + RESTART_UNITS + RESTART_PATHS + PULL_UNITS:
            with self.subTest(unit):
                self.assert_valid(unit)

    def test_UnitsBoundTheMemoryOfTheDaemon(self):
        for unit in UNITS:
            with self.subTest(unit):
                self.assertIn("MemoryMax=256M", settings(unit))

    def test_UnitsThatRestartNetBirdTakeTheExample(self):
        drop_ins = self.directory / f"{RESTART_UNITS[0]}.d"
        drop_ins.mkdir()
        example = (SYSTEMD / "restart-netbird.conf").read_text(encoding="utf-8")
        (drop_ins / "restart.conf").write_text(re.sub("^#(?=Environment)", "", example, flags=re.MULTILINE),
                                               encoding="utf-8")
        self.assert_valid(RESTART_UNITS[0])

    def test_UnitsTakeTheCredentialsOfTheExample(self):
        drop_ins = self.directory / f"{UNITS[0]}.d"
        drop_ins.mkdir()
        example = (SYSTEMD / "credentials.conf").read_text(encoding="utf-8")
        (drop_ins / "credentials.conf").write_text(re.sub("^#(?=Load)", "", example, flags=re.MULTILINE),
                                                   encoding="utf-8")
        self.assert_valid(UNITS[0])

    def test_UnitsTakeTheOtherExamples(self):
        for unit, example in ((PULL_SERVICE, "pull.conf"), (UNITS[0], "commands.conf")):
            with self.subTest(example):
                self.drop_in(unit, example)
                self.assert_valid(unit)

    def test_UnitsRunNoProgramForASecretUnlessADropInSaysSo(self):
        for unit in UNITS:
            with self.subTest(unit):
                self.assertIn("Environment=IDPSYNC_COMMANDS=off", settings(unit))
        self.assertIn("Environment=IDPSYNC_COMMANDS=on", settings("commands.conf"))

    def test_ExposureIsAtMost1Point2(self):
        for unit in UNITS + RESTART_UNITS + [PULL_SERVICE]:
            with self.subTest(unit):
                said, code = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSURE}",
                                     str(self.directory / unit))
                self.assertEqual(code, 0, said)

    def test_InstancesDifferOnlyInTheirDirectories(self):
        one = [line for line in settings(UNITS[0]) if not line.startswith("RuntimeDirectoryPreserve=")]
        instance = [line.replace(" (%i)", "").replace("/%i", "") for line in settings(UNITS[1])]
        self.assertEqual(instance, one)

    def test_InstancesThatRestartNetBirdDifferOnlyInTheirDirectories(self):
        for one, instance in ((RESTART_UNITS[0], RESTART_UNITS[1]), (RESTART_PATHS[0], RESTART_PATHS[1])):
            lines = [line.replace(" (%i)", "").replace(" --instance %i", "").replace("/%i", "")
                     for line in settings(instance)]
            self.assertEqual(lines, settings(one))


if __name__ == "__main__":
    unittest.main()
