"""Holds the includes of daemon/ against the rooms of docs/architecture.md.

usage: layering.py DAEMON_DIRECTORY
Prints one line for each include that is not allowed, and exits 1 when there is one.
"""

import re
import sys
from pathlib import Path

import verdict

# Which rooms a room may include, beside itself. A file directly in daemon/ (main.cpp) may include all.
ROOMS = {
    "core": set(),
    "config": {"core"},
    "crypto": {"core"},
    "json": {"core", "crypto"},
    "net": {"core"},
    "netbird": {"core", "crypto", "json", "net"},
    "oidc": {"core", "crypto", "json", "net"},
    "registrar": {"core", "json", "net", "oidc"},
    "standalone": {"core", "json", "oidc"},
    "readback": {"core", "crypto", "json", "net"},
    "reconcile": {"core", "config", "crypto", "json", "net", "netbird", "oidc", "registrar"},
    "diagnose": {"core", "config", "crypto", "json", "net", "netbird", "oidc", "registrar", "standalone", "reconcile"},
    "bootstrap": {"core", "crypto", "json", "net", "netbird"},
    "service": {"core", "config", "crypto", "json", "net", "netbird", "oidc", "registrar", "standalone", "reconcile",
                "diagnose", "bootstrap"},
    "cli": {"core", "config", "crypto", "json", "net", "netbird", "oidc", "registrar", "standalone", "reconcile",
            "diagnose", "bootstrap", "service"},
}
MAIN = "main"
SHELL = {"service", "cli", MAIN}

# Which rooms a library belongs to. What is not listed is free, except in core.
LIBRARIES = {
    "boost/beast": {"net"},
    "openssl/": {"crypto", "net"},
    "crypt.h": {"crypto"},
    "nghttp2/": {"readback"},
    "sodium.h": {"readback"},
    "yaml-cpp/": {"config"},
    "spdlog/": {"service", "cli"},
    "fmt/": {"service", "cli"},
    "CLI/": {"cli", MAIN},
    "systemd/": {"service"},
    "gtest/": set(),
    "gmock/": set(),
    "benchmark/": set(),
}

# What core may use of them: errors as values, and enumerations that know their enumerators.
CORE_LIBRARIES = ("boost/system/", "boost/describe/", "boost/mp11/")

# Time, chance, the disk and the network come in through the seams, which only the shell fills. net is the
# network: name lookups, the trust store, the proxy's environment variables.
OUTSIDE = SHELL | {"net"}
SEAMS = {
    "<fstream>": SHELL,
    "<random>": SHELL,
    "system_clock::now": SHELL,
    "steady_clock::now": SHELL,
    "<filesystem>": OUTSIDE,
    "<thread>": OUTSIDE,
    "<mutex>": OUTSIDE,
    "<fcntl.h>": OUTSIDE,
    "<unistd.h>": OUTSIDE,
    "getenv": OUTSIDE,
}

STANDARD = set("""
algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts
condition_variable coroutine deque exception execution filesystem forward_list fstream functional future
initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory
memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex
scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token
streambuf string string_view syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version
cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef cstdint
cstdio cstdlib cstring ctime cuchar cwchar cwctype
""".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENT = re.compile(r"//.*$")


def problem_with_room(room, included, daemon):
    """What is wrong with including a header of ours, or None."""
    target = included.split("/")[0]
    if "/" not in included or target not in ROOMS:
        return "is not \"room/file.hpp\" with a room of daemon/"
    if not (daemon / included).is_file():
        return "names a file that is not there"
    if room != MAIN and target != room and target not in ROOMS[room]:
        return f"points the wrong way: {room} does not know {target}"
    return None


def problem_with_library(room, included):
    """What is wrong with including a header of a library, or None."""
    if included.split("/")[0] in ROOMS:
        return "is ours and belongs in quotes"
    if room == "core" and included not in STANDARD and not included.startswith(CORE_LIBRARIES):
        return "is neither the standard library nor Boost.System: core includes nothing else"
    for prefix, rooms in LIBRARIES.items():
        if included.startswith(prefix) and room not in rooms:
            return f"belongs to {', '.join(sorted(rooms)) or 'the tests'} only"
    return None


def problems_of_line(room, line, daemon):
    """What is wrong with one line of a file of that room."""
    match = INCLUDE.match(line)
    if match:
        quote, included = match.groups()
        problem = (problem_with_room(room, included, daemon) if quote == '"'
                   else problem_with_library(room, included))
        if problem:
            yield f"#include {included} {problem}"
    code = COMMENT.sub("", line)
    for word, rooms in SEAMS.items():
        if word in code and room not in rooms:
            yield f"{word} belongs behind the seams of core/seams.hpp and net/"


def problems(daemon):
    """Every line of daemon/ that breaks the layering, as "file:line: what"."""
    files = sorted(path for path in daemon.rglob("*") if path.suffix in (".hpp", ".cpp", ".h", ".ipp"))
    if not files:
        yield f"{daemon}: no sources here"
    for path in files:
        parts = path.relative_to(daemon).parts
        room = parts[0] if len(parts) > 1 else MAIN
        if room != MAIN and room not in ROOMS:
            yield f"{path}: no room of this name; tests/repository/layering.py lists them"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for problem in problems_of_line(room, line, daemon):
                yield f"{path}:{number}: {problem}"


if __name__ == "__main__":
    sys.exit(verdict.of(problems, "every include points the right way"))
