"""Checks that what operators read is plain: short sentences in the pages, and none of the words that have a
plainer one, in the pages, the manual page, the files that are installed and the program's own texts.

usage: wording.py ROOT
Prints one line for each breach, and exits 1 when there is one.
"""

import re
import sys
from pathlib import Path

import verdict

MOST_WORDS = 30  # in a sentence

PLAINER = {
    r"mend(s|ed|ing)?": "fix",
    r"told": "reported",
    r"anew": "again",
    r"(comes?|came) to": "results in",
    r"(is|are|was|were) to be": "must",
    r"looked": "checked",
    r"looking(?! for)": "checking",
    r"looks? (at|again|whether|what|between|when|only)": "check",
    r"(a|the|this|that|last|first|next|no|another|only|nobody) looks?(?! (like|for|up|alike))": "check",
    r"(secret|token|certificate)s? ends?": "expire",
    r"past its end": "expired",
}
UNPLAIN = re.compile(r"\b(" + "|".join(f"(?:{word})" for word in PLAINER) + r")\b", re.IGNORECASE)

RAW_LITERAL = re.compile(r'R"\((.*?)\)"', re.DOTALL)
LITERALS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT_OR_INCLUDE = re.compile(r"^[ \t]*(//|#include).*$", re.MULTILINE)

CODE = re.compile(r"`[^`]*`")
TARGET = re.compile(r"\]\([^)]*\)")
LIST_ITEM = re.compile(r"\s*([-*]|\d+\.)\s")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”)*]*\s+(?=[A-Z`\[*(\"])")


def pages(root):
    more = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "tests/sandbox/README.md")
    return sorted((root / "docs").rglob("*.md")) + [root / page for page in more if (root / page).is_file()]


def other_texts(root):
    """What operators read beside the pages: words count there, sentences do not."""
    return [path for folder, pattern in (("docs", "*.8"), ("docs", "*.json"), ("config", "*.y*ml"), ("deploy", "*"),
                                    ("systemd", "*"))
            for path in sorted((root / folder).rglob(pattern)) if path.is_file()]


def paragraphs(text):
    """(line, prose) of a page: without code, tables and headings; each item of a list by itself."""
    start, words, in_code = 0, [], False
    for number, line in enumerate(text.splitlines() + [""], 1):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        outside = in_code or not line.strip() or line.startswith(("|", "#", "    ", "```"))
        if words and (outside or LIST_ITEM.match(line)):
            yield start, " ".join(words)
            words = []
        if not outside:
            start = start if words else number
            words.append(line.strip())


def sentences(prose):
    return SENTENCE_END.split(TARGET.sub("]", CODE.sub("X", prose)))


def long_sentences(path, text):
    for number, prose in paragraphs(text):
        for sentence in sentences(prose):
            count = len(sentence.split())
            if count > MOST_WORDS:
                yield f"{path}:{number}: a sentence of {count} words: {' '.join(sentence.split()[:8])} …"


def plainer(word):
    return next(better for pattern, better in PLAINER.items() if re.fullmatch(pattern, word, re.IGNORECASE))


def unplain_words(path, number, text):
    for match in UNPLAIN.finditer(text):
        yield f"{path}:{number}: \"{match.group()}\": write \"{plainer(match.group())}\", or say it otherwise"


def problems_of_source(path, text):
    text = COMMENT_OR_INCLUDE.sub("", text)
    for raw in RAW_LITERAL.finditer(text):
        for number, line in enumerate(raw.group(1).splitlines(), text.count("\n", 0, raw.start()) + 1):
            yield from unplain_words(path, number, line)
    for literals in LITERALS.finditer(text):
        joined = "".join(LITERAL.findall(literals.group()))
        yield from unplain_words(path, text.count("\n", 0, literals.start()) + 1, joined)


def problems(root):
    for path in pages(root):
        yield from long_sentences(path, path.read_text(encoding="utf-8"))
    for path in pages(root) + other_texts(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield from unplain_words(path, number, line)
    for path in sorted((root / "daemon").rglob("*.[ch]pp")):
        yield from problems_of_source(path, path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(verdict.of(problems))
