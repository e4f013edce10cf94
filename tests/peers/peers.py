"""The program against real identity providers of this host: whole stories, with logins.

usage: peers.py DIRECTORY-OF-PROGRAMS DIRECTORY [STORY...]

DIRECTORY keeps what is fetched, and below run/ what each story leaves for its reader. Everything listens on
loopback alone. Ends with 1 when a step failed, with 2 when a story was left out because its peer cannot be had
here, else with 0.
"""

import signal
import sys
import time
import traceback
from pathlib import Path

import keycloak_story
import oidc_provider_story
from lab import Broken, Lab, NotHere

STORIES = {"keycloak": keycloak_story, "oidc-provider": oidc_provider_story}


def told(name, story, programs, peers):
    """0 when it went well; says what did not."""
    began = time.monotonic()
    print(f"\n== {name}", flush=True)
    with Lab(name, programs, peers) as lab:
        try:
            story.Story(lab, peers).tell()
        except NotHere as reason:
            print(f"{name}: left out: {reason}")
            return 2
        except Broken as broken:
            print(lab.failure(broken))
            return 1
        except Exception as surprise:  # of this folder's own making, or an answer that nobody expected
            traceback.print_exc()
            print(lab.failure(Broken("the step goes on", repr(surprise))))
            return 1
    print(f"{name}: {lab.steps} steps went well ({time.monotonic() - began:.0f} s)")
    print("".join(f"  not shown: {what}\n" for what in story.SKIPS), end="")
    return 0


def main(programs, peers, *wanted):
    unknown = set(wanted) - set(STORIES)
    if unknown:
        print(f"peers: there is no story {', '.join(sorted(unknown))}; there are: {', '.join(STORIES)}",
              file=sys.stderr)
        return 64
    peers = Path(peers).resolve()
    peers.mkdir(parents=True, exist_ok=True)
    ends = [told(name, story, Path(programs).resolve(), peers) for name, story in STORIES.items()
            if not wanted or name in wanted]
    for name in STORIES:
        if wanted and name not in wanted:
            print(f"{name}: left out: nobody asked for it")
    return 1 if 1 in ends else max(ends)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what was started, as Ctrl-C does
    sys.exit(main(*sys.argv[1:]))
