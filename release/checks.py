"""Whether a version may be released: what the sources say of it, and whether they are just those of its tag.

usage: checks.py VERSION
Prints what is missing, one line each, and exits 1 when there is something.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def problems(wanted, cmake, changelog, changed, tags):
    """From CMakeLists.txt, CHANGELOG.md, the output of `git status --porcelain`, and the tags of HEAD."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", wanted):
        yield f"\"{wanted}\" is no version: it has three numbers, as 1.2.3"
        return
    built = re.search(r"^project\([^)]*?\bVERSION\s+(\S+)", cmake, re.MULTILINE)[1]
    if built != wanted:
        yield f"CMakeLists.txt builds {built}: write VERSION {wanted} there"
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    if released[:1] != [wanted]:
        yield f"the topmost version of CHANGELOG.md is {released[0] if released else 'none'}: give Unreleased that heading, with a date"
    unreleased = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if unreleased and unreleased[1].strip():
        yield f"CHANGELOG.md still has text under Unreleased: it belongs to {wanted}, or to a later commit"
    if changed.strip():
        names = [line[3:] for line in changed.splitlines()]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield f"files differ from the commit; commit them, or put them away: {', '.join(names[:5])}{more}"
    if f"v{wanted}" not in tags.split():
        yield f"this commit has no tag v{wanted}: git tag --sign v{wanted}"


def git(*arguments):
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, text=True, capture_output=True).stdout


def main():
    found = list(problems(sys.argv[1], (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"),
                          (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), git("status", "--porcelain"),
                          git("tag", "--points-at", "HEAD")))
    for problem in found:
        print(f"release: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
