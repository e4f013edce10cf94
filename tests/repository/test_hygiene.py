"""The hygiene check finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import hygiene


class Hygiene(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)

    def problems_of(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [problem.split(": ", 1)[1] for problem in hygiene.problems(self.root)]

    def test_passes_a_clean_file(self):
        self.assertEqual(self.problems_of("daemon/core/a.cpp", "int sleepy = 1;\n"), [])

    def test_finds_unfinished_work_skipped_tests_and_sleeps(self):
        for text in ("// TODO", "// FIXME: later", "int a; // NOLINTNEXTLINE", "TEST(A, DISABLED_Works)",
                     "GTEST_SKIP();", "std::this_thread::sleep_for(1s);", "usleep(5);"):
            with self.subTest(text):
                self.assertEqual(len(self.problems_of("tests/core/a.cpp", text + "\n")), 1)

    def test_lets_benchmarks_sleep_but_nothing_else(self):
        self.assertEqual(self.problems_of("tests/bench/a.py", "time.sleep(1)\n"), [])
        self.assertEqual(len(self.problems_of("tests/bench/b.py", "# TODO\n")), 1)

    def test_finds_a_crowded_source_in_the_program_only(self):
        crowded = "\n" * (hygiene.LONGEST_SOURCE + 1)
        self.assertEqual(self.problems_of("tests/core/a.cpp", crowded), [])
        self.assertEqual(len(self.problems_of("daemon/core/a.cpp", crowded)), 1)

    def test_finds_a_decision_made_from_the_words_of_an_error(self):
        for line in ['return error.message.find("x") != npos;', 'if (failed.error().text() == "x")',
                     'return failure.error.message.ends_with("denied");']:
            self.assertEqual(len(self.problems_of("daemon/a.cpp", line + "\n")), 1, line)
        for line in ["console.error(error.text());", "news = failure->text() != error.text();",
                     "return error.kind == ErrorKind::rejected;"]:
            self.assertEqual(self.problems_of("daemon/a.cpp", line + "\n"), [], line)

    def test_finds_untidy_text(self):
        self.assertEqual(self.problems_of("README.md", "no newline"), ["no newline at the end"])
        self.assertEqual(len(self.problems_of("README.md", "trailing \n")), 1)

    def test_leaves_recordings_as_they_are(self):
        self.assertEqual(self.problems_of("tests/data/netbird/a.txt", "TODO \n"), [])


if __name__ == "__main__":
    unittest.main()
