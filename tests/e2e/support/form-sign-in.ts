/** Signing in over HTTP without a browser, as the form does. */
import { z } from 'zod';

/** What the answer would have a browser keep, as it sends it back. */
export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** @param way `demo` or `password` */
export async function signInByForm(url: string, fields: Record<string, string>, way = 'demo'): Promise<Response> {
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  return await fetch(`${url}/api/auth/callback/${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookiesOf(csrf.headers) },
    body: new URLSearchParams({ csrfToken, json: 'true', ...fields }).toString(),
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  });
}
