"""A real oidc-provider of this host."""

import json

import fetched


class OidcProvider:
    """One more server; `clients` are as the provider takes them."""

    def __init__(self, lab, peers, name, clients, **settings):
        home = fetched.oidc_provider(peers)
        command = ["node", "server.mjs", json.dumps({"clients": clients, **settings})]
        self.issuer = lab.start(name, command, directory=home).wait_for(r"^listening on (\S+)", 60)[1]


def client(client_id, secret, callback, **more):
    return {"client_id": client_id, "client_secret": secret, "redirect_uris": [callback], **more}
