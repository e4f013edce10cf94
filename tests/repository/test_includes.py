"""The check of includes finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import includes


class Includes(unittest.TestCase):
    def missing(self, **texts):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            for name, text in texts.items():
                path = root / "daemon/core" / name.replace("_hpp", ".hpp").replace("_cpp", ".cpp")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return [problem.split(": ", 1)[1] for problem in includes.problems(root)]

    def test_finds_a_name_without_its_header(self):
        self.assertEqual(self.missing(a_cpp="std::vector<int> a;\n"),
                         ["uses names of <vector> without including it"])

    def test_takes_the_header_from_a_header_of_the_project(self):
        self.assertEqual(self.missing(a_hpp="#include <vector>\n", b_hpp='#include "core/a.hpp"\n',
                                      c_cpp='#include "core/b.hpp"\nstd::vector<int> a;\n'), [])

    def test_does_not_take_it_from_a_header_that_is_not_included(self):
        self.assertEqual(self.missing(a_hpp="#include <vector>\n", b_cpp="std::vector<int> a; // #include <vector>\n"),
                         ["uses names of <vector> without including it"])

    def test_reads_headers_that_include_each_other_once(self):
        self.assertEqual(self.missing(a_hpp='#include "core/b.hpp"\n#include <map>\n',
                                      b_hpp='#include "core/a.hpp"\nstd::map<int, int> a;\n'), [])


if __name__ == "__main__":
    unittest.main()
