"""Makes the container image: an OCI layout for all architectures in one file, and for each architecture a file for
`docker load`. The same input gives the same bytes.

usage: image.py VERSION DIRECTORY ARCHITECTURE=PROGRAM:ARCHIVES…
  DIRECTORY  gets netbird-idp-sync-VERSION.oci.tar and netbird-idp-sync-VERSION-ARCHITECTURE.docker.tar
  ARCHIVES   holds the .deb files that fetch_packages.sh fetched
SOURCE_DATE_EPOCH, in the environment, is the time that everything bears.
"""

import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import image_files
from image_files import NAME, TRIPLETS, USER, Entry

COPYRIGHT = Path(__file__).resolve().parents[1] / "cmake/debian/copyright"
SECOND = 1_000_000_000  # nanoseconds, as health checks count
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def parents(paths):
    return {str(parent) for path in paths for parent in Path(path).parents if str(parent) != "."}


def tar(entries, when):
    """The entries as a tar file, directories that lead to them included; in the order of their names."""
    everything = {path: Entry(0o755) for path in parents(entries)} | entries
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, entry in sorted(everything.items()):
            member = tarfile.TarInfo(path)
            member.mode, member.mtime, member.uid, member.gid = entry.mode, when, entry.owner, entry.group
            if entry.link is not None:
                member.type, member.linkname = tarfile.SYMTYPE, entry.link
            elif entry.data is None:
                member.type = tarfile.DIRTYPE
            else:
                member.size = len(entry.data)
            archive.addfile(member, io.BytesIO(entry.data or b""))
    return out.getvalue()


def digest(data):
    return hashlib.sha256(data).hexdigest()


def as_json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


class Layout:
    """Blobs by their digest."""

    def __init__(self):
        self.blobs = {}

    def add(self, data, kind, **more):
        """Its descriptor."""
        self.blobs[digest(data)] = data
        return {"mediaType": kind, "digest": f"sha256:{digest(data)}", "size": len(data), **more}


def configuration(version, architecture, layers, when):
    return {
        "created": datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "architecture": architecture,
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "Entrypoint": [f"/usr/bin/{NAME}"],
            "Cmd": ["run"],
            "Env": ["PATH=/usr/bin"],
            "WorkingDir": f"/etc/{NAME}",
            "Volumes": {f"/var/lib/{NAME}": {}, f"/run/{NAME}": {}},
            "StopSignal": "SIGTERM",
            "Healthcheck": {"Test": ["CMD", f"/usr/bin/{NAME}", "health"], "Interval": 30 * SECOND, "Timeout": 10 * SECOND,
                            "StartPeriod": 60 * SECOND, "Retries": 3},
            "Labels": {"org.opencontainers.image.title": NAME, "org.opencontainers.image.version": version,
                       "org.opencontainers.image.licenses": "Apache-2.0"},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest(layer)}" for layer in layers]},
        "history": [{"created_by": "Debian 12's packages"}, {"created_by": f"{NAME} {version}"}],
    }


def layers_of(program, archives, architecture, when):
    """What rarely changes, and the program."""
    triplet = TRIPLETS[architecture]
    with tempfile.TemporaryDirectory() as place:
        packages = image_files.Packages(archives, place)
        return [tar(image_files.base(program, packages, triplet), when),
                tar(image_files.own(program, COPYRIGHT), when)]


def add_image(layout, version, architecture, layers, when):
    """Its manifest's descriptor, and the files for `docker load`."""
    packed = [gzip.compress(layer, 9, mtime=0) for layer in layers]
    described = as_json(configuration(version, architecture, layers, when))
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": layout.add(described, "application/vnd.oci.image.config.v1+json"),
        "layers": [layout.add(layer, "application/vnd.oci.image.layer.v1.tar+gzip") for layer in packed],
    }
    platform = {"architecture": architecture, "os": "linux"} | ({"variant": "v8"} if architecture == "arm64" else {})
    names = [f"{digest(layer)}.tar.gz" for layer in packed]
    docker = dict(zip(names, packed)) | {
        f"{digest(described)}.json": described,
        "manifest.json": as_json([{"Config": f"{digest(described)}.json", "RepoTags": [f"{NAME}:{version}"],
                                   "Layers": names}]),
    }
    return layout.add(as_json(manifest), MANIFEST, platform=platform), docker, sum(map(len, packed))


def oci_files(layout, version, manifests):
    kind = "application/vnd.oci.image.index.v1+json"
    every = layout.add(as_json({"schemaVersion": 2, "mediaType": kind, "manifests": manifests}), kind,
                       annotations={"org.opencontainers.image.ref.name": version})
    return {f"blobs/sha256/{name}": data for name, data in layout.blobs.items()} | {
        "index.json": as_json({"schemaVersion": 2, "mediaType": kind, "manifests": [every]}),
        "oci-layout": as_json({"imageLayoutVersion": "1.0.0"}),
    }


def write(path, files, when):
    path.write_bytes(tar({name: Entry(0o644, data) for name, data in files.items()}, when))
    print(path)


def main():
    version, directory, *images = sys.argv[1:]
    when = int(os.environ["SOURCE_DATE_EPOCH"])
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    layout, manifests = Layout(), []
    for image in images:
        architecture, _, paths = image.partition("=")
        program, _, archives = paths.partition(":")
        layers = layers_of(program, archives, architecture, when)
        manifest, docker, size = add_image(layout, version, architecture, layers, when)
        manifests.append(manifest)
        print(f"{architecture}: {size / 2 ** 20:.1f} MiB compressed")
        write(directory / f"{NAME}-{version}-{architecture}.docker.tar", docker, when)
    write(directory / f"{NAME}-{version}.oci.tar", oci_files(layout, version, manifests), when)


if __name__ == "__main__":
    main()
