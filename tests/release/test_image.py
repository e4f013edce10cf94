"""How the image is written, from made-up files; image_test.py runs the real one."""

import gzip
import io
import json
import sys
import tarfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "release"))
import image  # noqa: E402
from image_files import Entry  # noqa: E402

FILES = {"usr/bin/program": Entry(0o755, b"x"), "etc/ssl/cert.pem": Entry(0o777, link="/etc/ssl/certs"),
         "var/lib/state": Entry(0o700, owner=65532, group=65532)}


def members(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return archive.getmembers()


class Tar(unittest.TestCase):
    def test_IsTheSameWhateverTheOrder(self):
        backwards = dict(reversed(FILES.items()))
        self.assertEqual(image.tar(FILES, 1_700_000_000), image.tar(backwards, 1_700_000_000))

    def test_HoldsDirectoriesBeforeWhatIsInThem(self):
        names = [member.name for member in members(image.tar(FILES, 0))]
        self.assertEqual(names, ["etc", "etc/ssl", "etc/ssl/cert.pem", "usr", "usr/bin", "usr/bin/program", "var", "var/lib",
                                 "var/lib/state"])

    def test_BearsOwnersModesAndOneTime(self):
        found = {member.name: member for member in members(image.tar(FILES, 1_700_000_000))}
        state, link = found["var/lib/state"], found["etc/ssl/cert.pem"]
        self.assertEqual((state.mode, state.uid, state.gid, state.isdir()), (0o700, 65532, 65532, True))
        self.assertEqual((link.issym(), link.linkname), (True, "/etc/ssl/certs"))
        self.assertEqual({member.mtime for member in found.values()}, {1_700_000_000})


class Layout(unittest.TestCase):
    def setUp(self):
        self.layout = image.Layout()
        layers = [image.tar(FILES, 0), image.tar({"usr/bin/other": Entry(0o755, b"y")}, 0)]
        self.manifest, self.docker, _ = image.add_image(self.layout, "1.2.3", "arm64", layers, 0)
        self.files = image.oci_files(self.layout, "1.2.3", [self.manifest])

    def blob(self, descriptor):
        data = self.files["blobs/sha256/" + descriptor["digest"].removeprefix("sha256:")]
        self.assertEqual((image.digest(data), len(data)), (descriptor["digest"].removeprefix("sha256:"), descriptor["size"]))
        return data

    def test_LeadsFromItsIndexToEveryLayer(self):
        (every,) = json.loads(self.files["index.json"])["manifests"]
        self.assertEqual(every["annotations"], {"org.opencontainers.image.ref.name": "1.2.3"})
        (one,) = json.loads(self.blob(every))["manifests"]
        self.assertEqual(one["platform"], {"architecture": "arm64", "os": "linux", "variant": "v8"})
        manifest = json.loads(self.blob(one))
        configuration = json.loads(self.blob(manifest["config"]))
        unpacked = ["sha256:" + image.digest(gzip.decompress(self.blob(layer))) for layer in manifest["layers"]]
        self.assertEqual(configuration["rootfs"]["diff_ids"], unpacked)

    def test_TheContainerfileSaysTheSame(self):
        told = image.configuration("1.2.3", "amd64", [], 0)["config"]
        _, _, last = (ROOT / "Containerfile").read_text(encoding="utf-8").rpartition("FROM scratch\n")
        lines = dict(line.split(" ", 1) for line in last.splitlines())
        check = told["Healthcheck"]
        seconds = " ".join(f"--{option}={check[name] // image.SECOND}s" for option, name in
                           (("interval", "Interval"), ("timeout", "Timeout"), ("start-period", "StartPeriod")))
        self.assertEqual(lines["HEALTHCHECK"], f"{seconds} --retries={check['Retries']} CMD {json.dumps(check['Test'][1:])}")
        self.assertEqual((lines["USER"], lines["WORKDIR"], lines["ENV"]), (told["User"], told["WorkingDir"], *told["Env"]))
        self.assertEqual([json.loads(lines[name]) for name in ("ENTRYPOINT", "CMD", "VOLUME")],
                         [told["Entrypoint"], told["Cmd"], sorted(told["Volumes"])])

    def test_DockerGetsTheSameLayers(self):
        (manifest,) = json.loads(self.docker["manifest.json"])
        self.assertEqual(manifest["RepoTags"], ["netbird-idp-sync:1.2.3"])
        for name in [manifest["Config"], *manifest["Layers"]]:
            self.assertEqual(name.split(".")[0], image.digest(self.docker[name]))


if __name__ == "__main__":
    unittest.main()
