"""What the program is made of, as an SPDX document (version 2.3): the Debian packages whose code is in it, and those
whose libraries it loads.

usage: sbom.py VERSION ARCHITECTURE BUILD_DIRECTORY [SYSROOT] > FILE
Which headers and static libraries went into it is what ninja noted while it built; which package has them is what
dpkg knows. With a SYSROOT (sysroot.sh), the packages are those unpacked there.
SOURCE_DATE_EPOCH, in the environment, is the time of the document.
"""

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

NAME = "netbird-idp-sync"
HELPER = "server-readback"  # in the same packages
LOADED = ["libc6", "libssl3"]
# Their own code is in no program: they hold declarations of the kernel and of what is loaded.
ONLY_DECLARATIONS = {"linux-libc-dev", "libc6-dev", "libc-dev", "libssl-dev"}


def run(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout


def files_used(build):
    """Headers and static libraries of the programs from outside the repository."""
    inputs = run("ninja", "-C", build, "-t", "inputs", NAME, HELPER).splitlines()
    objects = [path for path in inputs if path.endswith(".o")]
    headers = re.findall(r"^ +(/\S+)$", run("ninja", "-C", build, "-t", "deps", *objects), re.MULTILINE)
    return {os.path.realpath(path) for path in headers + [path for path in inputs if path.startswith("/") and path.endswith(".a")]}


def with_the_compilers_own(packages):
    """With the library that the compiler adds by itself, which stands in no file of ninja's."""
    versions = [found[1] for found in (re.fullmatch(r"libstdc\+\+-(\d+)-dev", name) for name in packages) if found]
    return packages | {f"libgcc-{version}-dev" for version in versions}


class Installed:
    """The packages of this system."""

    def of_files(self, files):
        inside = sorted(path for path in files if path.startswith(("/usr/", "/lib/")))
        said = subprocess.run(["dpkg-query", "--search", *inside], check=False, text=True, capture_output=True,
                              env={**os.environ, "LC_ALL": "C"}).stdout
        return {package.split(":")[0].strip() for line in said.splitlines() if not line.startswith("diversion")
                for package in line.partition(": ")[0].split(",")}

    def version(self, package):
        shown = run("dpkg-query", "--show", "--showformat", "${Version} ${db:Status-Status}\n", package)
        return next(line.split()[0] for line in shown.splitlines() if line.endswith(" installed"))

    def source(self, package):
        return run("dpkg-query", "--show", "--showformat", "${source:Package}\n", package).split()[0]


class Unpacked:
    """The packages of a sysroot, whose .deb files are beside it."""

    def __init__(self, sysroot):
        self.sysroot = str(Path(sysroot).resolve())
        self.archives = sorted(Path(self.sysroot + ".packages/archives").glob("*.deb"))

    def of_files(self, files):
        paths = {path.removeprefix(self.sysroot) for path in files if path.startswith(self.sysroot)}
        # ninja shortens lib/gcc/…/../../../../include, although lib is a link to usr/lib.
        inside = {path if path.startswith("/usr/") else "/usr" + path for path in paths}
        found = set()
        for archive in self.archives:
            held = {"/" + line.split(None, 5)[5].removeprefix("./") for line in
                    run("dpkg-deb", "--contents", archive).splitlines()}
            if held & inside:
                found.add(archive.name.split("_")[0])
        return found

    def field(self, package, name):
        (archive,) = [one for one in self.archives if one.name.startswith(package + "_")]
        return run("dpkg-deb", "--field", archive, name).strip()

    def version(self, package):
        return self.field(package, "Version")

    def source(self, package):
        return (self.field(package, "Source") or package).split()[0]


def package_of(name, version, architecture, source):
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "sourceInfo": f"built from Debian's source package {source}",
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": f"pkg:deb/debian/{name.replace('+', '%2B')}@{version.replace('+', '%2B')}"
                                              f"?arch={architecture}&distro=bookworm"}],
    }


def document(version, architecture, when, inside, loaded):
    """`inside` and `loaded` are lists of package_of()."""
    own = {"SPDXID": f"SPDXRef-{NAME}", "name": NAME, "versionInfo": version, "downloadLocation": "NOASSERTION",
           "filesAnalyzed": False, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
           "copyrightText": "NOASSERTION", "primaryPackagePurpose": "APPLICATION"}

    def relations(packages, kind):
        return [{"spdxElementId": own["SPDXID"], "relationshipType": kind, "relatedSpdxElement": one["SPDXID"]}
                for one in packages]

    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{NAME}-{version}-{architecture}",
        "documentNamespace": f"https://{NAME}.invalid/sbom/{version}/{architecture}",
        "creationInfo": {"created": datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "creators": [f"Tool: {NAME}-sbom"]},
        "packages": [own, *inside, *loaded],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                           "relatedSpdxElement": own["SPDXID"]},
                          *relations(inside, "STATIC_LINK"), *relations(loaded, "DYNAMIC_LINK")],
    }


def main():
    version, architecture, build, *sysroot = sys.argv[1:]
    known = Unpacked(sysroot[0]) if sysroot else Installed()
    used = with_the_compilers_own(known.of_files(files_used(build))) - ONLY_DECLARATIONS
    # The compiler's own headers declare what its target has; their code is a processor's instructions.
    used = {name for name in used if not name.startswith(("clang-", "libclang-", "llvm-"))}
    described = [[package_of(name, known.version(name), architecture, known.source(name)) for name in sorted(names)]
                 for names in (used, LOADED)]
    when = int(os.environ["SOURCE_DATE_EPOCH"])
    json.dump(document(version, architecture, when, *described), sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
