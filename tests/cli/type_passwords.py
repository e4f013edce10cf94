"""Runs a program on a terminal of its own and types a line at each prompt that ends in ": ".

usage: type_passwords.py LINE[,LINE...] PROGRAM ARGUMENT...
A LINE of ^C is that key. Prints what the terminal shows, and ends with the program's exit status, as a shell has it, or with 99
when the terminal is not as it was before.
"""

import os
import pty
import sys
import termios

KEYS = {"^C": b"\x03"}


def read_some(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def main():
    lines = sys.argv[1].split(",")
    terminal, program_side = pty.openpty()
    before = termios.tcgetattr(terminal)
    child = os.fork()
    if child == 0:
        os.close(terminal)
        os.setsid()
        for descriptor in (0, 1, 2):
            os.dup2(program_side, descriptor)
        os.execvp(sys.argv[2], sys.argv[2:])
    # The program alone holds its side: the terminal ends with it.
    os.close(program_side)
    said = b""
    asked = 0
    while piece := read_some(terminal):
        said += piece
        if said.endswith(b": ") and asked < len(lines):
            os.write(terminal, KEYS.get(lines[asked], lines[asked].encode() + b"\n"))
            asked += 1
    ended = os.waitpid(child, 0)
    print(said.decode(errors="replace"))
    if termios.tcgetattr(terminal) != before:
        return 99
    code = os.waitstatus_to_exitcode(ended[1])
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main())
