"""The apt repository of a release, made with a key that is thrown away, and read by apt itself with directories of its
own: nothing of this system changes. Needs apt-utils and gpg.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "release/apt_repository.sh"
NAME = "netbird-idp-sync"


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options).stdout


class AptRepository(unittest.TestCase):
    def setUp(self):
        self.place = Path(tempfile.mkdtemp(prefix="idpsync-apt."))
        self.place.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.place)
        self.environment = {**os.environ, "GNUPGHOME": str(self.place / "gnupg"), "SOURCE_DATE_EPOCH": "1700000000"}
        (self.place / "gnupg").mkdir(mode=0o700)
        self.addCleanup(subprocess.run, ["gpgconf", "--kill", "all"], check=False, env=self.environment)
        self.make_key("releaser@example.com")
        self.repository = self.place / "apt"
        packages = [self.build(architecture) for architecture in ("amd64", "arm64")]
        run(SCRIPT, self.repository, "releaser@example.com", *packages, env=self.environment)
        self.key = self.repository / f"{NAME}.asc"

    def make_key(self, who):
        run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", who, "ed25519", "sign", env=self.environment)

    def build(self, architecture):
        tree = self.place / architecture
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN/control").write_text(f"Package: {NAME}\nVersion: 1.2.3\nArchitecture: {architecture}\n"
                                             "Maintainer: nobody <nobody@localhost>\nDescription: made up\n", encoding="utf-8")
        run("dpkg-deb", "--root-owner-group", "--build", tree, self.place)
        return self.place / f"{NAME}_1.2.3_{architecture}.deb"

    def apt(self, *arguments, architecture="amd64"):
        """What apt says, and its exit code."""
        own = self.place / "own"
        for name in ("lists/partial", "archives/partial", "cache"):
            (own / name).mkdir(parents=True, exist_ok=True)
        (own / "status").touch()
        (own / "sources.list").write_text(f"deb [signed-by={self.key}] file:{self.repository} stable main\n", encoding="utf-8")
        options = [f"APT::Architecture={architecture}", f"APT::Architectures={architecture}", "APT::Sandbox::User=root",
                   f"Dir::State::Lists={own}/lists", f"Dir::State::Status={own}/status", f"Dir::Cache={own}/cache",
                   f"Dir::Cache::Archives={own}/archives", f"Dir::Etc::SourceList={own}/sources.list",
                   "Dir::Etc::SourceParts=/dev/null", "Debug::NoLocking=1", "APT::Update::Error-Mode=any"]
        done = subprocess.run(["apt-get", *(word for option in options for word in ("--option", option)), *arguments],
                              check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"})
        return done.stdout, done.returncode

    def test_AptInstallsFromItForBothArchitectures(self):
        for architecture in ("amd64", "arm64"):
            with self.subTest(architecture):
                said, code = self.apt("update", architecture=architecture)
                self.assertEqual(code, 0, said)
                self.assertNotIn("W:", said)
                said, code = self.apt("--simulate", "install", NAME, architecture=architecture)
                self.assertEqual(code, 0, said)
                self.assertIn(f"Inst {NAME} (1.2.3 {NAME}:stable [{architecture}])", said)

    def test_AnotherKeyIsRefused(self):
        self.make_key("somebody-else@example.com")
        self.key = self.place / "else.asc"
        self.key.write_text(run("gpg", "--armor", "--export", "somebody-else@example.com", env=self.environment), encoding="utf-8")
        said, code = self.apt("update")
        self.assertNotEqual(code, 0)
        self.assertIn("NO_PUBKEY", said)

    def test_AChangedIndexIsRefused(self):
        index = self.repository / "dists/stable/main/binary-amd64/Packages"
        index.with_suffix(".gz").unlink()
        index.write_text(index.read_text(encoding="utf-8").replace("made up", "changed"), encoding="utf-8")
        said, code = self.apt("update")
        self.assertNotEqual(code, 0)
        self.assertIn("Hash Sum mismatch", said)


if __name__ == "__main__":
    unittest.main()
