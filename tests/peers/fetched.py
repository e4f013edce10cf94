"""The peers as published: versions and digests, and how they get below build/peers."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from lab import Broken, NotHere

KEYCLOAK = "26.7.3"
KEYCLOAK_SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"

BUNDLE = Path(__file__).parent / "oidc_provider"  # what is installed and run with oidc-provider


def need(*commands):
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        raise NotHere("these commands are missing: " + ", ".join(missing))


def run(command, log, **options):
    """True when it went well; what it said is in the log."""
    with log.open("w", encoding="utf-8") as file:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False,
                              **options).returncode == 0


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def keycloak(peers):
    """Keycloak's directory: published, checked, unpacked, and built for a database in memory."""
    need("java", "bash")
    home = peers / f"keycloak-{KEYCLOAK}"
    if (home / "ready").is_file() and (home / "ready").read_text(encoding="utf-8") == KEYCLOAK_SHA256:
        return home
    need("mvn")
    shutil.rmtree(home, ignore_errors=True)
    archive = download_keycloak(peers)
    seen = sha256(archive)
    if seen != KEYCLOAK_SHA256:
        raise Broken(f"{archive} with the SHA-256 {KEYCLOAK_SHA256}", seen)
    print("  unpacking and building it, once", flush=True)
    with zipfile.ZipFile(archive) as file:
        file.extractall(peers)
    archive.unlink()
    log = peers / "keycloak-build.log"
    if not run(["bash", str(home / "bin/kc.sh"), "build", "--db=dev-mem"], log, env=environment()):
        raise Broken("Keycloak's own build goes well", f"see {log}")
    (home / "ready").write_text(KEYCLOAK_SHA256, encoding="utf-8")
    return home


def download_keycloak(peers):
    print(f"  fetching Keycloak {KEYCLOAK} by Maven (170 MB)", flush=True)
    log = peers / "keycloak-fetch.log"
    cache = peers / "maven"
    command = ["mvn", "--batch-mode", "--no-transfer-progress", f"-Dmaven.repo.local={cache}", COPY,
               f"-Dartifact=org.keycloak:keycloak-quarkus-dist:{KEYCLOAK}:zip", f"-DoutputDirectory={peers}"]
    fetched = run(command, log, cwd=peers)
    shutil.rmtree(cache, ignore_errors=True)
    if not fetched:
        raise NotHere(f"Maven could not fetch Keycloak {KEYCLOAK}: see {log}")
    return peers / f"keycloak-quarkus-dist-{KEYCLOAK}.zip"


def environment(**more):
    """With bounded memory for Java."""
    return {**os.environ, "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m", **more}


def oidc_provider(peers):
    """The directory with the server of this folder and what its lock file names: npm checks the digests."""
    need("node", "npm")
    home = peers / "oidc-provider"
    home.mkdir(exist_ok=True)
    lock = (BUNDLE / "package-lock.json").read_bytes()
    ready = home / "ready"
    for file in BUNDLE.iterdir():
        shutil.copy(file, home)
    if ready.is_file() and ready.read_bytes() == lock:
        return home
    ready.unlink(missing_ok=True)
    print("  fetching oidc-provider by npm", flush=True)
    log = peers / "oidc-provider-fetch.log"
    if not run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], log, cwd=home):
        if "EINTEGRITY" in log.read_text(encoding="utf-8"):
            raise Broken("packages with the digests of package-lock.json", f"others: see {log}")
        raise NotHere(f"npm could not fetch oidc-provider: see {log}")
    ready.write_bytes(lock)
    return home
