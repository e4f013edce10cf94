"""The link check finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import links


class Links(unittest.TestCase):
    def problems_of(self, readme):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            (root / "docs").mkdir()
            (root / "docs" / "a.md").write_text("# Page\n\n## 9. One writer\n", encoding="utf-8")
            (root / "README.md").write_text(readme, encoding="utf-8")
            return list(links.problems(root))

    def test_passes_links_that_lead_somewhere(self):
        self.assertEqual(self.problems_of("[a](docs/a.md) [b](docs/a.md#9-one-writer) "
                                          "[c](https://example.com/x) [d](#top)\n# Top\n"), [])

    def test_finds_links_that_lead_nowhere(self):
        self.assertEqual(len(self.problems_of("[a](docs/missing.md) [b](docs/a.md#missing)\n")), 2)

    def test_leaves_code_alone(self):
        self.assertEqual(self.problems_of("```\n[a](docs/missing.md)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
