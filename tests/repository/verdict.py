"""How each check of this folder reports and exits."""

import sys
from pathlib import Path


def of(problems, fine="nothing to complain about"):
    """Prints what `problems` yields for the path on the command line, or `fine`; gives the exit code."""
    found = list(problems(Path(sys.argv[1])))
    print("\n".join(found) or fine)
    return 1 if found else 0
