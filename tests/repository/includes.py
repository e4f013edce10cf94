"""Finds sources that use a name of the standard library without its header.

usage: includes.py ROOT
Builds that compile several sources at once, or with a precompiled header, do not find that. A header counts where the file includes it, or a header of the project that the file includes. Prints one line for each that is missing, and exits 1 when there is one.
"""

import re
import sys
from functools import lru_cache
from pathlib import Path

import verdict

# Names that mean their header, where nothing else is called so.
HEADERS = {
    "string": r"std::(string|to_string|stoi|getline)\b",
    "string_view": r"std::string_view\b",
    "vector": r"std::vector\b",
    "map": r"std::map\b",
    "set": r"std::set\b",
    "array": r"std::array\b",
    "deque": r"std::deque\b",
    "list": r"std::list\b",
    "optional": r"std::(optional|nullopt)\b",
    "variant": r"std::(variant|visit|get_if|holds_alternative)\b",
    "memory": r"std::(unique_ptr|shared_ptr|weak_ptr|make_unique|make_shared|enable_shared_from_this)\b",
    "functional": r"std::(function|invoke|identity|hash)\b",
    "utility": r"std::(move|exchange|swap|forward|pair)\b",
    "algorithm": r"std::(ranges::(any_of|all_of|none_of|find_if|find|sort|count_if|copy_if|transform|max_element)"
                 r"|any_of|all_of|none_of|find_if|find|sort|stable_sort|count_if|min|max|clamp|lower_bound)\(",
    "chrono": r"std::chrono\b",
    "span": r"std::span\b",
    "unordered_map": r"std::unordered_map\b",
    "unordered_set": r"std::unordered_set\b",
    "tuple": r"std::(tuple|tie)\b",
    "filesystem": r"std::filesystem\b",
    "charconv": r"std::(from_chars|to_chars)\b",
    "system_error": r"std::(error_code|generic_category|errc)\b",
    "limits": r"std::numeric_limits\b",
    "cstdint": r"std::u?int(8|16|32|64)_t\b",
}
USES = {header: re.compile(pattern) for header, pattern in HEADERS.items()}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*")
# What comes with a header: the standard says so, or every library has it so.
ALSO = {**{header: ["utility"] for header in
           ("array", "deque", "functional", "list", "map", "memory", "optional", "set", "string", "string_view", "tuple",
            "unordered_map", "unordered_set", "variant", "vector", "algorithm", "chrono", "span")},
        "string": ["string_view", "utility"], "charconv": ["system_error"], "filesystem": ["chrono", "string", "system_error"],
        "sstream": ["string"], "fstream": ["string"], "iostream": ["string"], "boost/system/result.hpp": ["system_error"],
        "array": ["utility"], "random": ["cstdint"], "chrono": ["cstdint", "utility"]}


class Tree:
    def __init__(self, roots):
        self.roots = roots

    def path_of(self, included, beside):
        for root in [beside, *self.roots]:
            path = root / included
            if path.is_file():
                return path
        return None

    @lru_cache(maxsize=None)
    def includes_of(self, path):
        """The standard headers and the project's own that `path` names itself."""
        standard, own = set(), set()
        for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if kind == "<":
                standard.update([name, *ALSO.get(name, [])])
            elif (target := self.path_of(name, path.parent)) is not None:
                own.add(target)
        return standard, own

    def seen_from(self, path):
        """The standard headers that `path` includes, itself or by headers of the project."""
        found, known, left = set(), {path}, [path]
        while left:
            standard, own = self.includes_of(left.pop())
            found |= standard
            left += own - known
            known |= own
        return found

    def missing_in(self, path):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        seen = self.seen_from(path)
        return [header for header, use in USES.items() if header not in seen and use.search(text)]


def problems(root):
    tree = Tree([root / "daemon", root / "tests"])
    for path in sorted([*(root / "daemon").rglob("*.[ch]pp"), *(root / "tests").rglob("*.[ch]pp")]):
        for header in tree.missing_in(path):
            yield f"{path}: uses names of <{header}> without including it"


if __name__ == "__main__":
    sys.exit(verdict.of(problems, "every source includes what it uses"))
