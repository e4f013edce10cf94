"""A real Keycloak of this host: a realm of its own, and its administration by hand."""

import fetched
from lab import must
from web import ask, ask_json

ADMINISTRATOR = "admin"
PASSWORD = "not-a-real-password"
REALM = "corp"
TIME_TO_START = 180  # seconds between two lines of its log


class Keycloak:
    """It listens on loopback alone, at a port that the system picks, and forgets everything at its end."""

    def __init__(self, lab, home):
        command = ["bash", str(home / "bin/kc.sh"), "start", "--optimized", "--cache=local", "--http-enabled=true",
                   "--http-host=127.0.0.1", "--http-port=0", "--hostname-strict=false"]
        environment = fetched.environment(KC_BOOTSTRAP_ADMIN_USERNAME=ADMINISTRATOR,
                                          KC_BOOTSTRAP_ADMIN_PASSWORD=PASSWORD)
        process = lab.start("keycloak", command, environment=environment)
        self.url = process.wait_for(r"Listening on: (http://\S+)", TIME_TO_START)[1]
        self.issuer = f"{self.url}/realms/{REALM}"
        self.token_endpoint = self.issuer + "/protocol/openid-connect/token"

    # By hand, as an administrator.

    def admin(self, method, path, document=None):
        """A call of the administration below /admin/realms; gives its JSON."""
        form = {"grant_type": "password", "client_id": "admin-cli", "username": ADMINISTRATOR, "password": PASSWORD}
        token = ask("POST", f"{self.url}/realms/master/protocol/openid-connect/token", form).json()["access_token"]
        answer = ask_json(method, f"{self.url}/admin/realms{path}", document, {"Authorization": f"Bearer {token}"})
        return answer.json()

    def of_realm(self, method, path, document=None):
        return self.admin(method, f"/{REALM}{path}", document)

    def client(self, client_id):
        """All that the administration shows of a client, its scopes and mappers included; None: no such one."""
        found = self.of_realm("GET", f"/clients?clientId={client_id}")
        return found[0] if found else None

    def change(self, client_id, **members):
        """As the console does it: the whole client goes back, with these members changed."""
        client = self.client(client_id)
        self.of_realm("PUT", f"/clients/{client['id']}", {**client, **members})

    def change_attributes(self, client_id, attributes):
        self.change(client_id, attributes={**self.client(client_id)["attributes"], **attributes})

    def new_secret(self, client_id):
        """Credentials > Regenerate."""
        return self.of_realm("POST", f"/clients/{self.client(client_id)['id']}/client-secret")["value"]

    def make_realm(self, person, groups):
        self.admin("POST", "", {"realm": REALM, "enabled": True, "attributes": {"frontendUrl": self.url},
                                "groups": [{"name": name} for name in groups]})
        user = {"username": person["username"], "enabled": True, "email": person["username"] + "@example.com",
                "emailVerified": True, "firstName": "Ada", "lastName": "Example", "groups": ["/" + name for name in groups],
                "credentials": [{"type": "password", "value": person["password"], "temporary": False}]}
        self.of_realm("POST", "/users", user)

    def make_service_account(self, client_id, secret, role):
        """A client that may administrate the clients of this realm, as its role says, and nothing else."""
        self.of_realm("POST", "/clients", {"clientId": client_id, "secret": secret, "publicClient": False,
                                           "serviceAccountsEnabled": True, "standardFlowEnabled": False})
        user = self.of_realm("GET", f"/clients/{self.client(client_id)['id']}/service-account-user")
        management = self.client("realm-management")["id"]
        right = self.of_realm("GET", f"/clients/{management}/roles/{role}")
        self.of_realm("POST", f"/users/{user['id']}/role-mappings/clients/{management}", [right])

    def answer_to(self, client_id, secret):
        """What the token endpoint says to a client with a made-up code: its error."""
        form = {"grant_type": "authorization_code", "code": "made-up", "redirect_uri": "http://127.0.0.1/",
                "client_id": client_id, "client_secret": secret}
        return ask("POST", self.token_endpoint, form).json()["error"]

    def must_know(self, client_id, secret):
        must(self.answer_to(client_id, secret) == "invalid_grant", "Keycloak takes the client's secret", "it does not")

    def must_refuse(self, client_id, secret):
        seen = self.answer_to(client_id, secret)
        must(seen == "unauthorized_client", "Keycloak refuses the client's old secret", seen)
