/** Signing in with a password over HTTP, as the form does. */
import { z } from 'zod';
import type { Answer, Request } from './browser';

export const PASSWORD = 'a password for the load run';

/** @throws when the server refuses */
export async function signIn(ask: (path: string, request: Request) => Promise<Answer>, email: string): Promise<void> {
  const token = await ask('/api/auth/csrf', { text: true });
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(JSON.parse(token.text));
  const fields = { email, password: PASSWORD, csrfToken, json: 'true', callbackUrl: '/courses' };
  const answer = await ask('/api/auth/callback/password', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    text: true,
  });
  const refused = answer.status !== 200 || answer.text.includes('error=');
  if (refused) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
}
