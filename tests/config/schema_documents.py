"""Documents for schema_test.py, by the verdict that they get."""

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


def registration(kind, settings):
    return provider(f"type: {kind}, client_id: netbird, issuer: 'https://id.example.com/realms/x', registration: {{{settings}}}")


def issuer(value, more=""):
    return provider(f"type: oidc, client_id: netbird, issuer: {value}{more}")


def standalone(settings="", manager="", provider="pocketid", issuer="'https://id.example.com'", more=""):
    return (f"version: 1\nstandalone:\n  provider: {provider}\n  issuer: {issuer}\n  client_id: netbird\n"
            "  domain: netbird.example.com\n  directory: /opt/netbird\n" + (f"  manager: {manager}\n" if manager else "") +
            (f"  {settings}\n" if settings else "") + more)


# Taken by both.
GOOD = {
    "minimal": config(),
    "sections with nothing below": config("reconcile:\nlog: ~\nmetrics:\nidentity_providers: null\n"),
    "everything": """
version: 1
management:
  url: http://netbird.internal:8080/path/
  token: {credential: token}
  ca_file: ca.pem
  timeout: 1m30s
  proxy: http://proxy.example.com:3128
  metrics_url: http://127.0.0.1:9090/metrics
  allow_http: true
reconcile: {mode: observe, prune: all, prune_grace: 7d, max_deletes: 0, max_changes: 20, on_change: ask, concurrency: 64}
providers_dir: providers.d
identity_providers:
  a: {type: google, client_id: x, name: Google, client_secret: {env: A_B}, id: google-1, state: present, allow: []}
log: {format: json, level: warning}
metrics: {listen: "[::1]:9464"}
""",
    "registration of pocketid": registration("pocketid", "token: {file: key}, url: 'https://id.internal', allowed_groups: [a]"),
    "registration of authentik": registration("authentik", "token: {env: KEY}, url: 'http://127.0.0.1:9000'"),
    "registration of entra": registration("entra", "client_id: sync, client_secret: {file: key}, secret: generated, secret_lifetime: 90d"),
    "registration of keycloak": registration("keycloak", "client_id: idp-sync, client_secret: {file: key}"),
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
    "group_sync": config("group_sync: {enabled: true, claim: groups, allowed_groups: [a, b], allow_lockout: true}\n"),
    "group_sync off": config("group_sync: {enabled: false}\n"),
    "verify": config("verify: {interval: 90s, credentials: 12h}\n"),
    "verify off": config("verify: {interval: 0, credentials: 0s}\n"),
    "verify with nothing below": config("verify:\n"),
    "secret of a command": provider(f"{OKTA}, client_secret: {{command: [/usr/bin/sops, decrypt, '', a.yaml]}}"),
    "secret of a command with variables": provider(
        f"{OKTA}, client_secret: {{command: [SOPS_AGE_KEY_FILE=/etc/age, /usr/bin/sops, -d, a.yaml]}}"),
    "expiry": provider(f"{OKTA}, client_secret_expires: 2027-01-31"),
    "expiry in quotes": provider(f"{OKTA}, client_secret_expires: '2027-01-31'"),
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
    "registration without a token": registration("pocketid", "allowed_groups: [a]"),
    "registration of nothing": registration("authentik", ""),
    "registration of pocketid by an account": registration("pocketid", "token: {file: key}, client_id: x"),
    "registration of keycloak by a token": registration("keycloak", "token: {file: key}"),
    "registration of keycloak without a secret": registration("keycloak", "client_id: x"),
    "registration of keycloak with groups": registration("keycloak", "client_id: x, client_secret: {file: k}, allowed_groups: [a]"),
    "registration of okta": registration("okta", "token: {file: key}"),
    "registration over plain http": registration("pocketid", "token: {file: key}, url: 'http://id.internal'"),
    "registration with a name nobody knows": registration("pocketid", "token: {file: key}, group: a"),
    "no version": "management: {url: https://netbird.example.com, token: {file: token}}\n",
    "version 2": MINIMAL.replace("version: 1", "version: 2"),
    "version in quotes": MINIMAL.replace("version: 1", "version: '1'"),
    "version 1.0": MINIMAL.replace("version: 1", "version: 1.0"),
    "version true": MINIMAL.replace("version: 1", "version: true"),
    "a list": "- version: 1\n",
    "a text": "version\n",
    "nothing": "~\n",
    "unknown setting": config("statistics: {listen: x}\n"),
    "unknown metrics setting": config("metrics: {port: 9464}\n"),
    "misspelt setting": config("reconcille: {}\n"),
    "management of nothing": "version: 1\nmanagement:\n",
    "management a list": "version: 1\nmanagement: [url]\n",
    "no url": "version: 1\nmanagement: {token: {file: token}}\n",
    "no token": "version: 1\nmanagement: {url: https://netbird.example.com}\n",
    "unknown management setting": management("metrics_uri: http://127.0.0.1:9090/metrics"),
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
    "metrics of a file": management("metrics_url: file:///metrics"),
    "metrics with a password": management("metrics_url: http://user:not-a-real-secret@127.0.0.1:9090/metrics"),
    "metrics with a query": management("metrics_url: http://127.0.0.1:9090/metrics?a=b"),
    "proxy of socks": management("proxy: socks5://proxy.example.com"),
    "proxy with a path": management("proxy: http://proxy.example.com/path"),
    "allow_http yes": management("allow_http: yes"),
    "allow_http in quotes": management("allow_http: 'true'"),
    "allow_http 1": management("allow_http: 1"),
    "group_sync without enabled": config("group_sync: {claim: groups}\n"),
    "group_sync with nothing below": config("group_sync:\n"),
    "group_sync unknown setting": config("group_sync: {enabled: true, claims: groups}\n"),
    "group_sync a group twice": config("group_sync: {enabled: true, allowed_groups: [a, b, a]}\n"),
    "group_sync an empty group": config("group_sync: {enabled: true, allowed_groups: ['']}\n"),
    "reconcile a text": config("reconcile: enforce\n"),
    "reconcile unknown setting": config("reconcile: {preflights: block}\n"),
    "mode off": config("reconcile: {mode: off}\n"),
    "mode unknown": config("reconcile: {mode: dry-run}\n"),
    "prune yes": config("reconcile: {prune: yes}\n"),
    "prune true in quotes": config("reconcile: {prune: 'true'}\n"),
    "prune none": config("reconcile: {prune: none}\n"),
    "prune_grace without unit": config("reconcile: {prune_grace: 600}\n"),
    "max_deletes negative": config("reconcile: {max_deletes: -1}\n"),
    "max_deletes in quotes": config("reconcile: {max_deletes: '1'}\n"),
    "max_deletes octal": config("reconcile: {max_deletes: 01}\n"),
    "max_changes negative": config("reconcile: {max_changes: -1}\n"),
    "on_change unknown": config("reconcile: {on_change: wait}\n"),
    "concurrency 0": config("reconcile: {concurrency: 0}\n"),
    "concurrency 65": config("reconcile: {concurrency: 65}\n"),
    "concurrency 4.0": config("reconcile: {concurrency: 4.0}\n"),
    "verify interval without unit": config("verify: {interval: 3600}\n"),
    "verify unknown setting": config("verify: {credential: 24h}\n"),
    "verify credentials false": config("verify: {credentials: false}\n"),
    "expiry with a time": provider(f"{OKTA}, client_secret_expires: 2027-01-31T10:00:00Z"),
    "expiry of a month that is none": provider(f"{OKTA}, client_secret_expires: 2027-13-01"),
    "expiry in another form": provider(f"{OKTA}, client_secret_expires: 31.01.2027"),
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
    "provider unknown setting": provider(f"{OKTA}, preflights: warn"),
    "provider preflight": provider(f"{OKTA}, preflight: off"),
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
    "secret of a command as a text": provider(f"{OKTA}, client_secret: {{command: /usr/bin/sops -d a}}"),
    "secret of a command without a path": provider(f"{OKTA}, client_secret: {{command: [sops, -d, a.yaml]}}"),
    "secret of a command without a program": provider(f"{OKTA}, client_secret: {{command: [A=b]}}"),
    "secret of an empty command": provider(f"{OKTA}, client_secret: {{command: []}}"),
    "secret of a command with a number": provider(f"{OKTA}, client_secret: {{command: [/usr/bin/sops, 12]}}"),
    "secret of a command with a line break": provider(f"{OKTA}, client_secret: {{command: [/bin/echo, \"a\\nb\"]}}"),
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

GOOD_STANDALONE = {
    "minimal": standalone(),
    "manager none": standalone(manager="none"),
    "manager of nothing": standalone("manager:"),
    "pocketid": standalone(manager="{token: {file: key}}"),
    "pocketid at another address": standalone(manager="{token: {env: KEY}, url: 'https://id.internal:1411'}"),
    "authentik": standalone(provider="authentik", manager="{username: NetBird, password: {credential: ak}}"),
    "keycloak": standalone(provider="keycloak", issuer="'https://kc.example.com/realms/x'",
                           manager="{client_id: netbird-backend, client_secret: {file: kc}}"),
    "keycloak whose issuer names no realm": standalone(
        provider="keycloak", manager="{client_id: netbird-backend, client_secret: {file: kc}, url: 'https://kc.example.com/x'}"),
    "keycloak without a manager": standalone(provider="keycloak", manager="none"),
    "generic": standalone(provider="generic", manager="none"),
    "everything": standalone("audience: api", more="  scopes: openid profile\n  token_source: accessToken\n"
                             "  device_login: false\n  reverse_proxy: true\n  secrets: reference\n  allow_http: true\n"
                             "providers: {ca_file: ca.pem, proxy: 'http://proxy.example.com:3128'}\n"),
    "plain http by word": standalone("allow_http: true", issuer="http://id.internal"),
    "registration at pocketid": standalone("registration: {token: {file: key}, allowed_groups: [users]}"),
    "registration at authentik": standalone("registration: {token: {env: KEY}, url: 'https://ak.internal'}",
                                            provider="authentik"),
    "registration at keycloak": standalone("registration: {client_id: sync, client_secret: {file: kc}}",
                                           provider="keycloak", issuer="'https://kc.example.com/realms/x'"),
    "client attested": standalone("client_attested: true", provider="generic", manager="none"),
    "consent to a change of the client": standalone("registration: {token: {file: key}}", more="  allow: [client-change]\n"),
    "management beside": standalone(more="management: {url: https://netbird.example.com, token: {file: token}}\n"),
}

BAD_STANDALONE = {
    "client attested and looked at": standalone("client_attested: true", more="  registration: {token: {file: key}}\n"),
    "consent to what is not there": standalone("allow: [issuer-change]"),
    "token renewed beside": standalone(more="management: {url: https://netbird.example.com, token: {file: token}, token_renew: 30d}\n"),
    "no provider": standalone().replace("  provider: pocketid\n", ""),
    "no domain": standalone().replace("  domain: netbird.example.com\n", ""),
    "standalone of nothing": "version: 1\nstandalone:\n",
    "provider unknown": standalone(provider="okta"),
    "issuer on plain http": standalone(issuer="http://id.internal"),
    "domain without a dot": standalone().replace("netbird.example.com", "netbird"),
    "domain in upper case": standalone().replace("netbird.example.com", "NetBird.example.com"),
    "domain with a digit at its end": standalone().replace("netbird.example.com", "netbird.example.c0m"),
    "scopes without openid": standalone("scopes: profile email"),
    "token_source in small letters": standalone("token_source: idtoken"),
    "secrets elsewhere": standalone("secrets: vault"),
    "manager a word": standalone(manager="auto"),
    "manager without its token": standalone(manager="{url: 'https://id.internal'}"),
    "manager of another provider": standalone(manager="{username: NetBird, password: {file: ak}}"),
    "manager with one setting too many": standalone(manager="{token: {file: key}, username: NetBird}"),
    "authentik without a password": standalone(provider="authentik", manager="{username: NetBird}"),
    "authentik at another address": standalone(
        provider="authentik", manager="{username: NetBird, password: {file: ak}, url: 'https://id.internal'}"),
    "keycloak without the address of its API": standalone(
        provider="keycloak", manager="{client_id: netbird-backend, client_secret: {file: kc}}"),
    "keycloak with a token": standalone(provider="keycloak", manager="{token: {file: key}}"),
    "generic with a manager": standalone(provider="generic", manager="{token: {file: key}}"),
    "manager over plain http": standalone(manager="{token: {file: key}, url: 'http://id.internal'}"),
    "unknown setting": standalone("redirect_uri: /auth"),
    "identity_providers beside": standalone(more="identity_providers: {}\n"),
    "registration without a token": standalone("registration: {url: 'https://id.internal'}"),
    "registration of nothing": standalone("registration:"),
    "registration with a secret": standalone("registration: {token: {file: key}, secret: generated}"),
    "registration at keycloak with a token": standalone("registration: {token: {file: key}}", provider="keycloak"),
    "registration at authentik with groups": standalone(
        "registration: {token: {file: key}, allowed_groups: [users]}", provider="authentik"),
    "registration at a generic provider": standalone("registration: {token: {file: key}}", provider="generic"),
    "registration over plain http": standalone("registration: {token: {file: key}, url: 'http://id.internal'}"),
    "management without a token": standalone(more="management: {url: https://netbird.example.com}\n"),
    "version 2": standalone().replace("version: 1", "version: 2"),
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
    "verify under its least": ("a pattern does not add up units", config("verify: {interval: 59s}\n")),
    "a day that no calendar has": ("a pattern knows no calendar",
                                   provider(f"{OKTA}, client_secret_expires: 2027-02-30")),
    "duration over 3650 days": ("a pattern does not add up units", config("reconcile: {prune_grace: 3651d}\n")),
    "port over 65535": ("a pattern does not count", url("https://netbird.example.com:65536")),
    "issuer with a broken percent code": ("the whole grammar of URLs is no pattern to read",
                                          issuer("https://id.example.com/%zz")),
    "issuer with a raw umlaut": ("the whole grammar of URLs is no pattern to read",
                                 issuer("https://id.example.com/ü")),
    "a placeholder": ("the schema is also for files that a template makes", provider("type: google, client_id: '${X}'")),
    "an endpoint as issuer": ("knows no provider", issuer("https://id.example.com/authorize")),
    "tags": ("tags are gone in JSON's data model", config("log: {level: !!str info}\n")),
    "providers_dir that is missing": ("looks at the disk", config("providers_dir: missing.d\n")),
}
