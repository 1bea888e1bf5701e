/** Addresses and requests of our own site, told from others'. */

/** A path on this site to go back to after sign-in; anything else (`//host`, `https:…`, `\`) becomes `/courses`. */
export function safePath(wanted: unknown): string {
  const fallback = '/courses';
  if (typeof wanted !== 'string' || wanted.length > 2_000 || !wanted.startsWith('/')) return fallback;
  const base = 'http://same.invalid';
  const url = URL.canParse(wanted, base) ? new URL(wanted, base) : null;
  // The parser reads `//host`, `/\host` and tabs in between as browsers do.
  if (url === null || url.origin !== base) return fallback;
  const path = url.pathname + url.search + url.hash;
  // A path that itself begins with two slashes would be another host the next time it is read.
  return path.startsWith('//') || url.pathname.startsWith('/sign-in') || url.pathname.startsWith('/api/')
    ? fallback
    : path;
}

export function signInPath(from: string | null): string {
  const path = safePath(from);
  return path === '/courses' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(path)}`;
}

/** Was this write sent by a page of ours? Browsers say so in headers that no page can forge. */
export function isSameOrigin(request: Request): boolean {
  const fetchSite = request.headers.get('sec-fetch-site');
  if (fetchSite !== null) return fetchSite === 'same-origin';
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host;
}
