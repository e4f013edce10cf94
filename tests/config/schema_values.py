"""Every setting with every value below must get the same verdict from the schema and the parser."""

from schema_documents import MINIMAL, OKTA, config, issuer, management, provider, token, url

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
