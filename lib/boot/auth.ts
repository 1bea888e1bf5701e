/** Sign-in through next-auth: its providers, its sessions (which carry a user id and nothing else), and who is asking. */
import { createHmac } from 'node:crypto';
import NextAuth, { getServerSession, type NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { connection } from 'next/server';
import { cache } from 'react';
import { z } from 'zod';
import type { Actor } from '../access/policy';
import { UserIdSchema } from '../base/ids';
import { checkPassword } from '../features/accounts/check-password';
import { findActor } from '../features/accounts/find-actor';
import { linkOidc } from '../features/accounts/link-oidc';
import { listDemoAccounts } from '../features/accounts/list-demo-accounts';
import { signInDemo } from '../features/accounts/sign-in-demo';
import type { DemoAccount } from '../features/accounts/views';
import type { Deps } from '../features/deps';
import type { OidcSettings } from './oidc-env';
import { ADDRESS_HEADER } from './client-address';
import { services, type Services } from './services';

declare module 'next-auth' {
  interface Session {
    user: { id: string };
  }
}

const SESSION_SECONDS = 12 * 60 * 60;

/** Answers /api/auth/*. */
export async function answerAuth(request: Request, context: { params: Promise<unknown> }): Promise<Response> {
  const deps = await services();
  // next-auth takes what is no address for a fault of its own.
  const back = new URL(request.url).searchParams.getAll('callbackUrl').at(-1);
  if (back !== undefined && !isAddress(back)) return Response.json({ error: { code: 'bad_request' } }, { status: 400 });
  const answer: unknown = await NextAuth(request as never, context as never, authOptions(deps));
  if (!(answer instanceof Response)) throw new Error('next-auth gave no response');
  answer.headers.set('Cache-Control', 'no-store');
  return answer;
}

function isAddress(text: string): boolean {
  const url = text.startsWith('/') ? URL.parse(text, 'http://same.invalid') : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol);
}

const SessionSchema = z.object({ user: z.object({ id: UserIdSchema }) });

/** Who is asking, with the roles of this moment; null for nobody. Read once per request. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  // Ends a rendering ahead of time: no build may open the database.
  await connection();
  const deps = await services();
  // Asking sets no cookie: the renewed session that next-auth would make and encrypt for it is thrown away.
  const options = { ...authOptions(deps), jwt: { encode: () => Promise.resolve('') } };
  const session = SessionSchema.safeParse(await getServerSession(options));
  return session.success ? await findActor(deps, session.data.user.id) : null;
});

export interface WaysToSignIn {
  demo: DemoAccount[];
  oidc: { name: string } | null;
}

export async function waysToSignIn(): Promise<WaysToSignIn> {
  const deps = await services();
  const { oidc } = deps.env;
  return { demo: await listDemoAccounts(deps), oidc: oidc && { name: oidc.name } };
}

function authOptions(deps: Services): NextAuthOptions {
  // Without a fixed address next-auth takes host and protocol from the request, so that any port and name work.
  if (!process.env['NEXTAUTH_URL']) process.env['AUTH_TRUST_HOST'] ??= 'true';
  const { oidc } = deps.env;
  return {
    // Sessions and seeds must not share a key.
    secret: createHmac('sha256', deps.secret).update('sessions').digest('base64url'),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      passwordProvider(deps),
      ...(deps.demo ? [demoProvider(deps)] : []),
      ...(oidc === null ? [] : [oidcProvider(oidc)]),
    ],
    callbacks: {
      async signIn({ account, user, profile }) {
        if (account?.provider !== 'oidc' || oidc === null) return true;
        const claims = ClaimsSchema.parse(profile);
        const emailVerified = claims.emailVerified || oidc.vouchesForEmail;
        const answer = await linkOidc(deps, { ...claims, issuer: oidc.issuer, emailVerified });
        if (answer.kind === 'email-unverified') return '/sign-in?error=EmailUnverified';
        // From here on our id stands for the person, not the provider's.
        user.id = answer.person.id;
        return true;
      },
      // The default one throws at what is no address.
      redirect({ url, baseUrl }) {
        const to = URL.parse(url, baseUrl);
        return to?.origin === URL.parse(baseUrl)?.origin ? (to?.href ?? baseUrl) : baseUrl;
      },
      jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub }),
      session: ({ session, token }) => ({ expires: session.expires, user: { id: token.sub ?? '' } }),
    },
    logger: {
      error: (code, metadata) => deps.log.warn({ code, reason: reasonOf(metadata) }, 'sign-in failed'),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** NUL is in nobody's name, and no text of the database holds it. */
