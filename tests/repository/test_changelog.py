"""The check of the changelog finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import changelog

TOP = "# Changelog\n\n## [Unreleased]\n\n"
RELEASED = "## [0.2.0] - 2026-11-30\n\n### Added\n\n- A fact.\n"


class Changelog(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)
        (self.root / "CMakeLists.txt").write_text("project(\n  some-program\n  VERSION 0.2.0)\n", encoding="utf-8")

    def problems_of(self, text):
        (self.root / "CHANGELOG.md").write_text(text, encoding="utf-8")
        return list(changelog.problems(self.root))

    def test_accepts_short_lines_and_the_version_that_is_built(self):
        self.assertEqual(self.problems_of(TOP + "- New.\n\n" + RELEASED), [])

    def test_finds_a_long_line(self):
        self.assertEqual(len(self.problems_of(TOP + RELEASED + "- " + "x" * 159 + "\n")), 1)

    def test_finds_another_version_than_the_one_that_is_built(self):
        self.assertEqual(len(self.problems_of(TOP + "## [0.3.0] - 2027-01-01\n\n" + RELEASED)), 1)
        self.assertEqual(len(self.problems_of(TOP)), 1)

    def test_finds_a_version_without_a_date_and_a_file_without_unreleased(self):
        self.assertEqual(len(self.problems_of(TOP + "## [0.2.0]\n")), 1)
        self.assertEqual(len(self.problems_of(RELEASED)), 1)


if __name__ == "__main__":
    unittest.main()
