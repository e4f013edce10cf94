"""What an operator lives through with a generic OpenID Connect provider: a real oidc-provider."""

from lab import must, must_be
from netbird import NetBird
from oidc_provider import OidcProvider, client
from operating import Operator

PERSON = {"login": "ada", "password": "not-a-real-password"}
GROUPS = ["netbird-users", "staff"]
SECRET = "not-a-real-secret"
SPECIAL = "not a/real+secret=&%41:~"

SKIPS = ["TLS and a proxy in front of oidc-provider, and its other versions", "encrypted ID tokens",
         "a login whose token is signed with ES256: the sandbox checks RS256 alone"]


class Story:
    def __init__(self, lab, peers):
        self.lab, self.peers, self.step = lab, peers, lab.step
        self.providers = {}
        with self.step("a NetBird starts, and an oidc-provider with clients of many kinds"):
            self.netbird = NetBird(lab)
            self.host = Operator(lab, self.netbird)
            self.provider = OidcProvider(lab, peers, "oidc-provider", self.clients(), demand_pkce=["pkce"],
                                         settings={"enabledJWA": {"idTokenSigningAlgValues": ["RS256", "ES256"]}})

    def clients(self):
        back = self.netbird.callback
        return [client("basic", SECRET, back),
                client("post", SECRET, back, token_endpoint_auth_method="client_secret_post"),
                client("jwt", SECRET * 2, back, token_endpoint_auth_method="client_secret_jwt"),
                client("special", SPECIAL, back), client("pkce", SECRET, back),
                client("pushed", SECRET, back, require_pushed_authorization_requests=True),
                client("elliptic", SECRET, back, id_token_signed_response_alg="ES256"),
                client("elsewhere", SECRET, "http://127.0.0.1/callback")]

    def tell(self):
        self.logins()
        self.wrong_secret()
        self.demands()
        self.wrong_addresses()
        self.other_servers()

    # What the files say.

    def declared(self, client_id, secret=SECRET, issuer=None):
        self.host.private(f"secrets/{client_id}", secret)
        return {"type": "oidc", "name": client_id, "issuer": issuer or self.provider.issuer, "client_id": client_id,
                "client_secret": {"file": f"secrets/{client_id}"}}

    def declare(self, key, provider):
        """Beside those that are declared already."""
        self.providers[key] = provider
        self.host.declare(self.providers)

    def must_let_in(self, key):
        seen = self.host.sign_in(key, PERSON)["seen"]
        must_be(("ada Example", "ada@example.com", GROUPS), (seen["name"], seen["email"], seen["groups"]),
                "who signed in")

    def must_be_written(self, client_id, secret):
        self.declare(client_id, self.declared(client_id, secret))
        self.host.run(0, "apply")
        self.host.run(0, "plan")
        must_be({}, self.host.findings(client_id, code=0), "what doctor finds")

    def must_be_blocked(self, key, finding):
        """A connector that is not there yet is not made, and doctor says why."""
        self.host.run(1, "apply", key)
        must_be(None, self.netbird.connector(key), "the connector")
        self.host.must_find(key, finding)
        del self.providers[key]

    def must_be_written_in_vain(self, key, finding):
        """Its values are right, and something else keeps users out: apply and doctor say so."""
        told = self.host.run(1, "apply", key).out
        must(f"Logins broken: {key}." in told, "apply says that logins are broken", told)
        self.host.must_find(key, finding)
        del self.providers[key]

    # What happens.

    def logins(self):
        for client_id, secret, how in (("basic", SECRET, "authenticates by Basic"),
                                       ("post", SECRET, "authenticates by post"),
                                       ("special", SPECIAL, "has a secret of special characters"),
                                       ("pkce", SECRET, "demands PKCE")):
            with self.step(f"a client that {how}: it is written, doctor is content, a user signs in"):
                self.must_be_written(client_id, secret)
                self.must_let_in(client_id)
        with self.step("a client whose tokens are signed with ES256: it is written, doctor is content"):
            self.must_be_written("elliptic", SECRET)

    def wrong_secret(self):
        with self.step("a mistyped secret of a live connector does not reach NetBird; doctor names it"):
            self.declare("basic", self.declared("basic", "mistyped"))
            self.host.run(1, "apply")
            must_be(SECRET, self.netbird.connector("basic")["client_secret"], "the secret that NetBird has")
            must("credentials-refused" in self.host.findings("basic"), "doctor finds credentials-refused", "it does not")
            self.declare("basic", self.declared("basic"))
            self.host.run(0, "plan")
            self.must_let_in("basic")
        with self.step("a client that takes no secret but a signed token: blocked, and doctor names it"):
            self.declare("jwt", self.declared("jwt", SECRET * 2))
            self.must_be_blocked("jwt", "credentials-refused")

    def demands(self):
        with self.step("pushed requests are demanded, which NetBird does not send: doctor names it"):
            self.declare("pushed", self.declared("pushed"))
            self.must_be_written_in_vain("pushed", "pushed-requests-required")

    def wrong_addresses(self):
        with self.step("the redirect URI is not registered: blocked, and doctor names it"):
            self.declare("elsewhere", self.declared("elsewhere"))
            self.must_be_blocked("elsewhere", "redirect-refused")
        with self.step("a slash too many in the issuer: blocked, and doctor gives the right spelling"):
            self.declare("slash", {**self.declared("basic", issuer=self.provider.issuer + "/"), "name": "slash"})
            self.must_be_blocked("slash", "issuer-spelling")

    def other_servers(self):
        back = self.netbird.callback
        with self.step("a provider that signs with HS256 alone: blocked, and doctor names it"):
            hmac = OidcProvider(self.lab, self.peers, "oidc-provider-hs256",
                                [client("hmac", SECRET * 2, back, id_token_signed_response_alg="HS256")],
                                settings={"enabledJWA": {"idTokenSigningAlgValues": ["HS256"]}})
            self.declare("hmac", self.declared("hmac", SECRET * 2, hmac.issuer))
            self.must_be_blocked("hmac", "algorithm-unusable")
        with self.step("a provider that demands PKCE and does not list S256: doctor names it"):
            plain = OidcProvider(self.lab, self.peers, "oidc-provider-plain", [client("plain", SECRET, back)],
                                 demand_pkce=["plain"], settings={"pkce": {"methods": ["plain"]}})
            self.declare("plain", self.declared("plain", issuer=plain.issuer))
            self.must_be_written_in_vain("plain", "pkce-required")
        with self.step("a provider that keeps name and email out of the ID token: a login fails at NetBird"):
            bare = OidcProvider(self.lab, self.peers, "oidc-provider-bare", [client("bare", SECRET, back)],
                                settings={"conformIdTokenClaims": True})
            self.declare("bare", self.declared("bare", issuer=bare.issuer))
            self.host.run(0, "apply", "bare")
            self.netbird.must_refuse_login("bare", PERSON)
