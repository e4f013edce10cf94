"""Holds config/netbird-idp-sync.schema.json against the daemon's parser and against every example.

Usage: schema_test.py PATH-OF-check_documents

The schema must refuse nothing that the parser takes. What the parser refuses, the schema must refuse too,
except what a schema cannot know: those documents are named, with the reason, in PARSER_ONLY.

PyYAML's own typing is YAML 1.1's and not ours (it reads `on` as true and 012 as ten), so documents are composed
to nodes and typed here by the parser's rules:
  - a scalar in quotes, and every key, is text;
  - plain true and false are booleans, plain decimal digits without a leading zero are integers, nothing, ~ and
    null are null;
  - every other plain scalar that YAML 1.1 or 1.2 would not read as text becomes an object that no JSON type
    fits: the schema refuses it wherever it stands, as the parser does.
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECKER = ""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

BOOLEAN = re.compile(r"y|Y|n|N|(?:true|yes|on|false|no|off)|(?:True|Yes|On|False|No|Off)|(?:TRUE|YES|ON|FALSE|NO|OFF)")
NUMBER = re.compile(
    r"[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN)"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)")
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t]+[0-9]+:[0-9:.Zz+\- \t]*)?")


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
        mapping[key.value] = typed(value)
    return mapping


def load(text):
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise Refused(str(error)) from error
    return None if node is None else typed(node)


def schema():
    return json.loads((ROOT / "config" / "netbird-idp-sync.schema.json").read_text(encoding="utf-8"))


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


MINIMAL = "version: 1\nmanagement: {url: https://netbird.example.com, token: {file: token}}\n"
OKTA = "type: okta, issuer: 'https://corp.okta.com', client_id: netbird"


def config(more=""):
    return MINIMAL + more


def management(line):
    return f"version: 1\nmanagement:\n  url: https://netbird.example.com\n  token: {{file: token}}\n  {line}\n"


def url(value, more=""):
    return f"version: 1\nmanagement:\n  url: {value}\n  token: {{file: token}}\n{more}"


def token(value):
    return f"version: 1\nmanagement:\n  url: https://netbird.example.com\n  token: {value}\n"


def provider(settings, key="corp"):
    return config(f"identity_providers:\n  {key}: {{{settings}}}\n")


def issuer(value, more=""):
    return provider(f"type: oidc, client_id: netbird, issuer: {value}{more}")


# Taken by both.
GOOD = {
    "minimal": config(),
    "sections with nothing below": config("reconcile:\nlog: ~\nidentity_providers: null\n"),
    "everything": """
version: 1
management:
  url: http://netbird.internal:8080/path/
  token: {credential: token}
  ca_file: ca.pem
  timeout: 1m30s
  proxy: http://proxy.example.com:3128
  allow_http: true
reconcile: {mode: observe, prune: all, prune_grace: 7d, max_deletes: 0, concurrency: 64}
providers_dir: providers.d
identity_providers:
  a: {type: google, client_id: x, name: Google, client_secret: {env: A_B}, id: google-1, state: present, allow: []}
