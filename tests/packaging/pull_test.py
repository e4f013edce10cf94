"""systemd/pull-configuration, with a real git, repositories of its own and throw-away keys.

Takes from the environment: SOURCE (the repository).
"""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(os.environ["SOURCE"]) / "systemd/pull-configuration"


class Pull(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        # Nothing of whoever runs the tests.
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": directory.name, "GIT_CONFIG_NOSYSTEM": "1"}
        for name, value in (("user.name", "Ada"), ("user.email", "ada@example.com"), ("init.defaultBranch", "main")):
            self.git(".", "config", "--global", name, value)
        self.git(".", "init", "--quiet", "upstream")
        self.commit("one")
        self.git(".", "clone", "--quiet", "upstream", "checkout")

    def git(self, place, *arguments):
        return subprocess.run(["git", "-C", str(self.directory / place), *arguments], check=True, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout.strip()

    def commit(self, text, *signing):
        (self.directory / "upstream/config.yaml").write_text(text, encoding="utf-8")
        self.git("upstream", "add", "config.yaml")
        options = ["-c", f"user.signingkey={signing[0]}", "-c", f"gpg.format={signing[1]}"] if signing else []
        self.git("upstream", *options, "commit", "--quiet", "--message", text, *(["--gpg-sign"] if signing else []))

    def key(self, name):
        """A new SSH key, and its line of allowed signers."""
        file = self.directory / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
        public = Path(f"{file}.pub").read_text(encoding="utf-8")
        return str(file), f"ada@example.com {public}"

    def allow(self, line):
        signers = self.directory / "allowed_signers"
        signers.write_text(line, encoding="utf-8")
        return {"VERIFY": "ssh", "ALLOWED_SIGNERS": str(signers)}

    def pull(self, checkout="checkout", **environment):
        done = subprocess.run([str(SCRIPT), str(self.directory / checkout)], check=False, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={**self.environment, **environment}, timeout=60)
        return done.returncode, done.stderr

    def text(self):
        return (self.directory / "checkout/config.yaml").read_text(encoding="utf-8")

    def test_TakesWhatTheUpstreamHas(self):
        self.commit("two")
        marker = self.directory / "changed"
        code, said = self.pull(MARKER=str(marker))
        self.assertEqual((code, self.text()), (0, "two"))
        self.assertIn(f"-> {self.git('upstream', 'rev-parse', 'HEAD')}", said)
        self.assertTrue(marker.exists())

    def test_SaysNothingWhenNothingIsNew(self):
        marker = self.directory / "changed"
        self.assertEqual(self.pull(MARKER=str(marker)), (0, ""))
        self.assertFalse(marker.exists())

    def test_TakesNoHistoryThatWasRewritten(self):
        self.commit("two")
        self.assertEqual(self.pull()[0], 0)
        self.git("upstream", "reset", "--quiet", "--hard", "HEAD~1")
        self.commit("another two")
        code, said = self.pull()
        self.assertEqual((code, self.text()), (1, "two"))
        self.assertIn("nothing is taken", said)

    def test_TakesOnlySignedCommitsWhereThatIsAsked(self):
        key, line = self.key("key")
        other, _ = self.key("other")
        allowed = self.allow(line)
        self.commit("unsigned")
        self.assertEqual((self.pull(**allowed)[0], self.text()), (1, "one"))
        self.commit("signed by somebody else", other, "ssh")
        code, said = self.pull(**allowed)
        self.assertEqual((code, self.text()), (1, "one"))
        self.assertIn("has no signature that counts: nothing is taken", said)
        self.commit("signed", key, "ssh")
        self.assertEqual((self.pull(**allowed)[0], self.text()), (0, "signed"))

    def test_RefusesAnotherKindOfSignature(self):
        key, _ = self.key("key")
        self.commit("signed", key, "ssh")
        keyring = self.directory / "gnupg"
        keyring.mkdir(mode=0o700)
        self.assertEqual((self.pull(VERIFY="gpg", GNUPGHOME=str(keyring))[0], self.text()), (1, "one"))

    def test_RefusesWhenItIsNotSetUp(self):
        self.commit("two")
        for environment, said in (({"VERIFY": "yes"}, "write no, ssh or gpg"),
                                  ({"VERIFY": "ssh"}, "needs ALLOWED_SIGNERS"),
                                  ({"VERIFY": "gpg"}, "needs GNUPGHOME")):
            with self.subTest(said):
                code, text = self.pull(**environment)
                self.assertEqual((code, self.text()), (78, "one"))
                self.assertIn(said, text)
        self.assertEqual(self.pull("missing")[0], 78)

    def test_RunsNoHook(self):
        hook = self.directory / "checkout/.git/hooks/post-merge"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {self.directory}/hook-ran\n", encoding="utf-8")
        hook.chmod(0o755)
        self.commit("two")
        self.assertEqual((self.pull()[0], self.text()), (0, "two"))
        self.assertFalse((self.directory / "hook-ran").exists())


if __name__ == "__main__":
    unittest.main()
