"""Checks what every file of the repository keeps to.

usage: hygiene.py ROOT
Prints one line for each breach, and exits 1 when there is one.
"""

import re
import sys
from pathlib import Path

import verdict

LONGEST_SOURCE = 400  # lines; CONTRIBUTING.md asks for about 300

FOLDERS = ["cmake", "completions", "config", "daemon", "deploy", "docs", "release", "systemd", "tests"]
SOURCES = {".hpp", ".cpp", ".py", ".sh", ".cmake", ".txt"}
RECORDED = Path("tests/data")  # as real servers sent it
CHECKS = Path("tests/repository")  # names what it looks for
BENCHMARKS = Path("tests/bench")  # measure time, and so let it pass

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NOLINT\w*)\b")
SKIPPED = re.compile(r"\b(DISABLED_\w+|GTEST_SKIP|skipTest)\b")
BY_WORDS = re.compile(
    r"\b\w*(error|failure|refusal|objection|outcome|problem)\w*(\(\))?(\.|->)(message|next|text\(\))\s*"
    r"(==|\.(find|rfind|starts_with|ends_with|substr|contains|compare)\b)")
SLEEPS = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|time\.sleep)\b")


def files(root):
    """The project's own text files: those at the top and in the known folders."""
    found = [path for path in root.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        found += (path for path in (root / folder).rglob("*") if path.is_file())
    recorded = root / RECORDED
    return sorted(path for path in found
                  if recorded not in path.parents and "__pycache__" not in path.parts)


def problems_of_source(path, lines, measures_time):
    """Unfinished work, skipped tests, sleeps."""
    breaches = [(UNFINISHED, "unfinished or silenced"), (SKIPPED, "a skipped test")]
    if not measures_time:
        breaches.append((SLEEPS, "sleeps: wait for an event, or turn the clock"))
    for number, line in enumerate(lines, 1):
        for pattern, what in breaches:
            match = pattern.search(line)
            if match:
                yield f"{path}:{number}: {match.group()}: {what}"


def problems_of_errors(path, lines):
    """Decisions made from the words of an error: its kind and its cause are for that."""
    for number, line in enumerate(lines, 1):
        match = BY_WORDS.search(line)
        if match:
            yield f"{path}:{number}: {match.group()}: decides by an error's words; ask its kind or cause"


def problems_of_text(path, text):
    """What .editorconfig asks for."""
    if text and not text.endswith("\n"):
        yield f"{path}: no newline at the end"
    for number, line in enumerate(text.splitlines(), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: white space at the end of the line"


def problems(root):
    for path in files(root):
        data = path.read_bytes()
        if b"\0" in data:
            continue
        text = data.decode("utf-8")
        lines = text.splitlines()
        relative = path.relative_to(root)
        yield from problems_of_text(path, text)
        if path.suffix in SOURCES and CHECKS not in relative.parents:
            yield from problems_of_source(path, lines, BENCHMARKS in relative.parents)
        if relative.parts[0] == "daemon":
            yield from problems_of_errors(path, lines)
        if relative.parts[0] == "daemon" and len(lines) > LONGEST_SOURCE:
            yield f"{path}: {len(lines)} lines: split what is over {LONGEST_SOURCE}"


if __name__ == "__main__":
    sys.exit(verdict.of(problems))