log: {format: json, level: warning}
""",
    "url on a host that is called api": url("https://api"),
    "url with capital scheme": url("HTTPS://netbird.example.com"),
    "url on localhost": url("http://localhost:8080"),
    "url on LOCALHOST": url("http://LOCALHOST"),
    "url on 127.1.2.3": url("http://127.1.2.3:33073/"),
    "url on ::1": url("'http://[::1]:80'"),
    "url on ::1 in full": url("'http://[0:0:0:0:0:0:0:1]'"),
    "url with slashes": url("https://netbird.example.com/x//"),
    "url with a name that begins like an address": url("https://192.168.1.10.nip.io"),
    "plain http by word": url("http://netbird.internal", "  allow_http: true\n"),
    "plain token": token("nbp_not-a-real-token"),
    "timeout in quotes": management("timeout: '12s'"),
    "proxy with a password": management("proxy: http://user:not-a-real-secret@proxy.example.com:3128/"),
    "prune true": config("reconcile: {prune: true}\n"),
    "prune all in quotes": config("reconcile: {prune: 'all'}\n"),
    "prune_grace of every unit": config("reconcile: {prune_grace: 1d2h3m4s5ms}\n"),
    "prune_grace of no time": config("reconcile: {prune_grace: 0s}\n"),
    "provider": provider(OKTA),
    "provider whose key is a number": provider(OKTA, "012"),
    "provider whose key is no": provider(OKTA, "no"),
    "microsoft": provider("type: microsoft, client_id: x"),
    "issuer with a path": issuer("https://ak.example.com/application/o/netbird/"),
    "issuer on loopback": issuer("http://127.0.0.1:5556/dex"),
    "issuer on plain http by word": issuer("http://id.internal", ", allow_http: true"),
    "issuer with an at sign in the path": issuer("https://id.example.com/@realm"),
    "issuer with percent codes": issuer("https://id.example.com/my%20realm"),
    "client_id of digits in quotes": provider("type: google, client_id: '278162637461'"),
    "client_id no in quotes": provider("type: google, client_id: 'no'"),
    "client_id that looks like an address": provider("type: google, client_id: 10.0.0.1"),
    "name in Japanese": provider(f"{OKTA}, name: 日本語 “x”"),
    "name of 1024 characters": provider(f"{OKTA}, name: {'ü' * 1024}"),
    "name with a space that is not ASCII": provider(f"{OKTA}, name: \"\\u00a0x\\u00a0\""),
    "absent by key": provider("state: absent"),
    "absent by id and some": provider("state: absent, id: okta-1, type: okta"),
    "absent by values": provider(f"state: absent, {OKTA}"),
    "released with a name": provider("state: released, name: Okta"),
    "released google": provider("state: released, type: google, client_id: x"),
    "absent with a secret": provider("state: absent, client_secret: {file: x}"),
    "all consents": provider(
        f"{OKTA}, allow: [issuer-change, client-change, recreate, overwrite-secret, delete-last]"),
    "twins with ids": config("identity_providers:\n"
                             f"  a: {{{OKTA}, id: okta-1}}\n  b: {{{OKTA}, id: okta-2}}\n"),
    "aliases": config(f"identity_providers:\n  a: {{{OKTA}, client_secret: &s {{file: x}}}}\n"
                      "  b: {type: google, client_id: x, client_secret: *s}\n"),
}

GOOD_FRAGMENTS = {
    "providers": f"identity_providers: {{a: {{{OKTA}}}}}\n",
    "providers and the version": f"version: 1\nidentity_providers: {{a: {{{OKTA}}}}}\n",
    "no provider": "identity_providers:\n",
}

# Refused by both.
BAD = {
    "no version": "management: {url: https://netbird.example.com, token: {file: token}}\n",
    "version 2": MINIMAL.replace("version: 1", "version: 2"),
    "version in quotes": MINIMAL.replace("version: 1", "version: '1'"),
    "version 1.0": MINIMAL.replace("version: 1", "version: 1.0"),
    "version true": MINIMAL.replace("version: 1", "version: true"),
    "a list": "- version: 1\n",
    "a text": "version\n",
    "nothing": "~\n",
    "unknown setting": config("metrics: {listen: x}\n"),
    "misspelt setting": config("reconcille: {}\n"),
    "management of nothing": "version: 1\nmanagement:\n",
    "management a list": "version: 1\nmanagement: [url]\n",
    "no url": "version: 1\nmanagement: {token: {file: token}}\n",
    "no token": "version: 1\nmanagement: {url: https://netbird.example.com}\n",
    "unknown management setting": management("metrics_url: http://127.0.0.1:9090/metrics"),
    "url without scheme": url("netbird.example.com"),
    "url of ftp": url("ftp://netbird.example.com"),
    "url without host": url("https://"),
    "url with api": url("https://netbird.example.com/api"),
    "url with api and a slash": url("https://netbird.example.com/netbird/api/"),
    "url with a query": url("https://netbird.example.com?x=y"),
    "url with a fragment": url("'https://netbird.example.com#x'"),
    "url with a user": url("https://user@netbird.example.com"),
    "url on plain http": url("http://netbird.example.com"),
    "url on a name that begins like loopback": url("http://127.0.0.1.example.com"),
    "url on plain http, word false": url("http://netbird.example.com", "  allow_http: false\n"),
    "url with a space": url("'https://netbird example.com'"),
    "url of nothing": url(""),
    "url a number": url("12"),
    "token of nothing": token(""),
    "token a number": token("12345678"),
    "token a list": token("[file]"),
    "token of two forms": token("{file: a, env: B}"),
    "token of no form": token("{}"),
    "token of an unknown form": token("{path: a}"),
    "token in a file without name": token("{file: ''}"),
    "token in a file on ~": token("{file: ~/token}"),
    "credential with a slash": token("{credential: a/b}"),
    "credential ..": token("{credential: ..}"),
    "env with a dash": token("{env: A-B}"),
    "env that begins with a digit": token("{env: 1A}"),
    "env that is a boolean": token("{env: NO}"),
    "ca_file a number": management("ca_file: 1"),
    "timeout without unit": management("timeout: 30"),
    "timeout without unit in quotes": management("timeout: '30'"),
    "timeout with an unknown unit": management("timeout: 30sec"),
    "timeout with units out of order": management("timeout: 30s1m"),
    "timeout with a fraction": management("timeout: 1.5m"),
    "timeout of nothing": management("timeout:"),
    "timeout negative": management("timeout: -30s"),
    "proxy of socks": management("proxy: socks5://proxy.example.com"),
    "proxy with a path": management("proxy: http://proxy.example.com/path"),
    "allow_http yes": management("allow_http: yes"),
    "allow_http in quotes": management("allow_http: 'true'"),
    "allow_http 1": management("allow_http: 1"),
    "reconcile a text": config("reconcile: enforce\n"),
    "reconcile unknown setting": config("reconcile: {interval: 5m}\n"),
    "mode off": config("reconcile: {mode: off}\n"),
    "mode unknown": config("reconcile: {mode: dry-run}\n"),
    "prune yes": config("reconcile: {prune: yes}\n"),
    "prune true in quotes": config("reconcile: {prune: 'true'}\n"),
    "prune none": config("reconcile: {prune: none}\n"),
    "prune_grace without unit": config("reconcile: {prune_grace: 600}\n"),
    "max_deletes negative": config("reconcile: {max_deletes: -1}\n"),
    "max_deletes in quotes": config("reconcile: {max_deletes: '1'}\n"),
    "max_deletes octal": config("reconcile: {max_deletes: 01}\n"),
    "concurrency 0": config("reconcile: {concurrency: 0}\n"),
    "concurrency 65": config("reconcile: {concurrency: 65}\n"),
    "concurrency 4.0": config("reconcile: {concurrency: 4.0}\n"),
    "providers_dir of nothing": config("providers_dir:\n"),
    "providers_dir a list": config("providers_dir: [a]\n"),
    "log unknown setting": config("log: {colour: true}\n"),
    "log format unknown": config("log: {format: xml}\n"),
    "log level unknown": config("log: {level: trace}\n"),
    "identity_providers a list": config("identity_providers: []\n"),
    "key in capitals": provider(OKTA, "Corp"),
    "key with an underscore": provider(OKTA, "corp_1"),
    "key that begins with a dash": provider(OKTA, "-corp"),
    "key of 64 characters": provider(OKTA, "a" * 64),
    "key that is empty": provider(OKTA, "''"),
    "key that is a list": config(f"identity_providers:\n  ? [a]\n  : {{{OKTA}}}\n"),
    "provider of nothing": config("identity_providers: {corp: }\n"),
    "provider a text": config("identity_providers: {corp: okta}\n"),
    "provider unknown setting": provider(f"{OKTA}, preflight: warn"),
    "provider with merge key": provider(f"{OKTA}, <<: {{name: x}}"),
    "no type": provider("issuer: 'https://id.example.com', client_id: x"),
    "no issuer": provider("type: okta, client_id: x"),
    "no client_id": provider("type: google"),
    "type unknown": provider(OKTA.replace("okta,", "github,", 1)),
    "type a boolean": provider("type: on, client_id: x"),
    "google with an issuer": provider("type: google, client_id: x, issuer: 'https://accounts.google.com'"),
    "absent google with an issuer": provider(
        "state: absent, type: google, client_id: x, issuer: 'https://accounts.google.com'"),
    "issuer on plain http": issuer("http://id.internal"),
    "issuer with a query": issuer("'https://id.example.com?x'"),
    "issuer with a fragment": issuer("'https://id.example.com#x'"),
    "issuer with a user": issuer("'https://a:b@id.example.com'"),
    "issuer with a space in front": issuer("' https://id.example.com'"),
    "issuer relative": issuer("/realms/x"),
    "issuer empty": issuer("''"),
    "client_id a number": provider("type: google, client_id: 278162637461"),
    "client_id 012": provider("type: google, client_id: 012"),
    "client_id 1e3": provider("type: google, client_id: 1e3"),
    "client_id 0x1f": provider("type: google, client_id: 0x1f"),
    "client_id a date": provider("type: google, client_id: 2027-01-31"),
    "client_id 1:30": provider("type: google, client_id: 1:30"),
    "client_id no": provider("type: google, client_id: no"),
    "client_id ~": provider("type: google, client_id: ~"),
    "client_id .inf": provider("type: google, client_id: .inf"),
    "client_id empty": provider("type: google, client_id: ''"),
    "client_id a list": provider("type: google, client_id: [x]"),
    "name with a space behind": provider(f"{OKTA}, name: 'x '"),
    "name with a line break": provider(f"{OKTA}, name: \"x\\n\""),
    "name with an escape character": provider(f"{OKTA}, name: \"x\\ey\""),
    "name of 1025 characters": provider(f"{OKTA}, name: {'ü' * 1025}"),
    "secret a number": provider(f"{OKTA}, client_secret: 12345678"),
    "secret empty": provider(f"{OKTA}, client_secret: ''"),
    "secret of nothing": provider(f"{OKTA}, client_secret: "),
    "secret with a line break": provider(f"{OKTA}, client_secret: \"not-a-real-secret\\n\""),
    "id with a slash": provider(f"{OKTA}, id: a/b"),
    "id with a space": provider(f"{OKTA}, id: a b"),
    "id a number": provider(f"{OKTA}, id: 12"),
    "state unknown": provider(f"{OKTA}, state: deleted"),
    "absent without issuer": provider("state: absent, type: okta, client_id: x"),
    "released with an issuer alone": provider("state: released, issuer: 'https://id.example.com'"),
    "allow a text": provider(f"{OKTA}, allow: recreate"),
    "allow unknown": provider(f"{OKTA}, allow: [everything]"),
    "allow twice": provider(f"{OKTA}, allow: [recreate, recreate]"),
    "allow_http of a provider in quotes": provider(f"{OKTA}, allow_http: 'false'"),
}

BAD_FRAGMENTS = {
    "no providers": "version: 1\n",
    "management": f"management: {{}}\nidentity_providers: {{a: {{{OKTA}}}}}\n",
    "log": f"log: {{level: debug}}\nidentity_providers: {{a: {{{OKTA}}}}}\n",
    "version 2": "version: 2\nidentity_providers:\n",
    "a list": "- identity_providers\n",
}

# Refused by the parser alone, and why a schema cannot know.
PARSER_ONLY = {
    "a setting twice": ("JSON's data model has no duplicate keys", config("log: {level: info, level: info}\n")),
    "the same issuer and client_id twice": (
        "compares values in different places",
        config(f"identity_providers:\n  a: {{{OKTA}}}\n  b: {{{OKTA}}}\n")),
    "the same id twice": (
        "compares values in different places",
        config(f"identity_providers:\n  a: {{{OKTA}, id: x}}\n  b: {{type: google, client_id: x, id: x}}\n")),
    "no management": ("without it, the file looks like one of providers_dir",
                      f"version: 1\nidentity_providers: {{a: {{{OKTA}}}}}\n"),
    "timeout under 12s": ("a pattern does not add up units", management("timeout: 11s")),
    "duration over 3650 days": ("a pattern does not add up units", config("reconcile: {prune_grace: 3651d}\n")),
    "port over 65535": ("a pattern does not count", url("https://netbird.example.com:65536")),
    "issuer with a broken percent code": ("the whole grammar of URLs is no pattern to read",
                                          issuer("https://id.example.com/%zz")),
    "issuer with a raw umlaut": ("the whole grammar of URLs is no pattern to read",
                                 issuer("https://id.example.com/ü")),
    "tags": ("tags are gone in JSON's data model", config("log: {level: !!str info}\n")),
    "providers_dir that is missing": ("looks at the disk", config("providers_dir: missing.d\n")),
}

# Every setting with every value below must get the same verdict from both.
SETTINGS = {
    "version": lambda value: MINIMAL.replace("version: 1", f"version: {value}"),
    "management": lambda value: f"version: 1\nmanagement: {value}\n",
    "management.url": url,
    "management.token": token,
    "management.token.file": lambda value: token(f"{{file: {value}}}"),
    "management.token.credential": lambda value: token(f"{{credential: {value}}}"),
    "management.token.env": lambda value: token(f"{{env: {value}}}"),
    "management.ca_file": lambda value: management(f"ca_file: {value}"),
    "management.timeout": lambda value: management(f"timeout: {value}"),
    "management.proxy": lambda value: management(f"proxy: {value}"),
    "management.allow_http": lambda value: management(f"allow_http: {value}"),
    "reconcile": lambda value: config(f"reconcile: {value}\n"),
    "reconcile.mode": lambda value: config(f"reconcile: {{mode: {value}}}\n"),
    "reconcile.prune": lambda value: config(f"reconcile: {{prune: {value}}}\n"),
    "reconcile.prune_grace": lambda value: config(f"reconcile: {{prune_grace: {value}}}\n"),
    "reconcile.max_deletes": lambda value: config(f"reconcile: {{max_deletes: {value}}}\n"),
    "reconcile.concurrency": lambda value: config(f"reconcile: {{concurrency: {value}}}\n"),
    "identity_providers": lambda value: config(f"identity_providers: {value}\n"),
    "KEY": lambda value: config(f"identity_providers: {{corp: {value}}}\n"),
    "KEY.type": lambda value: provider(f"type: {value}, client_id: x, issuer: 'https://id.example.com'"),
    "KEY.name": lambda value: provider(f"{OKTA}, name: {value}"),
    "KEY.issuer": issuer,
    "KEY.client_id": lambda value: provider(f"type: google, client_id: {value}"),
    "KEY.client_secret": lambda value: provider(f"{OKTA}, client_secret: {value}"),
    "KEY.id": lambda value: provider(f"{OKTA}, id: {value}"),
    "KEY.state": lambda value: provider(f"{OKTA}, state: {value}"),
    "KEY.allow": lambda value: provider(f"{OKTA}, allow: {value}"),
    "KEY.allow_http": lambda value: provider(f"{OKTA}, allow_http: {value}"),
    "log.format": lambda value: config(f"log: {{format: {value}}}\n"),
    "log.level": lambda value: config(f"log: {{level: {value}}}\n"),
}

VALUES = [
    "", "~", "null", "Null", "true", "false", "True", "yes", "no", "on", "off", "y", "'true'", "'null'", "0", "1", "4",
    "64", "65", "-1", "+1", "012", "0x1f", "0o17", "1_000", "1.0", "1.5", "1e3", ".inf", ".nan", "1:30", "2027-01-31",
    "2027-01-31 10:00:00", "99999999999999999999", "'1'", "''", "' '", "'a '", "' a'", "a", "a b", "a/b", "..", ".",
    "~/a", "/a/b", "a%b", "\"a\\tb\"", "\"a\\u0085b\"", "\"a\\u200bb\"", "30s", "12s", "500s", "1h30m", "30m1h", "5M",
    "1d", "30 s", "enforce", "observe", "all", "info", "json", "okta", "google", "microsoft", "oidc", "present",
    "absent", "released", "recreate", "[recreate]", "[recreate, 1]", "[]", "{}", "[a]", "{a: b}", "{file: a}",
    "{file: }", "{env: A}", "{file: a, env: A}", "https://id.example.com", "http://id.example.com",
    "http://localhost:1", "https://id.example.com/api", "https://id.example.com/", "'https://id.example.com?x'",
    "https://a:b@id.example.com", "https://id.example.com:8443/x", "ftp://id.example.com", "https://",
    "'http://[::1]'", "HTTP://127.0.0.1", "a" * 300, "a" * 1100, "A_B1", "1A", "日本",
]


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

    def test_takes_what_the_parser_takes(self):
        for kind, table in (("config", GOOD), ("fragment", GOOD_FRAGMENTS)):
            for (name, text), verdict in self.verdicts(table, kind):
                with self.subTest(kind=kind, name=name):
                    self.assertEqual(verdict, "accepted")
                    self.validator.validate(load(text))

    def test_refuses_what_the_parser_refuses(self):
        self.assertGreaterEqual(len(BAD), 60)
        for kind, table in (("config", BAD), ("fragment", BAD_FRAGMENTS)):
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
        cases = [(name, value, make(value)) for name, make in SETTINGS.items() for value in VALUES]
        for (name, value, text), verdict in zip(cases, parser_verdicts([("config", text) for *_, text in cases])):
            with self.subTest(setting=name, value=value):
                self.assertEqual(refused_by_schema(self.validator, text), verdict != "accepted", verdict)

    def test_describes_every_setting(self):
        definitions = self.schema["$defs"]
        for part in ("config", "fragment", "management", "reconcile", "log", "provider"):
            for name, setting in definitions[part]["properties"].items():
                target = setting if "description" in setting else definitions[setting["$ref"].rsplit("/", 1)[1]]
                self.assertIn("description", target, name)


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

    def test_config_names_every_setting(self):
        loaded = load(self.uncommented())
        definitions = schema()["$defs"]
        for name, section in (("config", loaded), ("management", loaded["management"]),
                              ("reconcile", loaded["reconcile"]), ("log", loaded["log"]),
                              ("provider", loaded["identity_providers"]["pocket-id"])):
            self.assertEqual(set(section), set(definitions[name]["properties"]), name)

    def test_reference_names_every_setting(self):
        reference = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
        for definition in ("config", "management", "reconcile", "log", "provider"):
            for name in schema()["$defs"][definition]["properties"]:
                self.assertIn(f"`{name}`", reference)

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
    unittest.main(verbosity=1)
