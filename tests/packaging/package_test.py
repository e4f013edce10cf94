"""The Debian package, packed from the build as it is, and what dpkg does with it in a scratch root.

Runs under fakeroot, so that owners can be set and seen. Takes from the environment: PACKAGES (where the package
is packed to), BUILD (the build directory), SOURCE (the repository), CPACK, VERSION.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.append(os.environ["SOURCE"] + "/tests/repository")
import links  # noqa: E402

PACKAGES = Path(os.environ["PACKAGES"])
NAME = "netbird-idp-sync"

# Beside the examples and pages of /usr/share/doc.
FILES = """
drwxr-x--- etc/netbird-idp-sync/
drwxr-x--- etc/netbird-idp-sync/providers.d/
drwxr-x--- etc/netbird-idp-sync/secrets/
-rwxr-xr-x usr/bin/netbird-idp-sync
-rwxr-xr-x usr/lib/netbird-idp-sync/pull-configuration
-rwxr-xr-x usr/lib/netbird-idp-sync/restart-netbird
-rwxr-xr-x usr/lib/netbird-idp-sync/server-readback
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-pull.service
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-pull.timer
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-restart-netbird.path
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-restart-netbird.service
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-restart-netbird@.path
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync-restart-netbird@.service
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync.service
-rw-r--r-- usr/lib/systemd/system/netbird-idp-sync@.service
-rw-r--r-- usr/lib/sysusers.d/netbird-idp-sync.conf
-rw-r--r-- usr/lib/tmpfiles.d/netbird-idp-sync.conf
-rw-r--r-- usr/share/bash-completion/completions/netbird-idp-sync
-rw-r--r-- usr/share/fish/vendor_completions.d/netbird-idp-sync.fish
-rw-r--r-- usr/share/man/man8/netbird-idp-sync.8.gz
-rw-r--r-- usr/share/netbird-idp-sync/config.yaml
-rw-r--r-- usr/share/netbird-idp-sync/netbird-idp-sync.schema.json
-rw-r--r-- usr/share/zsh/vendor-completions/_netbird-idp-sync
""".strip().splitlines()
PAGES = {"README.md", "changelog.gz", "commands.md", "configuration.md", "copyright", "index.md", "installing.md", "ledger.md",
         "metrics.md", "recovery.md", "reconciling.md", "examples/alerts.yml", "examples/config.yaml", "examples/commands.conf", "examples/credentials.conf",
         "examples/grafana-dashboard.json", "examples/grafana-fleet.json", "examples/pocketid.yaml", "examples/pull.conf", "gitops.md", "examples/restart-netbird.conf", "providers/pocket-id.md"}

# Stands in for systemctl and deb-systemd-invoke. What is asked of it ends up in a file.
SYSTEMD = """#!/bin/sh
echo "${0##*/} $*" >>"$CALLS"
case $1 in list-units) printf '%s loaded active running A unit\\n' $RUNNING ;; esac
"""


def run(*command, text=True, **options):
    return subprocess.run(command, check=True, text=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, **options).stdout


def package():
    (found,) = PACKAGES.glob("*.deb")
    return found


class Built(unittest.TestCase):
    def test_IsBuilt(self):
        shutil.rmtree(PACKAGES, ignore_errors=True)
        run(os.environ["CPACK"], "--config", f"{os.environ['BUILD']}/CPackConfig.cmake", "-B", str(PACKAGES))
        shutil.rmtree(PACKAGES / "_CPack_Packages")
        self.assertRegex(package().name, rf"^{NAME}_{re.escape(os.environ['VERSION'])}_[a-z0-9]+\.deb$")


class Package(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.scratch = Path(directory.name)
        self.root = self.scratch / "root"
        for name in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "etc/systemd/system"):
            (self.root / name).mkdir(parents=True)
        for name in ("status", "available"):
            (self.root / "var/lib/dpkg" / name).touch()

    def program(self, name, text):
        """Puts a program in front of the system's own."""
        path = self.write(self.scratch / "programs" / name, text)
        path.chmod(0o755)

    def dpkg(self, *arguments, running=()):
        """dpkg on the scratch root; the maintainer scripts take DPKG_ROOT. Gives what was asked of systemd."""
        for name in ("systemctl", "deb-systemd-invoke"):
            self.program(name, SYSTEMD)
        programs = self.scratch / "programs"
        calls = self.scratch / "calls"
        calls.write_text("", encoding="utf-8")
        self.said = run("dpkg", f"--root={self.root}", f"--log={os.devnull}", "--force-script-chrootless", "--force-depends",
            *arguments,
            env={**os.environ, "PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin", "CALLS": str(calls),
                 "RUNNING": " ".join(running)})
        return [call for call in calls.read_text(encoding="utf-8").splitlines() if " list-units " not in call]

    def boot(self):
        """From now on systemd runs in the scratch root."""
        (self.root / "run/systemd/system").mkdir(parents=True)

    def install(self, running=()):
        return self.dpkg("--install", str(package()), running=running)

    def mode_and_owner(self, name):
        """As in "0640 root:netbird-idp-sync", by the users of the scratch root."""
        status = (self.root / name).lstat()
        names = {0: "root"}
        for file in ("passwd", "group"):
            for line in (self.root / "etc" / file).read_text(encoding="utf-8").splitlines():
                fields = line.split(":")
                names[int(fields[2])] = fields[0]
        return f"{stat.S_IMODE(status.st_mode):04o} {names[status.st_uid]}:{names[status.st_gid]}"

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def test_HoldsTheseFiles(self):
        lines = [line.split(None, 5) for line in run("dpkg-deb", "--contents", str(package())).splitlines()]
        self.assertEqual({fields[1] for fields in lines}, {"root/root"})
        documents = "./usr/share/doc/netbird-idp-sync/"
        files = sorted((fields[5][2:], fields[0]) for fields in lines if not fields[5].startswith(documents))
        found = [f"{mode} {name}" for name, mode in files if not mode.startswith("drwxr-xr-x")]
        self.assertEqual(sorted(found), sorted(FILES))
        pages = {fields[5][len(documents):] for fields in lines if fields[5].startswith(documents)}
        self.assertEqual(PAGES - pages, set())

    def test_SaysWhatItNeeds(self):
        def field(name):
            return run("dpkg-deb", "--field", str(package()), name).strip()

        self.assertEqual(field("Package"), NAME)
        self.assertEqual(field("Version"), os.environ["VERSION"])
        for library in ("libc6", "libssl3"):
            self.assertRegex(field("Depends"), rf"\b{library} \(>= [0-9.]+\)")
        self.assertIn("systemd", field("Depends"))

    def test_HasNoFileThatAnUpgradeAsksAbout(self):
        controls = run("dpkg-deb", "--ctrl-tarfile", str(package()), text=False).decode("latin-1")
        self.assertNotIn("conffiles", controls)
        self.assertNotIn(" ./etc/netbird-idp-sync/config.yaml", run("dpkg-deb", "--contents", str(package())))

    def test_HasNoDeadLink(self):
        run("dpkg-deb", "--extract", str(package()), str(self.scratch / "unpacked"))
        self.assertEqual(list(links.problems(self.scratch / "unpacked/usr/share/doc/netbird-idp-sync")), [])

    def test_InstallsWithItsUserAndDirectories(self):
        self.assertEqual(self.install(), [])
        self.assertEqual(self.mode_and_owner("var/lib/netbird-idp-sync"), f"0700 {NAME}:{NAME}")
        self.assertEqual(self.mode_and_owner("etc/netbird-idp-sync/config.yaml"), f"0640 root:{NAME}")
        for directory in ("", "/providers.d", "/secrets"):
            self.assertEqual(self.mode_and_owner("etc/netbird-idp-sync" + directory), f"0750 root:{NAME}")

    def test_NeitherEnablesNorStarts(self):
        self.boot()
        self.assertEqual(self.install(), ["systemctl daemon-reload"])
        self.assertEqual(list((self.root / "etc/systemd/system").iterdir()), [])

    def test_LeavesOwnersToTheOperatorAfterwards(self):
        self.install()
        (self.root / "etc/netbird-idp-sync").chmod(0o755)
        self.install()
        self.assertEqual(self.mode_and_owner("etc/netbird-idp-sync"), f"0755 root:{NAME}")

    def test_AnUpgradeRestartsWhatRuns(self):
        self.boot()
        self.install()
        units = ["netbird-idp-sync.service", "netbird-idp-sync@office.service"]
        self.assertEqual(self.install(running=units),
                         ["systemctl daemon-reload", "deb-systemd-invoke restart " + " ".join(units)])
        self.assertEqual(self.install(), ["systemctl daemon-reload"])

    def test_AnUpgradeKeepsConfigurationAndLedger(self):
        self.install()
        kept = [self.write("etc/netbird-idp-sync/config.yaml", "version: 1\n"),
                self.write("var/lib/netbird-idp-sync/ledger.json", "{}\n")]
        before = [path.read_text(encoding="utf-8") for path in kept]
        self.install()
        self.assertEqual([path.read_text(encoding="utf-8") for path in kept], before)

    def test_RemovalStopsAndKeepsConfigurationAndLedger(self):
        self.boot()
        self.install()
        kept = [self.write("var/lib/netbird-idp-sync/ledger.json", "{}\n"),
                self.root / "etc/netbird-idp-sync/config.yaml"]
        self.assertEqual(self.dpkg("--remove", NAME),
                         ["systemctl stop netbird-idp-sync-restart-netbird* netbird-idp-sync-pull* netbird-idp-sync.service "
                          "netbird-idp-sync@*.service",
                          "systemctl daemon-reload"])
        self.assertFalse((self.root / "usr/bin/netbird-idp-sync").exists())
        self.assertEqual([path.exists() for path in kept], [True, True])

    def test_AnUpgradeAsksNothingAboutAnEditedConfiguration(self):
        """Also from a package that had config.yaml as a file of its own."""
        former = self.scratch / "former"
        self.write(former / "etc/netbird-idp-sync/config.yaml", "version: 1  # as it was shipped\n")
        self.write(former / "DEBIAN/conffiles", "/etc/netbird-idp-sync/config.yaml\n")
        self.write(former / "DEBIAN/control", f"Package: {NAME}\nVersion: 0.0.1\nArchitecture: all\n"
                   "Maintainer: nobody <nobody@localhost>\nDescription: what was installed before\n")
        run("dpkg-deb", "--build", str(former), str(self.scratch / "former.deb"))
        self.dpkg("--install", str(self.scratch / "former.deb"))
        configuration = self.write("etc/netbird-idp-sync/config.yaml", "version: 1  # edited\n")
        self.install()
        self.install()
        self.assertEqual(configuration.read_text(encoding="utf-8"), "version: 1  # edited\n")
        self.assertEqual([path.name for path in configuration.parent.glob("config.yaml*")], ["config.yaml"])

    def test_InstallsWhereNoDocumentationIs(self):
        """Images leave /usr/share/doc out."""
        self.dpkg("--path-exclude=/usr/share/doc/*", "--install", str(package()))
        self.assertTrue((self.root / "etc/netbird-idp-sync/config.yaml").exists())

    def test_InstallsWhereSystemdCannotWork(self):
        """In a root without /proc, systemd-sysusers and systemd-tmpfiles fail."""
        for name in ("systemd-sysusers", "systemd-tmpfiles"):
            self.program(name, "#!/bin/sh\necho 'no /proc' >&2\nexit 1\n")
        for name in ("passwd", "group", "shadow", "gshadow"):
            self.write(f"etc/{name}", "")
        self.install()
        self.assertEqual(run("dpkg-query", f"--admindir={self.root}/var/lib/dpkg", "--show",
                             "--showformat=${Status}", NAME), "install ok installed")
        self.assertEqual(self.mode_and_owner("var/lib/netbird-idp-sync"), f"0700 {NAME}:{NAME}")
        self.assertEqual(self.mode_and_owner("etc/netbird-idp-sync/config.yaml"), f"0640 root:{NAME}")
        (line,) = (self.root / "etc/passwd").read_text(encoding="utf-8").splitlines()
        self.assertTrue(line.endswith(":/usr/sbin/nologin"), line)

    def test_PurgeTakesWhatTheDaemonWroteAndNamesTheRest(self):
        self.install()
        wants = "etc/systemd/system/multi-user.target.wants"
        gone = [self.write("var/lib/netbird-idp-sync/office/ledger.json", "{}\n"),
                self.write(f"{wants}/netbird-idp-sync.service", ""),
                self.write(f"{wants}/netbird-idp-sync@office.service", ""),
                self.root / "etc/netbird-idp-sync/config.yaml",
                self.root / "var/lib/netbird-idp-sync",
                self.write(f"var/lib/{NAME}-pull/checkout/netbird/config.yaml", "version: 1\n"),
                self.root / f"var/lib/{NAME}-pull"]
        kept = [self.write("etc/netbird-idp-sync/token", "nbp_x\n"),
                self.write("etc/netbird-idp-sync/secrets/pocket-id", "not-a-real-secret\n"),
                self.write(f"{wants}/other.service", "")]
        self.dpkg("--purge", NAME)
        self.assertEqual([path for path in gone if path.exists()], [])
        self.assertEqual([path.exists() for path in kept], [True, True, True])
        for name in ("/etc/netbird-idp-sync/token", "/etc/netbird-idp-sync/secrets/pocket-id", "revoke"):
            self.assertIn(name, self.said)
        self.assertNotIn("nbp_x", self.said)

    def test_PurgeOfWhatNobodyTouchedLeavesNothing(self):
        self.install()
        self.dpkg("--purge", NAME)
        self.assertFalse((self.root / "etc/netbird-idp-sync").exists())
        self.assertNotIn("are left", self.said)

    def test_AHalfConfiguredPackageIsPurgedCleanly(self):
        for name in ("systemd-sysusers", "useradd", "groupadd"):
            self.program(name, "#!/bin/sh\nexit 1\n")
        with self.assertRaises(subprocess.CalledProcessError):
            self.install()
        self.dpkg("--purge", NAME)
        self.assertFalse((self.root / "etc/netbird-idp-sync").exists())
        self.assertFalse((self.root / "var/lib/netbird-idp-sync").exists())


if __name__ == "__main__":
    unittest.main()
