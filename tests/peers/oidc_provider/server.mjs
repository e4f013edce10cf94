// A real OpenID Connect provider on loopback, at a port that the system picks.
//
// usage: node server.mjs SETTINGS
// SETTINGS is JSON: `clients`, as the provider takes them; `settings`, which go to the provider over those here;
// `demand_pkce`, the ids of the clients that must send a challenge. Everybody who gives a login is a user, and in
// the groups of GROUPS.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { generateKeyPair, exportJWK } from 'jose';

const GROUPS = ['netbird-users', 'staff'];

const { clients, settings = {}, demand_pkce: demandPkce = [] } = JSON.parse(process.argv[2]);

async function key(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: alg };
}

function account(ctx, login) {
  const claims = {
    sub: login,
    name: `${login} Example`,
    preferred_username: login,
    email: `${login}@example.com`,
    email_verified: true,
    groups: GROUPS,
  };
  return { accountId: login, claims: async () => claims };
}

const server = createServer();
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients,
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'], // NetBird does not ask for a scope of groups
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    cookies: { keys: ['not-a-real-key'] },
    findAccount: account,
    jwks: { keys: [await key('RS256'), await key('ES256')] },
    pkce: { required: (ctx, client) => demandPkce.includes(client.clientId) },
    ...settings,
    ...(settings.pkce && {
      pkce: { ...settings.pkce, required: (ctx, client) => demandPkce.includes(client.clientId) },
    }),
  });
  server.on('request', provider.callback());
  console.log(`listening on ${url}`);
});

process.on('SIGTERM', () => process.exit(0));
