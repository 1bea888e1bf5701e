'use client';
/** Talks to next-auth's routes as its own client does: a CSRF token first, then a POST that answers with an address. */
import { z } from 'zod';

const TokenSchema = z.object({ csrfToken: z.string() });
const AnswerSchema = z.object({ url: z.string() });

export type AuthAnswer =
  /** Where to go: a page of ours, or the provider's. */
  { kind: 'ok'; url: string } | { kind: 'refused'; error: string } | { kind: 'unreachable' };

async function post(path: string, fields: Record<string, string>): Promise<AuthAnswer> {
  try {
    const token = TokenSchema.parse(await (await fetch('/api/auth/csrf', { cache: 'no-store' })).json());
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, csrfToken: token.csrfToken, json: 'true' }),
    });
    const { url } = AnswerSchema.parse(await response.json());
    const error = new URL(url, window.location.href).searchParams.get('error');
    return error === null ? { kind: 'ok', url } : { kind: 'refused', error };
  } catch {
    return { kind: 'unreachable' };
  }
}

export function signInWith(provider: 'password' | 'demo', fields: Record<string, string>): Promise<AuthAnswer> {
  return post(`/api/auth/callback/${provider}`, { ...fields, callbackUrl: '/courses' });
}

export function startOidc(from: string): Promise<AuthAnswer> {
  return post('/api/auth/signin/oidc', { callbackUrl: from });
}

export function signOut(): Promise<AuthAnswer> {
  return post('/api/auth/signout', { callbackUrl: '/sign-in' });
}
