"""What is in the image: the program, what it loads, and the few files that those read. Everything of Debian's comes
from packages that were fetched, nothing of the machine that builds.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

NAME = "netbird-idp-sync"
HELPER = "server-readback"  # what it runs; loads no more than it
USER = 65532
PACKAGES = ["libc6", "libssl3", "ca-certificates"]
# Where Debian's loader finds libraries without a cache.
LIBRARIES = ["lib/{triplet}", "usr/lib/{triplet}"]
TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}


@dataclass(frozen=True)
class Entry:
    """A file, a link or a directory; what it holds, where it leads, or nothing."""
    mode: int
    data: bytes | None = None
    link: str | None = None
    owner: int = 0
    group: int = 0


def readelf(option, path):
    return subprocess.run(["readelf", "--wide", option, path], check=True, text=True, capture_output=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


def needed(path):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", readelf("--dynamic", path))


def loader(path):
    (found,) = re.findall(r"Requesting program interpreter: /(\S+)\]", readelf("--program-headers", path))
    return found


def stripped(program):
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["llvm-strip-19", "-o", file.name, program], check=True)
        return Path(file.name).read_bytes()


class Packages:
    """Those of PACKAGES among the .deb files of a directory, unpacked beside each other."""

    def __init__(self, archives, place):
        self.root = Path(place)
        self.control = {}
        for name in PACKAGES:
            found = sorted(Path(archives).glob(f"{name}_*.deb"))
            if len(found) != 1:
                raise SystemExit(f"image: expected one file of the package {name} in {archives}, found {len(found)}; "
                                 "remove the directory and start again")
            subprocess.run(["dpkg-deb", "--extract", found[0], self.root], check=True)
            self.control[name] = subprocess.run(["dpkg-deb", "--field", found[0]], check=True, text=True,
                                                capture_output=True).stdout

    def file(self, path):
        """Where a path of the packages is; a link leads to where it leads in there, not in this system."""
        while (self.root / path).is_symlink():
            target = os.readlink(self.root / path)
            path = target[1:] if target.startswith("/") else str(Path(path).parent / target)
        return self.root / path


def library_files(program, packages, triplet):
    """The loader and every library, by path: what is loaded by what is loaded, too."""
    start = loader(program)
    yield start, packages.file(start).read_bytes()
    wanted, seen = needed(program), {Path(start).name}
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        places = [f"{place.format(triplet=triplet)}/{name}" for place in LIBRARIES]
        path = next((place for place in places if packages.file(place).exists()), None)
        if path is None:
            raise SystemExit(f"image: the program loads {name}, which none of {', '.join(PACKAGES)} has")
        yield path, packages.file(path).read_bytes()
        wanted += needed(packages.file(path))


def authorities(packages):
    """Every certificate authority of the system's store, one after the other."""
    found = sorted((packages.root / "usr/share/ca-certificates/mozilla").glob("*.crt"))
    return b"".join(path.read_bytes().rstrip(b"\n") + b"\n" for path in found)


def base(program, packages, triplet):
    """Everything but the program: {path: Entry}."""
    entries = {path: Entry(0o755, data) for path, data in library_files(program, packages, triplet)}
    bundle = "etc/ssl/certs/ca-certificates.crt"
    texts = {
        "etc/passwd": f"root:x:0:0:root:/:/usr/sbin/nologin\n{NAME}:x:{USER}:{USER}::/:/usr/sbin/nologin\n",
        "etc/group": f"root:x:0:\n{NAME}:x:{USER}:\n",
        "etc/nsswitch.conf": "hosts: files dns\n",
    }
    for name, control in packages.control.items():
        # Where programs that look for known flaws in images read what is installed.
        texts[f"var/lib/dpkg/status.d/{name}"] = control
        entries[f"usr/share/doc/{name}/copyright"] = Entry(
            0o644, (packages.root / f"usr/share/doc/{name}/copyright").read_bytes())
    entries |= {path: Entry(0o644, text.encode()) for path, text in texts.items()}
    entries |= {
        bundle: Entry(0o644, authorities(packages)),
        "usr/lib/ssl/cert.pem": Entry(0o777, link="/" + bundle),
        "usr/lib/ssl/certs": Entry(0o777, link="/etc/ssl/certs"),
        f"etc/{NAME}": Entry(0o750, group=USER),
        f"var/lib/{NAME}": Entry(0o700, owner=USER, group=USER),
        f"run/{NAME}": Entry(0o755, owner=USER, group=USER),
    }
    return entries


def own(program, copyright_file):
    return {
        f"usr/bin/{NAME}": Entry(0o755, stripped(program)),
        f"usr/lib/{NAME}/{HELPER}": Entry(0o755, stripped(Path(program).with_name(HELPER))),
        f"usr/share/doc/{NAME}/copyright": Entry(0o644, Path(copyright_file).read_bytes()),
    }
