"""The recorded session in the README: plays the demo in a terminal of its own, and draws a part of it as SVG.

usage: picture.py PROGRAMS             writes docs/images/demo.svg
       picture.py --check PROGRAMS     the demo plays to its end, and the picture shows what it says; exits 1 if not

What the demo prints is drawn as it is, but for the name of its temporary directory. Ports, ids and times of day
differ each time, so --check takes one number for another.
"""

import os
import pty
import re
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parents[1] / "docs/images/demo.svg"
COLUMNS = 112
CHAPTERS = ("Somebody renames a connector in the dashboard", "Repaired")  # which parts of the demo the picture shows, by their first words
LINE, WIDTH, MARGIN, BAR = 18, 8.43, 16, 34
COLOURS = {"1": "b", "31": "r", "32": "g", "33": "y", "36": "c", "90": "f", "2": "f"}
STYLE = """
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6edf3;white-space:pre}
.b{font-weight:700}.r{fill:#ff8182}.g{fill:#56d364}.y{fill:#e3b341}.c{fill:#79c0ff}.f{fill:#9aa5b1}
.line{animation:shown 1ms both}
@keyframes shown{from{opacity:0}to{opacity:1}}
@media(prefers-reduced-motion:reduce){.line{animation:none}}
"""


def played(programs):
    """(exit code, what the demo writes to a terminal)."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    demo = subprocess.Popen([HERE / "demo.sh", programs], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                            env=environment | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
    os.close(slave)
    written = b""
    try:
        while part := os.read(master, 65536):
            written += part
    except OSError:  # the other end is closed
        pass
    os.close(master)
    return demo.wait(), written.decode()


def lines_of(written):
    """What stays of each line, with its colours."""
    text = re.sub(r"/tmp/netbird-idp-sync-demo\.\w+", "…", written.replace("\r\n", "\n"))
    return [re.split(r"\r|\x1b\[K", line)[-1] for line in text.split("\n")]


def plain(line):
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def chapters(lines):
    """The lines of the parts to show."""
    chosen, inside = [], False
    for line in lines:
        heading = re.match(r"== (.*)", plain(line))
        if heading:
            inside = heading[1].startswith(CHAPTERS)
        if inside and not plain(line).startswith("(exit code"):
            chosen.append(line)
    while chosen and not plain(chosen[-1]).strip():
        chosen.pop()
    return chosen


def spans(line):
    """One line as <tspan>s."""
    out, classes = "", set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        codes = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if codes:
            numbers = (codes[1] or "0").split(";")
            classes = set() if "0" in numbers else classes | {COLOURS[one] for one in numbers if one in COLOURS}
        elif part:
            names = " ".join(sorted(classes))
            out += f'<tspan class="{names}">{escape(part)}</tspan>' if names else escape(part)
    return out


def drawn(lines):
    width = round(max(len(plain(line)) for line in lines) * WIDTH) + 2 * MARGIN
    height = BAR + len(lines) * LINE + MARGIN
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           f'role="img" aria-label="A terminal session: what a person changed in NetBird is found and put back">',
           f"<style>{STYLE}</style>",
           f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>']
    out += [f'<circle cx="{MARGIN + 4 + 18 * at}" cy="18" r="5.5" fill="{colour}"/>'
            for at, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))]
    seconds = 0.3
    for number, line in enumerate(lines):
        if not line:
            continue
        seconds += 1.2 if plain(line).startswith(("==", "$")) else 0.06
        out.append(f'<text class="line" style="animation-delay:{seconds:.2f}s" x="{MARGIN}" '
                   f'y="{BAR + 12 + number * LINE}">{spans(line)}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def words(picture):
    """What a picture says, with one number for another."""
    return re.sub(r"[0-9]+", "0", "\n".join(re.findall(r"<text [^>]*>(.*)</text>", picture)))


def main():
    check = sys.argv[1] == "--check"
    code, written = played(sys.argv[-1])
    if code != 0:
        print(written)
        return 1
    picture = drawn(chapters(lines_of(written)))
    if not check:
        PICTURE.write_text(picture, encoding="utf-8")
    elif words(picture) != words(PICTURE.read_text(encoding="utf-8")):
        print(f"docs/images/demo.svg shows another demo; run: {Path(__file__).name} PROGRAMS\n{words(picture)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
