"""Runs a program on a terminal of its own, answers its question, and presses Enter where it asks for that.

usage: on_a_terminal.py ANSWER PROGRAM ARGUMENT...
Prints what the program says, and ends with its exit status.
"""

import os
import pty
import sys


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    said = b""
    cues = [(b"[y/N]", sys.argv[1].encode() + b"\n"), (b"press Enter here", b"\n")]
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            piece = b""
        if not piece:
            break
        said += piece
        for cue in [one for one in cues if one[0] in said]:
            os.write(terminal, cue[1])
            cues.remove(cue)
    print(said.decode(errors="replace"))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
