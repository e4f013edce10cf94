"""Follows the links from the Markdown files to other files, and their headings.

usage: links.py ROOT
ROOT is the repository, or a directory with nothing but pages, as they are installed. Prints one line for each link that leads nowhere, and exits 1 when there is one.
"""

import re
import sys
from pathlib import Path

import verdict

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(text):
    """The anchors that a Markdown page gives its headings."""
    for heading in HEADING.findall(FENCE.sub("", text)):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def pages(root):
    docs = root / "docs"
    return sorted([*root.glob("*.md"), *docs.rglob("*.md")] if docs.is_dir() else root.rglob("*.md"))


def problems(root):
    for page in pages(root):
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if "://" in target:
                continue
            name, _, anchor = target.partition("#")
            file = page.parent / name if name else page
            if not file.exists():
                yield f"{page}: {target}: no such file"
            elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
                yield f"{page}: {target}: no such heading"


if __name__ == "__main__":
    sys.exit(verdict.of(problems, "every link leads somewhere"))
