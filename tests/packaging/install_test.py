"""`cmake --install`, into a scratch root.

Takes from the environment: BUILD (the build directory), CMAKE.
"""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path


class Install(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)

    def install(self, prefix):
        subprocess.run([os.environ["CMAKE"], "--install", os.environ["BUILD"], "--prefix", prefix], check=True,
                       capture_output=True, env={**os.environ, "DESTDIR": str(self.root)})

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def test_NamesItsPathsUnderAnotherPrefix(self):
        self.install("/usr/local")
        self.assertFalse((self.root / "usr/bin").exists())
        self.assertTrue(os.access(self.root / "usr/local/bin/netbird-idp-sync", os.X_OK))
        self.assertIn("ExecStart=/usr/local/bin/netbird-idp-sync run --config /etc/netbird-idp-sync/config.yaml",
                      self.text("usr/local/lib/systemd/system/netbird-idp-sync.service"))
        schema = "/usr/local/share/netbird-idp-sync/netbird-idp-sync.schema.json"
        self.assertTrue((self.root / schema[1:]).exists())
        for file in ("usr/local/share/netbird-idp-sync/config.yaml", "usr/local/share/doc/netbird-idp-sync/examples/okta.yaml"):
            self.assertEqual(self.text(file).splitlines()[0], f"# yaml-language-server: $schema={schema}")

    def test_WritesNoConfigurationIntoEtc(self):
        """What is there is the operator's; a package copies it where there is none."""
        self.install("/usr")
        self.assertTrue((self.root / "usr/share/netbird-idp-sync/config.yaml").exists())
        self.assertFalse((self.root / "etc/netbird-idp-sync/config.yaml").exists())


if __name__ == "__main__":
    unittest.main()
