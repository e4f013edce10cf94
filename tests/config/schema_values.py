"""Every setting with every value below must get the same verdict from the schema and the parser."""

from schema_documents import MINIMAL, OKTA, config, provider, standalone, token

# What a section must hold beside the setting in question, each setting with its value.
BESIDE = {
    "management": {"url": "https://netbird.example.com", "token": "{file: token}"},
    "group_sync": {"enabled": "true"},
    "identity_providers": {"type": "okta", "issuer": "'https://corp.okta.com'", "client_id": "netbird"},
}
# Of a provider, where others show more: an issuer of any host, and a provider that needs none.
BESIDE_SETTING = {
    "type": {"client_id": "x", "issuer": "'https://id.example.com'"},
    "issuer": {"type": "oidc", "client_id": "netbird"},
    "client_id": {"type": "google"},
}


def below(name, settings):
    """A section with these settings, or a provider with them."""
    indent = "  "
    text = f"{name}:\n"
    if name == "identity_providers":
        text += "  corp:\n"
        indent = "    "
    return text + "".join(f"{indent}{setting}: {value}\n" for setting, value in settings.items())


def document(section, setting, value):
    beside = BESIDE.get(section, {})
    if section == "identity_providers":
        beside = BESIDE_SETTING.get(setting, beside)
    text = below(section, beside | {setting: value})
    return f"version: 1\n{text}" if section == "management" else config(text)


def of_top(name):
    return {"version": lambda value: MINIMAL.replace("version: 1", f"version: {value}"),
            "management": lambda value: f"version: 1\nmanagement: {value}\n"}.get(
                name, lambda value: config(f"{name}: {value}\n"))


def settings(tables):
    """For each setting of the tables that `describe` prints, what makes a document with a value of it."""
    makers = {
        "management.token.file": lambda value: token(f"{{file: {value}}}"),
        "management.token.credential": lambda value: token(f"{{credential: {value}}}"),
        "management.token.env": lambda value: token(f"{{env: {value}}}"),
        "KEY": lambda value: config(f"identity_providers: {{corp: {value}}}\n"),
    }
    for top in tables["settings"]:
        name = top["name"]
        makers[name] = of_top(name)
        rows = top.get("rows") or tables.get("provider" if name == "identity_providers" else name, [])
        for row in rows:
            makers[f"{name}.{row['name']}"] = (
                lambda value, section=name, setting=row["name"]: document(section, setting, value))
    return makers


def standalone_settings(tables):
    """The same of a standalone configuration."""
    whole = standalone()
    rows = next(row["rows"] for row in tables["standalone_file"] if row["name"] == "standalone")
    makers = {"standalone": lambda value: f"version: 1\nstandalone: {value}\n",
              "version": lambda value: whole.replace("version: 1", f"version: {value}"),
              "manager.token": lambda value: standalone(manager=f"{{token: {value}}}"),
              "manager.url": lambda value: standalone(manager=f"{{token: {{file: key}}, url: {value}}}"),
              "registration.token": lambda value: standalone(f"registration: {{token: {value}}}"),
              "registration.url": lambda value: standalone(f"registration: {{token: {{file: key}}, url: {value}}}"),
              "registration.allowed_groups": lambda value: standalone(
                  f"registration: {{token: {{file: key}}, allowed_groups: {value}}}"),
              "manager.username": lambda value: standalone(
                  provider="authentik", manager=f"{{password: {{file: ak}}, username: {value}}}"),
              "manager.client_id": lambda value: standalone(
                  provider="keycloak", issuer="'https://kc.example.com/realms/x'",
                  manager=f"{{client_secret: {{file: kc}}, client_id: {value}}}")}
    for row in rows:
        makers[f"standalone.{row['name']}"] = (
            lambda value, name=row["name"]: "".join(
                line for line in whole.splitlines(True) if not line.startswith(f"  {name}:")) + f"  {name}: {value}\n")
    return makers


# What the parser says where no schema can know: it does not add up units, and does not see the disk.
UNKNOWABLE = ("must be at least", "No such file or directory")

VALUES = [
    "", "~", "null", "Null", "true", "false", "True", "yes", "no", "on", "off", "y", "'true'", "'null'", "0", "1", "4",
    "64", "65", "-1", "+1", "012", "0x1f", "0o17", "1_000", "1.0", "1.5", "1e3", ".inf", ".nan", "1:30", "2027-01-31",
    "2027-01-31 10:00:00", "99999999999999999999", "'1'", "''", "' '", "'a '", "' a'", "a", "a b", "a/b", "..", ".",
    "~/a", "/a/b", "a%b", "\"a\\tb\"", "\"a\\u0085b\"", "\"a\\u200bb\"", "\"\\u201ca\\u201d\"", "\"a\\u00a0b\"", "'a,'", "'\"a\"'", "30s", "12s", "500s", "1h30m", "30m1h", "5M",
    "1d", "30 s", "enforce", "observe", "all", "info", "json", "okta", "google", "microsoft", "oidc", "present",
    "absent", "released", "recreate", "[recreate]", "[recreate, 1]", "[]", "{}", "[a]", "{a: b}", "{file: a}",
    "{file: }", "{env: A}", "{file: a, env: A}", "https://id.example.com", "http://id.example.com",
    "http://localhost:1", "https://id.example.com/api", "https://id.example.com/", "'https://id.example.com?x'",
    "https://a:b@id.example.com", "https://id.example.com:8443/x", "ftp://id.example.com", "https://",
    "'http://[::1]'", "HTTP://127.0.0.1", "a" * 300, "a" * 1100, "A_B1", "1A", "日本", "127.0.0.1:9464", "localhost:0", "localhost:65535", "localhost:65536", "localhost:",
    "localhost", "':9464'", "'[::1]:9464'", "'[2001:db8::1]:1'", "'[::g]:1'", "'::1:9464'", "256.0.0.1:1", "127.0.0.01:1",
    "127.1:1", "example.com:1", "LOCALHOST:1", "'*:1'", "'[]:1'", "'[fe80::1%eth0]:1'",
]
