/** A real OpenID provider of our own: oidc-provider with its built-in sign-in pages, which accept any password. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type AccountClaims } from 'oidc-provider';

export const CLIENT = { id: 'gradus', secret: 'a secret that the provider and its client share' };

export interface Issuer {
  url: string;
  /** Lets this client come back to that address. */
  admit(redirectUri: string): void;
  /** Parameters of each request that reached the authorization endpoint. */
  asked: Record<string, unknown>[];
  stop(): Promise<void>;
}

/** `accounts`: what it says about whom, by the login that is typed in. */
export async function startIssuer(accounts: Readonly<Record<string, Omit<AccountClaims, 'sub'>>>): Promise<Issuer> {
  const asked: Record<string, unknown>[] = [];
  let answer: ReturnType<Provider['callback']> | null = null;
  const server = createServer((request, response) => {
    if (answer) void answer(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    admit(redirectUri) {
      const provider = new Provider(url, {
        clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        // Without the code's own challenge it refuses.
        pkce: { required: () => true },
        findAccount: (_context, login) => {
          const claims = accounts[login];
          return claims && { accountId: login, claims: () => ({ sub: login, ...claims }) };
        },
        cookies: { keys: ['only for tests'] },
      });
      provider.on('authorization.accepted', (context) => asked.push({ ...context.oidc.params }));
      answer = provider.callback();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
