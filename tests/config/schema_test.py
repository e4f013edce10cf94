"""Holds config/netbird-idp-sync.schema.json against the daemon's parser and against every example.

Usage: schema_test.py PATH-OF-check_documents PATH-OF-describe

The schema must refuse nothing that the parser takes. What the parser refuses, the schema must refuse too,
except what a schema cannot know: those documents are named, with the reason, in schema_documents.PARSER_ONLY.

PyYAML's own typing is YAML 1.1's and not ours (it reads `on` as true and 012 as ten), so documents are composed
to nodes and typed here by the parser's rules:
  - a scalar in quotes, and every key, is text;
  - plain true and false are booleans, plain decimal digits without a leading zero are integers, nothing, ~ and
    null are null;
  - every other plain scalar that YAML 1.1 or 1.2 would not read as text becomes an object that no JSON type
    fits: the schema refuses it wherever it stands, as the parser does. Where a day is due, a plain one is the
    text that YAML 1.2 takes it for.
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

import jsonschema
import yaml

from schema_documents import (BAD, BAD_FRAGMENTS, BAD_STANDALONE, GOOD, GOOD_FRAGMENTS, GOOD_STANDALONE, PARSER_ONLY)
from schema_values import UNKNOWABLE, VALUES, settings, standalone_settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECKER = ""
DESCRIBE = ""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

BOOLEAN = re.compile(r"y|Y|n|N|(?:true|yes|on|false|no|off)|(?:True|Yes|On|False|No|Off)|(?:TRUE|YES|ON|FALSE|NO|OFF)")
NUMBER = re.compile(
    r"[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN)"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)")
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t]+[0-9]+:[0-9:.Zz+\- \t]*)?")


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAYS = ("client_secret_expires",)


class NotText:
    """A plain scalar that is neither text nor anything a setting takes."""


class Refused(Exception):
    """What no editor would take for YAML, or for JSON's data model."""


def typed_scalar(node):
    text = node.value
    if node.style:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if re.fullmatch(r"0|[1-9][0-9]*", text):
        return int(text)
    if any(pattern.fullmatch(text) for pattern in (BOOLEAN, NUMBER, DATE)):
        return NotText()
    return text


def typed(node):
    if isinstance(node, yaml.ScalarNode):
        return typed_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [typed(item) for item in node.value]
    mapping = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Refused("a key that is no text")
        is_day = key.value in DAYS and isinstance(value, yaml.ScalarNode) and DAY.fullmatch(value.value)
        mapping[key.value] = value.value if is_day else typed(value)
    return mapping


def load(text):
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise Refused(str(error)) from error
    return None if node is None else typed(node)


def schema():
    return json.loads((ROOT / "config" / "netbird-idp-sync.schema.json").read_text(encoding="utf-8"))


def tables():
    """Every setting, as the parser has it."""
    return json.loads(subprocess.run([DESCRIBE], stdout=subprocess.PIPE, check=True).stdout)


def sections(described):
    """The settings of each section, by the section's name in the schema."""
    below = {row["name"]: row.get("rows") or described.get(row["name"])
             for row in described["settings"] if row["kind"] == "section" and row["name"] != "identity_providers"}
    return {"config": described["settings"], "provider": described["provider"]} | below


def standalone_sections(described):
    top = described["standalone_file"]
    rows = next(row["rows"] for row in top if row["name"] == "standalone")
    below = {row["name"]: row["rows"] for row in rows if row["kind"] == "section"}
    return {"standalone_config": top, "standalone": rows, "manager": below["manager"],
            "standalone_registration": below["registration"]}


def refused_by_schema(validator, text):
    try:
        return not validator.is_valid(load(text))
    except Refused:
        return True


