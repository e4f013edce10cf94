"""The container image, unpacked and run as a container's manager would, against the sandbox. Needs root, for mounts.

usage: image_test.py IMAGE.docker.tar NETBIRD-SANDBOX [RUNNER]
  RUNNER  what runs the program where it is for another processor, as qemu-aarch64-static
"""

import gzip
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

IN_ROOT = Path(__file__).with_name("in_root.sh")
TOKEN = "nbp_imageimageimageimageimageimage0001cwKv"
LARGEST = 25 * 2 ** 20  # bytes, compressed
USER = 65532
CONFIGURATION = """version: 1
management:
  url: {url}
  token: {{file: secrets/token}}
identity_providers:
  corp:
    type: oidc
    name: Corp
    issuer: {issuer}
    client_id: netbird
    client_secret: {{file: secrets/corp}}
"""


def read_image(path):
    """The configuration, and the layers unpacked from gzip."""
    with tarfile.open(path) as archive:
        (manifest,) = json.load(archive.extractfile("manifest.json"))
        packed = [archive.extractfile(name).read() for name in manifest["Layers"]]
        return json.load(archive.extractfile(manifest["Config"])), packed


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Path(tempfile.mkdtemp(prefix="netbird-idp-sync-image."))
        cls.place.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.place)
        cls.description, cls.packed = read_image(IMAGE)
        cls.root = cls.place / "root"
        for layer in cls.packed:
            with tarfile.open(fileobj=io.BytesIO(gzip.decompress(layer))) as archive:
                archive.extractall(cls.root, numeric_owner=True)
        if RUNNER:
            shutil.copy(shutil.which(RUNNER), cls.root / "runner")

    def setUp(self):
        directory = tempfile.TemporaryDirectory(dir=self.place)
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        self.directory.chmod(0o755)
        self.start_sandbox()
        self.write("config/config.yaml", CONFIGURATION.format(url=self.url, issuer=self.issuer))
        self.write("config/secrets/token", TOKEN)
        self.write("config/secrets/corp", "not-a-real-secret")
        for name, mode in (("state", 0o700), ("run", 0o755)):
            (self.directory / name).mkdir(mode=mode)
            os.chown(self.directory / name, USER, USER)

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for one, mode in ((path, 0o640), (path.parent, 0o750)):
            os.chown(one, 0, USER)
            one.chmod(mode)

    def start_sandbox(self, *options):
        sandbox = subprocess.Popen([SANDBOX, "--max-seconds", "300", "--token", TOKEN + ":owner", "--provider",
                                    "oidc-provider=corp", "--until-stdin-closes", *options],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(sandbox.wait)
        self.addCleanup(sandbox.stdin.close)
        self.addCleanup(sandbox.stdout.close)
        self.issuer = sandbox.stdout.readline().split()[-1]
        self.url = sandbox.stdout.readline().split()[-1]

    def command(self, *arguments):
        directories = [self.directory / name for name in ("config", "state", "run")]
        runner = ["/runner"] if RUNNER else []
        (program,) = self.description["config"]["Entrypoint"]
        return [IN_ROOT, self.root, *directories, *runner, program, *arguments]

    def ask(self, *arguments):
        done = subprocess.run(self.command(*arguments), check=False, text=True, stdin=subprocess.DEVNULL, env={},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(f"$ netbird-idp-sync {' '.join(arguments)}\n{done.stdout.rstrip()}\n(exit code {done.returncode})\n", flush=True)
        return done.returncode

    def test_IsSmall(self):
        size = sum(map(len, self.packed))
        print(f"{size / 2 ** 20:.1f} MiB compressed")
        self.assertLessEqual(size, LARGEST)

    def test_HoldsOneProgram(self):
        names = {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                 if path.is_file() and not path.is_symlink() and os.access(path, os.X_OK) and path.name != "runner"}
        libraries = {name for name in names if ".so" in name}
        self.assertEqual(names - libraries, {"usr/bin/netbird-idp-sync", "usr/lib/netbird-idp-sync/server-readback"})
        # On some processors the compiler does without libm.
        self.assertEqual({Path(name).name.split(".so")[0] for name in libraries} - {"ld-linux-x86-64", "ld-linux-aarch64", "libm"},
                         {"libc", "libssl", "libcrypto"})

    def test_IsConfiguredForItsUserAndItsHealth(self):
        told = self.description["config"]
        self.assertEqual((told["User"], told["Cmd"]), (f"{USER}:{USER}", ["run"]))
        self.assertEqual(told["Healthcheck"]["Test"], ["CMD", "/usr/bin/netbird-idp-sync", "health"])
        self.assertEqual(set(told["Volumes"]), {"/var/lib/netbird-idp-sync", "/run/netbird-idp-sync"})

    def test_AppliesRunsSaysHowItIsAndStops(self):
        self.assertEqual(self.ask("--version"), 0)
        self.assertEqual(self.ask("check"), 0)
        self.assertEqual(self.ask("plan"), 2)
        self.assertEqual(self.ask("apply"), 0)
        self.assertEqual(self.ask("plan"), 0)
        self.assertEqual((self.directory / "state/ledger.json").stat().st_uid, USER)
        self.assertEqual(self.ask("health"), 1)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(str(self.directory / "run/notify"))
            os.chown(self.directory / "run/notify", USER, USER)
            notify.settimeout(60)
            daemon = subprocess.Popen(self.command(*self.description["config"]["Cmd"]), stdin=subprocess.DEVNULL,
                                      env={"NOTIFY_SOCKET": "/run/netbird-idp-sync/notify"})
            self.addCleanup(daemon.kill)
            while b"next pass in" not in notify.recv(4096):
                continue
            self.assertEqual(self.ask("health"), 0)
            self.assertEqual(self.ask("status"), 0)
            daemon.send_signal(signal.SIGTERM)
            self.assertEqual(daemon.wait(10), 0)

    def test_AWrongFileIsNamedAndEndsTheDaemon(self):
        self.write("config/config.yaml", CONFIGURATION.format(url=self.url, issuer=self.issuer).replace("issuer:", "isuer:"))
        self.assertEqual(self.ask("check"), 78)
        self.assertEqual(self.ask("run"), 78)

    def test_ItsStoreOfAuthoritiesIsUsed(self):
        """A server of an authority of its own is trusted once that is in the image's store."""
        self.start_sandbox("--tls", "--tls-ca-file", str(self.directory / "ca.pem"))
        self.write("config/config.yaml", CONFIGURATION.format(url=self.url, issuer=self.issuer))
        self.assertEqual(self.ask("plan"), 1)
        store = self.root / "etc/ssl/certs/ca-certificates.crt"
        shipped = store.read_bytes()
        self.assertGreater(shipped.count(b"BEGIN CERTIFICATE"), 100)
        self.addCleanup(store.write_bytes, shipped)
        store.write_bytes(shipped + (self.directory / "ca.pem").read_bytes())
        self.assertEqual(self.ask("plan"), 2)


if __name__ == "__main__":
    IMAGE, SANDBOX = sys.argv[1:3]
    RUNNER = sys.argv[3] if len(sys.argv) > 3 else None
    unittest.main(argv=sys.argv[:1], failfast=True)
