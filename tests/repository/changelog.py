"""Checks that CHANGELOG.md is short to read, and that it knows the version that is built.

usage: changelog.py ROOT
Prints one line for each breach, and exits 1 when there is one.
"""

import re
import sys

import verdict

LONGEST_LINE = 160  # characters: one fact a line

HEADING = re.compile(r"## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?")
VERSION = re.compile(r"^project\([^)]*?\bVERSION\s+(\d+\.\d+\.\d+)", re.MULTILINE)


def problems(root):
    changelog = root / "CHANGELOG.md"
    lines = changelog.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            yield f"{changelog}:{number}: {len(line)} characters: one fact a line, {LONGEST_LINE} at most"

    headings = [HEADING.fullmatch(line) for line in lines if line.startswith("## ")]
    if None in headings or [heading[1] for heading in headings[:1]] != ["Unreleased"]:
        yield f"{changelog}: a version is \"## [VERSION] - DATE\", and \"## [Unreleased]\" stands above all"
        return
    released = headings[1][1] if len(headings) > 1 else "none"
    version = VERSION.search((root / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
    if released != version:
        yield f"{changelog}: the topmost version is {released}, CMakeLists.txt builds {version}"
    yield from (f"{changelog}: {heading[1]} has no date" for heading in headings[1:] if not heading[2])


if __name__ == "__main__":
    sys.exit(verdict.of(problems))
