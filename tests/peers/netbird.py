"""NetBird, played by the sandbox, which asks the real providers of this host."""

import base64
import hashlib
import urllib.parse

from lab import must
from web import Browser, ask_json

TOKEN = "nbp_peerspeerspeerspeerspeerspe0001cwKv"
CLIENT = "http://localhost:53000/"  # of netbird-cli; nothing is asked there
LONGEST = "1800"  # seconds that a story may take


class NetBird:
    def __init__(self, lab):
        process = lab.start("netbird", [str(lab.programs / "netbird-sandbox"), "--token", TOKEN + ":owner",
                                        "--max-seconds", LONGEST, "--reach-this-host", "--any-cli-port"])
        self.url = process.wait_for(r"^listening on (\S+)", 20)[1]
        self.control("PUT", "settings", {"extra": {"user_approval_required": False}})

    def control(self, method, path, document=None):
        return ask_json(method, f"{self.url}/_sandbox/{path}", document).json()

    def restart(self):
        self.control("POST", "restart")

    def connector(self, name):
        """As NetBird keeps it, its secret included; None when there is none of that name."""
        return next((one for one in self.control("GET", "connectors") if one["name"] == name), None)

    @property
    def callback(self):
        return self.url + "/oauth2/callback"

    def login_address(self, name):
        """Where netbird-cli begins a login through the connector of that name."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(b"peers" * 10).digest()).decode().rstrip("=")
        asked = {"client_id": "netbird-cli", "redirect_uri": CLIENT, "response_type": "code", "state": "peers-state",
                 "scope": "openid profile email groups", "code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.url}/oauth2/auth/{self.connector(name)['id']}?{urllib.parse.urlencode(asked)}"

    def must_refuse_login(self, name, person):
        """Somebody signs in at the provider, and NetBird's own page says that it failed."""
        browser = Browser(person, stop_at=CLIENT)
        end = browser.open(self.login_address(name))
        must(end.url.startswith(self.callback) and "Authentication failed." in end.text,
             "NetBird's page \"Authentication failed.\"", f"{end.status} at {end.url.split('?')[0]}")
