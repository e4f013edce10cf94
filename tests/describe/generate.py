"""Writes what is made from the tables of the program, or checks that the committed copies are up to date.

usage: generate.py PATH-OF-describe [--check FILE]
Without --check every file is written again. Each file keeps what is written by hand: see the module that makes it.
"""

import json
import pathlib
import subprocess
import sys

import command_line
import config_yaml
import reference
import registration
import schema
import setup_keys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What makes the new text of a file, from the tables and the present text.
FILES = {
    "config/netbird-idp-sync.schema.json": schema.renewed,
    "config/config.yaml": config_yaml.renewed,
    "docs/configuration.md": reference.renewed,
    "docs/man/netbird-idp-sync.8": command_line.manual,
    "docs/commands.md": command_line.reference,
    "docs/standalone.md": setup_keys.renewed,
    "completions/netbird-idp-sync.bash": command_line.bash,
    "completions/_netbird-idp-sync": command_line.zsh,
    "completions/netbird-idp-sync.fish": command_line.fish,
} | registration.PAGES


def tables(describe):
    return json.loads(subprocess.run([describe], stdout=subprocess.PIPE, check=True).stdout)


def main(describe, *checked):
    known = tables(describe)
    for name in checked[1:] or FILES:
        path = ROOT / name
        present = path.read_text(encoding="utf-8")
        renewed = FILES[name](known, present)
        if renewed == present:
            continue
        if checked:
            sys.exit(f"{name} is not what the program says; run ./dev generate, and commit what changed")
        path.write_text(renewed, encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