def parser_verdicts(documents):
    """For (kind, text) pairs, the parser's verdicts in the same order."""
    sent = b""
    for kind, text in documents:
        data = text.encode("utf-8")
        sent += f"{kind} {len(data)}\n".encode() + data
    lines = subprocess.run([CHECKER], input=sent, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(lines) == len(documents), lines
    return lines


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = schema()
        cls.validator = jsonschema.Draft202012Validator(cls.schema)

    def verdicts(self, table, kind):
        documents = [(kind, text) for text in table.values()]
        return zip(table.items(), parser_verdicts(documents))

    def test_is_a_valid_schema(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_is_what_its_catalogue_entry_names(self):
        entry = json.loads((ROOT / "config/schemastore.json").read_text(encoding="utf-8"))
        self.assertEqual(set(entry), {"name", "description", "fileMatch", "url"})
        self.assertEqual(entry["url"], self.schema["$id"])
        for name in ("netbird-idp-sync/config.yaml", "etc/netbird-idp-sync/providers.d/okta.yaml",
                     "etc/netbird-idp-sync/office/config.yaml", "netbird-idp-sync/office/providers.d/okta.yaml"):
            path = pathlib.PurePath("/repository") / name
            # As the catalogue has it, ** is any directories.
            self.assertTrue(any(path.match(glob.removeprefix("**/")) for glob in entry["fileMatch"]), name)
        self.assertFalse(any(pathlib.PurePath("/other/config.yaml").match(glob.removeprefix("**/"))
                             for glob in entry["fileMatch"]))

    def test_takes_what_the_parser_takes(self):
        for kind, table in (("config", GOOD), ("fragment", GOOD_FRAGMENTS), ("standalone", GOOD_STANDALONE)):
            for (name, text), verdict in self.verdicts(table, kind):
                with self.subTest(kind=kind, name=name):
                    self.assertEqual(verdict, "accepted")
                    self.validator.validate(load(text))

    def test_refuses_what_the_parser_refuses(self):
        self.assertGreaterEqual(len(BAD), 60)
        for kind, table in (("config", BAD), ("fragment", BAD_FRAGMENTS), ("standalone", BAD_STANDALONE)):
            for (name, text), verdict in self.verdicts(table, kind):
                with self.subTest(kind=kind, name=name):
                    self.assertTrue(verdict.startswith("refused"), verdict)
                    self.assertTrue(refused_by_schema(self.validator, text), "the schema takes it")

    def test_knows_what_only_the_parser_can_know(self):
        table = {name: text for name, (_, text) in PARSER_ONLY.items()}
        for (name, text), verdict in self.verdicts(table, "config"):
            with self.subTest(name=name):
                self.assertTrue(verdict.startswith("refused"), verdict)
                self.assertFalse(refused_by_schema(self.validator, text), "the schema knows it too: move it to BAD")

    def test_agrees_with_the_parser_on_every_setting(self):
        described = tables()
        makers = [("config", settings(described)), ("standalone", standalone_settings(described))]
        self.assertGreaterEqual(sum(len(of_kind) for _, of_kind in makers), 70)
        cases = [(kind, name, value, make(value)) for kind, of_kind in makers for name, make in of_kind.items()
                 for value in VALUES]
        verdicts = parser_verdicts([(kind, text) for kind, _, _, text in cases])
        for (_, name, value, text), verdict in zip(cases, verdicts):
            if any(reason in verdict for reason in UNKNOWABLE):
                continue
            with self.subTest(setting=name, value=value):
                self.assertEqual(refused_by_schema(self.validator, text), verdict != "accepted", verdict)

    def test_describes_every_setting(self):
        definitions = self.schema["$defs"]
        described = tables()
        for name, rows in (sections(described) | standalone_sections(described)).items():
            for row in rows:
                setting = definitions[name]["properties"][row["name"]]
                below = setting["anyOf"][-1] if "anyOf" in setting else setting
                target = setting if "description" in setting else definitions[below["$ref"].rsplit("/", 1)[1]]
                self.assertIn("description", target, row["name"])


class ExamplesTest(unittest.TestCase):
    """Every example is taken by both, as it is and with the settings behind a # in force."""

    @classmethod
    def setUpClass(cls):
        cls.validator = jsonschema.Draft202012Validator(schema())
        cls.config = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
        cls.examples = {path.stem: path.read_text(encoding="utf-8")
                        for path in sorted((ROOT / "config" / "examples").glob("*.yaml"))}

    def uncommented(self):
        return re.sub(r"^( *)#(?=[a-z])", r"\1", self.config, flags=re.MULTILINE)

    def check(self, kind, text):
        self.validator.validate(load(text))
        self.assertEqual(parser_verdicts([(kind, text)]), ["accepted"])

    def test_config_as_it_is(self):
        self.check("config", self.config)

    def test_config_with_every_setting(self):
        self.check("config", self.uncommented())

    def test_standalone(self):
        self.check("standalone", (ROOT / "config" / "standalone.yaml").read_text(encoding="utf-8"))

    def test_config_names_every_setting(self):
        loaded = load(self.uncommented())
        for name, rows in sections(tables()).items():
            section = (loaded if name == "config" else
                       loaded["identity_providers"]["pocket-id"] if name == "provider" else loaded[name])
            self.assertEqual(list(section), [row["name"] for row in rows], name)

    def test_reference_names_every_setting(self):
        reference = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
        described = tables()
        for rows in (sections(described) | standalone_sections(described)).values():
            for row in rows:
                self.assertRegex(reference, rf"\| \[?`{row['name']}`")

    def test_every_type_has_an_example(self):
        types = schema()["$defs"]["provider"]["properties"]["type"]["enum"]
        self.assertEqual(sorted(self.examples), sorted(types))
        for name, text in self.examples.items():
            with self.subTest(type=name):
                self.check("fragment", text)
                (declared,) = load(text)["identity_providers"].values()
                self.assertEqual(declared["type"], name)
                self.assertIn("/oauth2/callback", text)


if __name__ == "__main__":
    CHECKER = sys.argv.pop(1)
    DESCRIBE = sys.argv.pop(1)
    unittest.main(verbosity=1)