const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'));

const PasswordFormSchema = z.object({ email: text(254), password: text(128) });

function passwordProvider(deps: Deps) {
  return CredentialsProvider({
    id: 'password',
    credentials: { email: {}, password: {} },
    async authorize(credentials, request) {
      const form = PasswordFormSchema.safeParse(credentials);
      if (!form.success) return null;
      const answer = await checkPassword(deps, { ...form.data, address: addressOf(request.headers) });
      if (answer.kind === 'too-many') {
        // next-auth hands a thrown message on as the error of its answer.
        throw new Error(`TooMany ${Math.ceil(answer.retryAfterMs / 1000)}`);
      }
      if (answer.kind === 'ok') return { id: answer.person.id };
      deps.log.info({ outcome: answer.kind }, 'sign-in refused');
      return null;
    },
  });
}

const DemoFormSchema = z.object({ account: text(254) });

function demoProvider(deps: Deps) {
  return CredentialsProvider({
    id: 'demo',
    credentials: { account: {} },
    async authorize(credentials) {
      const form = DemoFormSchema.safeParse(credentials);
      const person = form.success ? await signInDemo(deps, form.data) : null;
      return person && { id: person.id };
    },
  });
}

const ClaimsSchema = z
  .object({
    sub: z.string().min(1),
    email: z.string().nullish(),
    // Some providers send it as text.
    email_verified: z.union([z.boolean(), z.stringbool()]).nullish(),
    name: z.string().nullish(),
  })
  .transform((claims) => ({
    subject: claims.sub,
    email: claims.email ?? null,
    emailVerified: claims.email_verified ?? false,
    name: claims.name ?? null,
  }));

/** Of the id token, whose signature and nonce the client has checked: what next-auth hands on is its token set. */
function claimsOf(tokens: object): { sub: string } {
  const claims: unknown = 'claims' in tokens && typeof tokens.claims === 'function' ? tokens.claims() : null;
  return z.looseObject({ sub: z.string().min(1) }).parse(claims);
}

function oidcProvider(settings: OidcSettings): OAuthConfig<{ sub: string }> {
  return {
    id: 'oidc',
    name: settings.name,
    type: 'oauth',
    wellKnown: `${settings.issuer}/.well-known/openid-configuration`,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    userinfo: {
      /** Claims of the signed token; the standard lets providers keep the address for this endpoint. */
      async request({ client, tokens }) {
        const claims = claimsOf(tokens);
        if (ClaimsSchema.parse(claims).email !== null || tokens.access_token === undefined) return claims;
        // The client refuses an answer about anybody but the token's subject.
        return { ...(await client.userinfo(tokens as Parameters<typeof client.userinfo>[0])), ...claims };
      },
    },
    checks: ['pkce', 'state', 'nonce'],
    profile: (claims) => ({ id: claims.sub }),
  };
}

/** The address a try came from, for its rate limit. */
function addressOf(headers: unknown): string {
  const noted = z.object({ [ADDRESS_HEADER]: z.string() }).safeParse(headers);
  return noted.success ? noted.data[ADDRESS_HEADER] : 'unknown';
}

function reasonOf(metadata: unknown): string {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error;
  return error instanceof Error ? error.message : 'unknown';
}
