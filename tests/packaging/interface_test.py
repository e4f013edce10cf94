"""The manual page and the completions know the commands and options that `--help` knows.

Takes from the environment: SOURCE (the repository), PROGRAM (built).
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["SOURCE"])
PAGE = SOURCE / "docs/man/netbird-idp-sync.8"
BASH = SOURCE / "completions/netbird-idp-sync.bash"
ZSH = SOURCE / "completions/_netbird-idp-sync"
FISH = SOURCE / "completions/netbird-idp-sync.fish"

LONG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OPTION = re.compile(r"(?<![\w-])(?:--[a-z][a-z-]+|-[a-z](?![\w-]))")


def run(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True)


def help_of(*command):
    return run(os.environ["PROGRAM"], *command, "--help").stdout


def commands():
    section = help_of().split("Commands:\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^  ([a-z-]+) ", section, re.MULTILINE)


def options_of(*command):
    """The options that a help text lists, in both spellings."""
    return {option for line in help_of(*command).splitlines() if re.match(" +-", line)
            for option in OPTION.findall(line)}


def all_options():
    return options_of().union(*(options_of(command) for command in commands()))


class Manual(unittest.TestCase):
    def setUp(self):
        # In roff a hyphen of a name is written \-, and a font may change within a line.
        text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
        self.text = re.sub(r"\\f[A-Z]", "", text)

    def test_FormatsWithoutAWarning(self):
        self.assertEqual(run("groff", "-man", "-Tutf8", "-ww", "-z", str(PAGE)).stderr, "")

    def test_NamesEveryCommandAndOption(self):
        section = self.text.split(".SH COMMANDS\n", 1)[1].split(".SH", 1)[0]
        for command in commands():
            self.assertRegex(section, rf"(?m)^\.BR? {command}\b")
        self.assertEqual(all_options() - set(OPTION.findall(self.text)), set())

    def test_NamesNoOptionThatIsNotThere(self):
        of_systemctl = {"--now"}
        self.assertEqual(set(LONG.findall(self.text)) - all_options() - of_systemctl, set())


class Completions(unittest.TestCase):
    def offered_by_bash(self, *words, program="netbird-idp-sync"):
        """What bash offers for the last of these words."""
        script = (f"source {BASH}; COMP_WORDS=({program} \"$@\"); COMP_CWORD=$#; _netbird_idp_sync; "
                  "printf '%s\\n' \"${COMPREPLY[@]}\"")
        return set(run("bash", "-c", script, "bash", *words).stdout.split())

    def test_BashOffersEveryCommandAndOption(self):
        self.assertEqual(set(commands()) - self.offered_by_bash(""), set())
        for command in commands():
            with self.subTest(command):
                self.assertEqual(options_of(command) - self.offered_by_bash(command, "-"), set())
                self.assertEqual(self.offered_by_bash("--help", command[:-1]), {command})

    def test_BashOffersCommandsFirstAndOptionsOnDemand(self):
        self.assertEqual(self.offered_by_bash(""), {*commands(), "help", "version"})
        self.assertEqual(self.offered_by_bash("help", ""), set(commands()))
        self.assertIn("--version", self.offered_by_bash("-"))

    def test_BashOffersTheKeysOfTheFiles(self):
        with tempfile.TemporaryDirectory() as directory:
            config = Path(directory) / "config.yaml"
            provider = "{ type: google, client_id: a, client_secret: { file: a } }"
            config.write_text("version: 1\nmanagement: { url: https://n.example, token: { file: t } }\n"
                              f"identity_providers: {{ corp: {provider}, old: {{ state: absent }} }}\n",
                              encoding="utf-8")
            program = os.environ["PROGRAM"]
            for line in (["plan", "-c", str(config), ""], ["doctor", "--config", "=", str(config), "--login", ""],
                         ["history", "-c", str(config), ""], ["status", "-c", str(config), ""],
                         ["show", "registration", "-c", str(config), ""]):
                self.assertEqual(self.offered_by_bash(*line, program=program), {"corp", "old"})
            self.assertEqual(self.offered_by_bash("apply", "-c", str(config), "c", program=program), {"corp"})

    def test_BashOffersTheValuesOfArguments(self):
        self.assertEqual(self.offered_by_bash("show", ""), {"redirect-uri", "registration"})
        self.assertIn("pocketid", self.offered_by_bash("show", "registration", "--type", ""))
        self.assertIn("1h", self.offered_by_bash("pause", ""))
        self.assertEqual(self.offered_by_bash("plan", "--format", ""), {"text", "json", "markdown"})
        self.assertEqual(self.offered_by_bash("check", "--format", "s"), {"sarif"})
        self.assertEqual(self.offered_by_bash("history", "-n", ""), set())

    def test_ZshAndFishNameEveryCommandAndOption(self):
        zsh = ZSH.read_text(encoding="utf-8")
        fish = FISH.read_text(encoding="utf-8")
        for command in commands():
            self.assertRegex(zsh, rf"(?m)^ +'{command}:")
            self.assertRegex(zsh, rf"(?m)^ +{command}\) _arguments ")
            self.assertRegex(fish, rf"(?m) -a {command} -d ")
        for option in all_options():
            self.assertRegex(zsh, rf"{option}[\[,}}]")
            self.assertRegex(fish, rf" -l {option[2:]} " if option.startswith("--") else rf" -s {option[1:]} ")

    def test_NameNoOptionThatIsNotThere(self):
        known = all_options()
        for file in (BASH, ZSH):
            self.assertEqual(set(LONG.findall(file.read_text(encoding="utf-8"))) - known, set())
        long = re.findall(r"(?m)^complete .* -l ([a-z-]+)", FISH.read_text(encoding="utf-8"))
        self.assertEqual({"--" + option for option in long} - known, set())


if __name__ == "__main__":
    unittest.main()
