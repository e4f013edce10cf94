"""The files of deploy/: what we set in them, and that the two scripts which restart NetBird do so only when it is
needed. Their docker, curl and clock are made up.
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
VERSION = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]

# Stands in for a program: notes how it was called and what came in, does what a test put into NAME.does.
STAND_IN = """#!/bin/sh
name=$(basename "$0")
here=$(dirname "$0")
echo "$name $*" >> "$here/calls"
if [ -e "$here/$name.does" ]; then . "$here/$name.does"; fi
exit 0
"""


def documents(path):
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one is not None]


def of_kind(kind, directory=KUBERNETES):
    return [one for path in sorted(directory.rglob("*.yaml")) for one in documents(path) if one.get("kind") == kind]


class Files(unittest.TestCase):
    def test_AreYaml(self):
        for path in [*DEPLOY.rglob("*.y*ml"), ROOT / ".pre-commit-hooks.yaml"]:
            with self.subTest(path):
                self.assertTrue(documents(path))

    def test_NameTheVersionThatIsBuilt(self):
        names = re.compile(r"netbird-idp-sync(?::|-)(\d+\.\d+\.\d+)|newTag: (\S+)")
        found = [version for path in sorted(DEPLOY.rglob("*")) if path.is_file()
                 for pair in names.findall(path.read_text(encoding="utf-8")) for version in pair if version]
        self.assertGreaterEqual(len(found), 4)
        self.assertEqual(set(found), {VERSION})

    def test_TheHookReadsFilesAlone(self):
        (hook,) = documents(ROOT / ".pre-commit-hooks.yaml")[0]
        self.assertEqual((hook["entry"], hook["pass_filenames"]), ("netbird-idp-sync check --no-secrets", False))


class Compose(unittest.TestCase):
    def setUp(self):
        self.services = documents(DEPLOY / "compose/compose.yaml")[0]["services"]

    def test_NoServiceHasMoreRightsThanItNeeds(self):
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertEqual((service["read_only"], service["cap_drop"], service["security_opt"]),
                                 (True, ["ALL"], ["no-new-privileges:true"]))
        self.assertEqual(self.services["netbird-idp-sync"]["user"], "65532:65532")

    def test_TheDaemonHasNoSocketOfDocker(self):
        self.assertNotIn("docker.sock", str(self.services["netbird-idp-sync"]))
        self.assertIn("docker.sock", str(self.services["restart-netbird"]))

    def test_RestartsAreOptIn(self):
        self.assertNotIn("profiles", self.services["netbird-idp-sync"])
        self.assertEqual(self.services["restart-netbird"]["profiles"], ["restart"])

    def test_TheDaemonGetsDirectoriesAndKeepsItsState(self):
        volumes = self.services["netbird-idp-sync"]["volumes"]
        self.assertEqual(volumes, ["./config:/etc/netbird-idp-sync:ro", "state:/var/lib/netbird-idp-sync"])
        self.assertTrue((DEPLOY / "compose/config").is_dir())


class Kubernetes(unittest.TestCase):
    def test_OneReplicaWithoutRights(self):
        (stateful_set,) = of_kind("StatefulSet")
        self.assertEqual(stateful_set["spec"]["replicas"], 1)
        pod = stateful_set["spec"]["template"]["spec"]
        self.assertIs(pod["automountServiceAccountToken"], False)
        self.assertEqual([pod["securityContext"][name] for name in ("runAsNonRoot", "runAsUser", "fsGroup")],
                         [True, 65532, 65532])

    def test_EveryContainerIsConfined(self):
        pods = [of_kind("StatefulSet")[0]["spec"]["template"]["spec"],
                of_kind("CronJob")[0]["spec"]["jobTemplate"]["spec"]["template"]["spec"]]
        for container in [one for pod in pods for one in pod["containers"]]:
            with self.subTest(container["name"]):
                self.assertEqual(container["securityContext"], {"allowPrivilegeEscalation": False,
                                 "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}})

    def test_FilesAreWholeDirectoriesAndSecretsAreForTheGroup(self):
        pod = of_kind("StatefulSet")[0]["spec"]["template"]["spec"]
        self.assertNotIn("subPath", str(pod))
        (secret,) = [volume["secret"] for volume in pod["volumes"] if "secret" in volume]
        self.assertEqual(secret["defaultMode"], 0o440)
        mounted = {one["name"] for one in pod["containers"][0]["volumeMounts"]}
        self.assertEqual(mounted, {volume["name"] for volume in pod["volumes"]} | {"state"})

    def test_TheRoleIsToPatchOneDeployment(self):
        (role,) = of_kind("Role")
        self.assertEqual(role["rules"], [{"apiGroups": ["apps"], "resources": ["deployments"],
                                          "resourceNames": ["netbird-management"], "verbs": ["patch"]}])
        self.assertEqual(of_kind("ClusterRole"), [])
        environment = of_kind("CronJob")[0]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["env"]
        self.assertIn({"name": "NETBIRD", "value": "netbird-management"}, environment)

    def test_TheNetworkIsClosedButForWhatIsNamed(self):
        for policy in of_kind("NetworkPolicy", KUBERNETES / "base"):
            self.assertEqual(policy["spec"]["policyTypes"], ["Ingress", "Egress"])
            self.assertTrue(all("from" in rule for rule in policy["spec"]["ingress"]))

    def test_KustomizationsNameFilesThatAreThere(self):
        for path in KUBERNETES.rglob("kustomization.yaml"):
            (said,) = documents(path)
            generated = [name for generator in said.get("configMapGenerator", []) for name in generator["files"]]
            for name in said.get("resources", []) + said.get("components", []) + generated:
                with self.subTest(f"{path}: {name}"):
                    self.assertTrue((path.parent / name).exists())


class Workflows(unittest.TestCase):
    def test_GitHubChecksWithoutNetworkAndPlansOnlyForItsOwnBranches(self):
        jobs = documents(DEPLOY / "ci/github.yml")[0]["jobs"]
        self.assertIn("--network none", jobs["check"]["steps"][-1]["run"])
        self.assertIn("check --no-secrets", jobs["check"]["steps"][-1]["run"])
        self.assertIn("head.repo.full_name == github.repository", jobs["plan"]["if"])
        self.assertNotIn("secrets", str(jobs["check"]).replace("--no-secrets", ""))

    def test_ThePlanIsAComment(self):
        jobs = documents(DEPLOY / "ci/github.yml")[0]["jobs"]
        self.assertIn("--format github", jobs["check"]["steps"][-1]["run"])
        self.assertIn("--format markdown", jobs["plan"]["steps"][-1]["run"])
        self.assertEqual(jobs["plan"]["permissions"], {"contents": "read", "pull-requests": "write"})

    def test_TwoIsNoFailure(self):
        steps = documents(DEPLOY / "ci/github.yml")[0]["jobs"]["plan"]["steps"]
        self.assertRegex(steps[-1]["run"], r"(?m)^\s*2\) echo '::notice::")
        self.assertEqual(documents(DEPLOY / "ci/gitlab-ci.yml")[0]["netbird-idp-sync plan"]["allow_failure"],
                         {"exit_codes": [2]})


class Script(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        for name in ("docker", "curl", "sleep"):
            (self.directory / name).write_text(STAND_IN, encoding="utf-8")
            (self.directory / name).chmod(0o755)

    def does(self, name, script):
        (self.directory / f"{name}.does").write_text(script + "\n", encoding="utf-8")

    def run_script(self, script, *arguments, **environment):
        done = subprocess.run(["/bin/sh", script, *arguments], check=False, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60,
                              env={"PATH": f"{self.directory}:/usr/bin:/bin", "NETBIRD": "netbird-management", **environment})
        return done.returncode, done.stderr

    def calls(self):
        calls = self.directory / "calls"
        return calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []


class RestartInDocker(Script):
    def setUp(self):
        super().setUp()
        self.marker = self.directory / "restart-needed"
        self.does("docker", f'case $* in *ack-restart*) rm -f "{self.marker}" ;; esac')
        # It runs for ever: the second sleep ends it.
        self.does("sleep", f'if [ -e "{self.directory}/slept" ]; then kill $PPID; fi; touch "{self.directory}/slept"')

    def run_it(self):
        return self.run_script(DEPLOY / "compose/restart-netbird", self.marker, DAEMON="netbird-idp-sync")

    def test_RestartsAndAcknowledgesItsNumberOnce(self):
        self.marker.write_text("7\n", encoding="utf-8")
        self.run_it()
        asked = "docker exec netbird-idp-sync netbird-idp-sync"
        self.assertEqual(self.calls(), [f"{asked} reload", f"{asked} status", "docker restart netbird-management",
                                        f"{asked} ack-restart --generation 7", "sleep 1800", "sleep 30"])

    def test_TakesNothingButANumberFromAFile(self):
        elsewhere = self.directory / "elsewhere"
        elsewhere.write_text("7\n", encoding="utf-8")
        for text in (None, "", "7; touch x\n", "$(touch x)\n", "-7\n", "7\n8\n", "link", "pipe"):
            with self.subTest(text):
                self.marker.unlink(missing_ok=True)
                (self.directory / "slept").unlink(missing_ok=True)
                if text == "link":
                    self.marker.symlink_to(elsewhere)
                elif text == "pipe":
                    os.mkfifo(self.marker)
                elif text is not None:
                    self.marker.write_text(text, encoding="utf-8")
                self.run_it()
                self.assertEqual([call for call in self.calls() if call.startswith("docker")], [])

    def test_DoesNotRestartWhenTheDaemonDoesNotAnswerOrTakesTheNeedBack(self):
        for does, said in (("exit 1", "the daemon does not answer"), (f'rm -f "{self.marker}"', "")):
            with self.subTest(does):
                self.marker.write_text("7\n", encoding="utf-8")
                (self.directory / "slept").unlink(missing_ok=True)
                self.does("docker", does)
                self.assertIn(said, self.run_it()[1])
                self.assertNotIn("docker restart netbird-management", self.calls())


class RestartInKubernetes(Script):
    def setUp(self):
        super().setUp()
        for name, text in (("token", "made-up-token"), ("namespace", "netbird"), ("ca.crt", "")):
            (self.directory / name).write_text(text, encoding="utf-8")

    def run_it(self, ready="true", metrics=""):
        self.does("curl", f"case $* in */readyz) {ready} || exit 22 ;; */metrics) printf '{metrics}' ;; "
                          '*PATCH*) cat > "$here/stdin" ;; esac')
        return self.run_script(KUBERNETES / "components/restart-netbird/restart-netbird", METRICS="http://daemon:9464",
                               API="https://kubernetes.invalid", ACCOUNT=str(self.directory))

    def patches(self):
        return [call for call in self.calls() if "PATCH" in call]

    def test_NotesTheNumberAtTheDeployment(self):
        code, _ = self.run_it(metrics="idpsync_restart_needed 1\\nidpsync_restart_generation 7\\n")
        (patch,) = self.patches()
        self.assertEqual(code, 0)
        self.assertIn('{"netbird-idp-sync/restart-generation":"7"}', patch)
        self.assertTrue(patch.endswith("/apis/apps/v1/namespaces/netbird/deployments/netbird-management"))
        self.assertNotIn("made-up-token", patch)
        self.assertEqual((self.directory / "stdin").read_text(encoding="utf-8"), "Authorization: Bearer made-up-token\n")

    def test_DoesNothingWithoutANeed(self):
        for metrics in ("idpsync_restart_needed 0\\n", "# HELP idpsync_restart_generation 7\\n", "idpsync_restart_generation x\\n"):
            self.assertEqual((self.run_it(metrics=metrics)[0], self.patches()), (0, []))

    def test_DoesNothingWhileTheDaemonIsNotReady(self):
        code, said = self.run_it(ready="false", metrics="idpsync_restart_generation 7\\n")
        self.assertEqual((code, self.patches()), (1, []))
        self.assertIn("not ready", said)


if __name__ == "__main__":
    unittest.main()
