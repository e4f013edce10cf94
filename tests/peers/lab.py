"""Where a story happens: its directory, its processes and its steps."""

import os
import queue
import re
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager

TIME_TO_END = 20  # seconds, before a process is killed


class Broken(Exception):
    """Something is not as it must be."""

    def __init__(self, expected, seen):
        super().__init__(f"expected {expected}; seen: {seen}")
        self.expected = expected
        self.seen = seen


class NotHere(Exception):
    """A peer cannot be had on this machine, so its story is left out."""


def must(holds, expected, seen):
    if not holds:
        raise Broken(expected, seen)


def must_be(expected, seen, of):
    must(expected == seen, f"{of}: {expected!r}", repr(seen))


class Process:
    """A server in a process group of its own. What it says goes to a log; close() ends it and waits for it."""

    def __init__(self, name, command, log, environment=None, directory=None):
        self.name = name
        self.log = log
        self.lines = queue.Queue()
        self.running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
                                        cwd=directory, env=environment, start_new_session=True)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        with open(self.log, "w", encoding="utf-8") as log:
            for line in self.running.stdout:
                log.write(line)
                log.flush()
                self.lines.put(line)
        self.lines.put(None)

    def wait_for(self, pattern, seconds):
        """The match of the first line from now on that has the pattern."""
        seen = ""
        try:
            while (line := self.lines.get(timeout=seconds)) is not None:
                seen = line.strip() or seen
                if found := re.search(pattern, line):
                    return found
        except queue.Empty:
            raise Broken(f"{self.name} says {pattern!r} within {seconds} s of its line before",
                         f"last {seen!r}") from None
        raise Broken(f"{self.name} says {pattern!r}", f"it ended, last with {seen!r}")

    def close(self):
        if self.running.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            self.running.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.running.wait()
        self.reader.join()

    def signal(self, number):
        try:
            os.killpg(self.running.pid, number)
        except ProcessLookupError:
            pass


class Lab:
    """A story's directory below build/peers/run, made again each time, and what runs there.

    Leaving it ends every process, the last one first. The directory stays, for its logs.
    """

    def __init__(self, story, programs, peers):
        self.story = story
        self.programs = programs
        self.place = peers / "run" / story
        self.processes = []
        self.current = "the beginning"
        self.steps = 0
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.close()

    def start(self, name, command, **options):
        process = Process(name, command, self.place / f"{name}.log", **options)
        self.processes.append(process)
        return process

    @contextmanager
    def step(self, what):
        self.current = what
        print(f"  {what}", flush=True)
        yield
        self.steps += 1

    def failure(self, broken):
        """What is reported of a story that failed."""
        logs = "\n".join(f"    {path}" for path in sorted(self.place.glob("*.log")))
        return (f"{self.story}: this step failed: {self.current}\n"
                f"  expected: {broken.expected}\n  seen:     {broken.seen}\n  logs:\n{logs}")
