"""The check of words finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import wording


class Wording(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)
        (self.root / "README.md").write_text("", encoding="utf-8")

    def problems_of(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return list(wording.problems(self.root))

    def test_finds_a_long_sentence(self):
        self.assertEqual(len(self.problems_of("docs/a.md", "Word" + " word" * 30 + ".\n")), 1)

    def test_counts_each_sentence_and_each_item_of_a_list(self):
        half = "Word" + " word" * 20 + "."
        self.assertEqual(self.problems_of("docs/a.md", f"{half} {half}\n\n- {half[:-1]}\n- {half}\n"), [])

    def test_leaves_tables_code_and_links_alone(self):
        words = "word " * 50
        self.assertEqual(
            self.problems_of("docs/a.md", f"| {words} |\n\n```\n{words}\n```\n\nSee `{words}`, [a](b.md).\n"), [])

    def test_finds_words_with_a_plainer_one(self):
        for text in ("It is told.", "Mend it.", "read anew", "what it comes to", "it is to be deleted"):
            with self.subTest(text):
                self.assertEqual(len(self.problems_of("docs/a.md", text + "\n")), 1)

    def test_tells_checks_of_the_tool_from_what_looks_like_something(self):
        for text in ("It looks at it.", "not looked for long", "the next look", "nobody looks", "goes on looking",
                     "The token ends soon."):
            with self.subTest(text):
                self.assertEqual(len(self.problems_of("docs/a.md", text + "\n")), 1)
        self.assertEqual(self.problems_of("docs/a.md", "This looks like one; `next_look`; look up; the pass ends.\n"), [])

    def test_reads_the_help_texts(self):
        found = self.problems_of("daemon/a.cpp", 'text =\n    R"(usage:\n\nIt is told.\n)";\n')
        self.assertEqual(len(found), 1)
        self.assertIn("a.cpp:4:", found[0])

    def test_finds_them_in_the_texts_of_the_program_alone(self):
        self.assertEqual(self.problems_of("daemon/a.cpp", "// told\nint told = 1;\n"), [])
        found = self.problems_of("daemon/a.cpp", 'say("what it comes "\n    "to");\n')
        self.assertEqual(len(found), 1)
        self.assertIn("a.cpp:1:", found[0])


if __name__ == "__main__":
    unittest.main()
