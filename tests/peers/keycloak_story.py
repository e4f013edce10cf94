"""What an operator lives through with a real Keycloak."""

import fetched
from keycloak import Keycloak
from lab import must, must_be
from netbird import NetBird
from operating import Operator

PERSON = {"username": "ada", "password": "not-a-real-password"}
GROUPS = ["netbird-users"]
CLIENT = "netbird"
BY_HAND = "by-hand"
ACCOUNT = "idp-sync"
ACCOUNT_SECRET = "not-a-real-account-secret"
VIEWER = "idp-viewer"

SKIPS = ["TLS, a proxy and a host name in front of Keycloak", "Keycloak's other versions",
         "a rotation policy of Keycloak's, which is a preview"]


def differences(before, after):
    """The members of a client that differ; of its attributes those."""
    flat = [{**client, **{f"attributes.{name}": value for name, value in client["attributes"].items()}}
            for client in (before, after)]
    names = sorted(set(flat[0]) | set(flat[1]))
    return [name for name in names if name != "attributes" and flat[0].get(name) != flat[1].get(name)]


class Story:
    def __init__(self, lab, peers):
        self.step = lab.step
        home = fetched.keycloak(peers)
        with self.step("a Keycloak starts, and a NetBird that can reach it"):
            self.keycloak = Keycloak(lab, home)
            self.netbird = NetBird(lab)
            self.host = Operator(lab, self.netbird)
        with self.step("an administrator makes a realm, a user and a service account that may manage clients"):
            self.keycloak.make_realm(PERSON, GROUPS)
            self.keycloak.make_service_account(ACCOUNT, ACCOUNT_SECRET, "manage-clients")
            self.keycloak.make_service_account(VIEWER, ACCOUNT_SECRET, "view-clients")

    def tell(self):
        self.first_apply()
        self.others_work()
        self.drift()
        self.settings_that_break_logins()
        self.new_secrets()
        self.wrong_values()
        self.only_looking()
        self.secret_by_hand()

    # What the files say.

    def registered(self, **more):
        return {"type": "keycloak", "name": "Keycloak", "issuer": self.keycloak.issuer, "client_id": CLIENT,
                "registration": {"client_id": ACCOUNT, "client_secret": {"file": "secrets/account"}, "groups": True,
                                 "secret": "generated"}, **more}

    def client(self):
        return self.keycloak.client(CLIENT)

    def must_be_in_sync(self):
        """Nothing is left to do, NetBird has the client's secret, and doctor is content."""
        self.host.run(0, "plan")
        must_be(self.client()["secret"], self.netbird.connector("Keycloak")["client_secret"],
                "the secret that NetBird has")
        must_be({}, self.host.findings("corp", code=0), "what doctor finds")

    def repair(self):
        """Apply, and by the key: others have changed it back often."""
        self.host.run(0, "apply", "corp")
        self.must_be_in_sync()

    def must_find(self, finding):
        found = self.host.findings("corp")
        must(finding in found, f"doctor finds {finding}", str(list(found)))

    def must_let_in(self, key="corp", groups=GROUPS):
        seen = self.host.sign_in(key, PERSON)["seen"]
        must_be(("Ada Example", "ada@example.com"), (seen["name"], seen["email"]), "who signed in")
        must_be(groups, seen["groups"], "the groups that arrived")

    # What happens.

    def first_apply(self):
        with self.step("one apply makes the client at Keycloak and the connector in NetBird"):
            self.host.private("secrets/account", ACCOUNT_SECRET)
            self.host.declare({"corp": self.registered()})
            self.host.run(0, "check")
            self.host.run(2, "plan")
            must_be(None, self.client(), "the client before apply")
            self.host.run(0, "apply")
            must_be([self.netbird.callback], self.client()["redirectUris"], "the client's redirect URIs")
            self.must_be_in_sync()
        with self.step("a user signs in, and the group arrives"):
            self.must_let_in()

    def others_work(self):
        with self.step("what others changed at the client stays: apply changes nothing"):
            self.keycloak.change(CLIENT, description="changed by hand", baseUrl="https://elsewhere.example.com/",
                                 redirectUris=[self.netbird.callback, "https://elsewhere.example.com/*"],
                                 webOrigins=["https://elsewhere.example.com"], consentRequired=False,
                                 frontchannelLogout=True, directAccessGrantsEnabled=True)
            self.keycloak.change_attributes(CLIENT, {"access.token.lifespan": "300", "made.by.hand": "yes"})
            before = self.client()
            self.host.run(0, "plan")
            self.host.run(0, "apply")
            must_be([], differences(before, self.client()), "what apply changed at the client")

    def drift(self):
        with self.step("the redirect URI is removed by hand: plan and doctor name it, apply adds it alone"):
            before = self.client()
            self.keycloak.change(CLIENT, redirectUris=["https://elsewhere.example.com/*"])
            must("redirect" in self.host.run(2, "plan").out, "plan names the redirect URI", "it does not")
            self.must_find("redirect-refused")
            self.host.run(0, "apply")
            must_be({self.netbird.callback, "https://elsewhere.example.com/*"}, set(self.client()["redirectUris"]),
                    "the client's redirect URIs")
            must(set(differences(before, self.client())) <= {"redirectUris"}, "no other member differs",
                 str(differences(before, self.client())))
            self.must_be_in_sync()
        with self.step("the mapper of groups is removed by hand: apply makes it again, and groups arrive"):
            client = self.client()
            for mapper in client["protocolMappers"]:
                self.keycloak.of_realm("DELETE", f"/clients/{client['id']}/protocol-mappers/models/{mapper['id']}")
            self.host.run(2, "plan")
            self.host.run(0, "apply")
            self.must_be_in_sync()
            self.must_let_in()

    def settings_that_break_logins(self):
        with self.step("the client is switched off: the third change is left to people, who name the key"):
            self.keycloak.change(CLIENT, enabled=False)
            self.must_find("client-disabled")
            must("changed it back 3 times" in self.host.run(1, "apply").out, "apply leaves it to people", "it does not")
            self.repair()
        with self.step("its standard flow is switched off: doctor names it, apply repairs it"):
            self.keycloak.change(CLIENT, standardFlowEnabled=False)
            self.must_find("code-flow-off")
            self.repair()
        with self.step("pushed requests are demanded: doctor names it, apply takes it back"):
            self.keycloak.change_attributes(CLIENT, {"require.pushed.authorization.requests": "true"})
            self.must_find("pushed-requests-required")
            self.repair()
        with self.step("PKCE is demanded, which this NetBird sends: nothing differs, and a user signs in"):
            self.keycloak.change_attributes(CLIENT, {"pkce.code.challenge.method": "S256"})
            self.must_be_in_sync()
            self.must_let_in()

    def new_secrets(self):
        with self.step("rotate asks for --now, as Keycloak has one secret"):
            old = self.client()["secret"]
            self.host.run(1, "rotate", "corp")
            must_be(old, self.client()["secret"], "the secret")
        with self.step("rotate --now: another secret at Keycloak and in NetBird, the old one is refused"):
            self.host.run(0, "rotate", "corp", "--now")
            new = self.client()["secret"]
            must(new != old, "another secret", "the old one")
            must_be(new, self.netbird.connector("Keycloak")["client_secret"], "the secret that NetBird has")
            self.keycloak.must_refuse(CLIENT, old)
            self.keycloak.must_know(CLIENT, new)
        with self.step("until NetBird is restarted a login fails; then it works"):
            self.netbird.must_refuse_login("Keycloak", PERSON)
            self.netbird.restart()
            self.host.run(0, "ack-restart")
            self.must_let_in()
            self.must_be_in_sync()
        with self.step("somebody regenerates the secret at Keycloak: the next apply takes it to NetBird"):
            made = self.keycloak.new_secret(CLIENT)
            self.host.run(2, "plan")
            self.host.run(0, "apply")
            must_be(made, self.netbird.connector("Keycloak")["client_secret"], "the secret that NetBird has")
            self.netbird.restart()
            self.host.run(0, "ack-restart")
            self.must_be_in_sync()
            self.must_let_in()

    def wrong_values(self):
        with self.step("a wrong secret of the service account is named, and nothing is written"):
            before = self.client()
            self.host.private("secrets/account", "not-the-account-secret")
            told = self.host.run(1, "plan").out
            line = next((line for line in told.splitlines() if "service account" in line), "")
            must(ACCOUNT in line and "cannot sign in" in line, "one line about the service account", told)
            must("not-the-account-secret" not in told, "no secret in the output", told)
            self.host.run(1, "apply")
            must_be([], differences(before, self.client()), "what apply changed at the client")
            self.host.private("secrets/account", ACCOUNT_SECRET)
            self.must_be_in_sync()
        with self.step("the realm in other letters: doctor finds no document there"):
            self.host.declare({"corp": self.registered(issuer=self.keycloak.issuer.replace("corp", "Corp"))})
            self.must_find("discovery-missing")
            self.host.declare({"corp": self.registered()})

    def only_looking(self):
        with self.step("with view-clients alone a difference is named, and the write refused in words"):
            registration = {"client_id": VIEWER, "client_secret": {"file": "secrets/account"}, "groups": True}
            self.host.private("secrets/corp", self.client()["secret"])
            self.host.declare({"corp": self.registered(registration=registration,
                                                       client_secret={"file": "secrets/corp"})})
            self.host.run(0, "plan")
            uris = self.client()["redirectUris"]
            self.keycloak.change(CLIENT, redirectUris=["https://elsewhere.example.com/*"])
            self.host.run(2, "plan")
            told = self.host.run(1, "apply")
            must("manage-clients" in told.out + told.err, "the role that is missing", told.text())
            self.keycloak.change(CLIENT, redirectUris=uris)
            self.host.declare({"corp": self.registered()})
            self.must_be_in_sync()

    def secret_by_hand(self):
        with self.step("another client by hand, with a wrong secret: apply is blocked, doctor names it"):
            secret = "not-a-real-secret-by-hand"
            self.keycloak.of_realm("POST", "/clients", {
                "clientId": BY_HAND, "secret": secret, "publicClient": False, "standardFlowEnabled": True,
                "redirectUris": [self.netbird.callback]})
            declared = {"type": "keycloak", "name": "By hand", "issuer": self.keycloak.issuer, "client_id": BY_HAND,
                        "client_secret": {"file": "secrets/by-hand"}}
            self.host.private("secrets/by-hand", "not-the-secret")
            self.host.declare({"corp": self.registered(), "hand": declared})
            self.host.run(1, "apply")
            must_be(None, self.netbird.connector("By hand"), "the connector of the wrong secret")
            self.host.must_find("hand", "credentials-refused")
        with self.step("the right one: it is written, and a user signs in, without groups"):
            self.host.private("secrets/by-hand", secret)
            self.host.run(0, "apply")
            self.must_let_in("hand", groups=None)
        with self.step("it is set to signed tokens, then to pushed requests: doctor names each"):
            self.keycloak.change(BY_HAND, clientAuthenticatorType="client-jwt")
            self.host.must_find("hand", "credentials-refused")
            self.keycloak.change(BY_HAND, clientAuthenticatorType="client-secret")
            self.keycloak.change_attributes(BY_HAND, {"require.pushed.authorization.requests": "true"})
            self.host.must_find("hand", "pushed-requests-required")
