"""Checks the release program as users get it: what it loads, how it is hardened, how large it is.

usage: release.py PROGRAM SOURCE_DIRECTORY
Prints what it found, one line for each breach, and exits 1 when there is one.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Everything else is linked statically or header-only: start-up is loading.
ALLOWED_LIBRARIES = {"libssl.so.3", "libcrypto.so.3", "libc.so.6", "libm.so.6"}
ALLOWED_LOADER = re.compile(r"ld-linux-[a-z0-9_-]+\.so\.\d")
# Bytes, stripped. 4.2 MiB were enough before clients at providers, first steps and standalone setups; 4.8 MiB
# before Entra, a token that renews itself, checks of standalone setups and the page; 5.2 MiB before libcrypt;
# 5.5 MiB before standalone clients, rotation in a window, programs for secrets and the commit in force.
LARGEST = 6 * 1024 * 1024


def needed(dynamic):
    """The libraries in the output of `readelf --dynamic`."""
    return re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)


def problems_of_libraries(libraries):
    for library in libraries:
        if library not in ALLOWED_LIBRARIES and not ALLOWED_LOADER.fullmatch(library):
            yield f"loads {library}, which is not among {', '.join(sorted(ALLOWED_LIBRARIES))}"


def problems_of_hardening(header, dynamic, segments, symbols):
    """From the outputs of readelf: --file-header, --dynamic, --program-headers, --dyn-syms."""
    if not re.search(r"Type:\s+DYN", header) or not re.search(r"\(FLAGS_1\).*\bPIE\b", dynamic):
        yield "is not position-independent (-fPIE -pie)"
    if not re.search(r"\(FLAGS_1\).*\bNOW\b", dynamic):
        yield "does not bind everything at the start (-z now)"
    if not re.search(r"^\s+GNU_RELRO\s", segments, re.MULTILINE):
        yield "leaves relocations writable (-z relro)"
    stack = re.search(r"^\s+GNU_STACK\s+(?:0x\S+\s+){5}([RWE ]+?)\s+0", segments, re.MULTILINE)
    if not stack or "E" in stack.group(1):
        yield "has an executable stack (-z noexecstack)"
    if "__stack_chk_fail" not in symbols:
        yield "has no stack protector (-fstack-protector-strong)"
    if not re.search(r"\b__(?!stack)\w+_chk\b", symbols):
        yield "has no checked string functions (_FORTIFY_SOURCE)"


def version(text):
    return tuple(int(number) for number in text.split("."))


def declared(packaging):
    """The least versions of the libraries, as the package's Depends has them (cmake/Packaging.cmake)."""
    return {name: re.search(rf"\b{package} \(>= ([0-9.]+)\)", packaging)[1]
            for name, package in (("GLIBC", "libc6"), ("OPENSSL", "libssl3"))}


def problems_of_versions(needs, least):
    """From the output of readelf --version-info: what the program needs of a newer library than is declared."""
    for wanted in sorted(set(re.findall(r"Name: ((?:GLIBC|OPENSSL)_\S+)", needs))):
        library, _, number = wanted.partition("_")
        # The loader's mark for packed relocations; glibc has it from 2.36 on.
        number = "2.36" if number == "ABI_DT_RELR" else number
        if version(number) > version(least[library]):
            yield f"needs {wanted}, and the package says {least[library]} (cmake/Packaging.cmake)"


def readelf(option, program):
    return subprocess.run(["readelf", "--wide", option, program], check=True, text=True,
                          capture_output=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


def stripped_size(program):
    with tempfile.TemporaryDirectory() as directory:
        stripped = Path(directory) / "stripped"
        subprocess.run(["llvm-strip-19", "-o", stripped, program], check=True)
        return stripped.stat().st_size


def problems(program, source_directory):
    dynamic = readelf("--dynamic", program)
    libraries = needed(dynamic)
    size = stripped_size(program)
    print(f"loads {' '.join(libraries)}\n{size} bytes stripped")
    yield from problems_of_libraries(libraries)
    yield from problems_of_hardening(readelf("--file-header", program), dynamic,
                                     readelf("--program-headers", program), readelf("--dyn-syms", program))
    packaging = (Path(program).parents[1] / "CPackConfig.cmake").read_text(encoding="utf-8")
    yield from problems_of_versions(readelf("--version-info", program), declared(packaging))
    if size > LARGEST:
        yield f"is {size} bytes stripped, more than {LARGEST}"
    if source_directory.encode() in Path(program).read_bytes():
        yield f"holds the path of the build machine, {source_directory}"


def main():
    program, source_directory = sys.argv[1:]
    found = list(problems(program, source_directory))
    for problem in found:
        print(f"{program} {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
