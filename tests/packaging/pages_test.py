"""The how-to pages: what they tell people to write is what `check` takes.

Takes from the environment: SOURCE (the repository), PROGRAM (built).
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

DOCS = Path(os.environ["SOURCE"]) / "docs"
PAGES = sorted([*(DOCS / "providers").glob("*.md"), *DOCS.glob("from-*.md"), DOCS / "README.md", DOCS / "standalone.md"])
PLAIN = [*PAGES, *(DOCS / name for name in ("commands.md", "configuration.md", "installing.md", "recovery.md", "which-setup.md"))]
YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
MANAGEMENT = "version: 1\nmanagement: {url: https://netbird.acme.test, token: {file: token}}\n"
LONGEST_SENTENCE = 40  # words


def text(page):
    return page.read_text(encoding="utf-8")


def run_check(file):
    done = subprocess.run([os.environ["PROGRAM"], "check", "--no-secrets", "--config", file, "--state-dir", file.parent / "state"],
                          check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def check(yaml):
    """What `check` says of a page's text, as one of the files that it belongs into."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        if "management:" in yaml or "standalone:" in yaml:
            (directory / "config.yaml").write_text(yaml, encoding="utf-8")
        else:
            (directory / "config.yaml").write_text(MANAGEMENT, encoding="utf-8")
            (directory / "providers.d").mkdir()
            (directory / "providers.d/page.yaml").write_text(yaml, encoding="utf-8")
        return run_check(directory / "config.yaml")


def sentences(page):
    """The running text of a page; a row of a table, an item of a list and a heading are texts of their own."""
    for line in FENCE.sub("", text(page)).splitlines():
        for cell in line.split("|"):
            yield from re.split(r"(?<=[.:!?;])\s+", re.sub(r"\]\([^)]*\)", "]", cell))


class Pages(unittest.TestCase):
    def test_CheckTakesTheYamlOfEveryPage(self):
        blocks = [(page.name, yaml) for page in PAGES for yaml in YAML.findall(text(page))]
        self.assertGreaterEqual(len(blocks), 12)
        for name, yaml in blocks:
            with self.subTest(name):
                code, said = check(yaml)
                self.assertEqual(code, 0, said)
                complaints = [line for line in said.splitlines() if "of the examples" not in line]
                self.assertEqual(len(complaints), 1, said)  # "ok: 1 provider declared …"

    def test_CheckTakesTheConfigurationsOfDeploy(self):
        for place in ("compose/config", "kubernetes/overlays/example"):
            with self.subTest(place), tempfile.TemporaryDirectory() as name:
                shutil.copytree(DOCS.parent / "deploy" / place, name, dirs_exist_ok=True)
                file = Path(name) / "config.yaml"
                # In Kubernetes the providers are a directory of their own.
                file.write_text(text(file).replace("/etc/netbird-idp-sync-providers", "providers.d"), encoding="utf-8")
                code, said = run_check(file)
                self.assertEqual(code, 0, said)

    def test_EveryTypeHasAPage(self):
        pages = "".join(text(page) for page in PAGES)
        for example in (DOCS.parent / "config/examples").glob("*.yaml"):
            (kind,) = re.findall(r"^ +type: (\w+)", text(example), re.MULTILINE)
            self.assertRegex(pages, rf"(?m)^ +type: {kind}$")
            (page,) = re.findall(r"/usr/share/doc/netbird-idp-sync/(providers/.*\.md)", text(example))
            self.assertTrue((DOCS / page).exists(), page)

    def test_TheIndexNamesEveryPage(self):
        index = text(DOCS / "README.md")
        for page in sorted(DOCS.rglob("*.md")):
            name = str(page.relative_to(DOCS))
            if name not in ("README.md", "architecture.md"):
                self.assertIn(f"]({name})", index)

    def test_HasNoEndlessSentence(self):
        for page in PLAIN:
            long = [one for one in sentences(page) if len(one.split()) > LONGEST_SENTENCE]
            self.assertEqual(long, [], page.name)


if __name__ == "__main__":
    unittest.main()
