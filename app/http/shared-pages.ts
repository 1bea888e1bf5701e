/**
 * Pages that are the same for everybody, and long or drawn at some cost: each address is rendered once and kept in memory,
 * with a mark where the nonce belongs. Every visitor gets a copy with a nonce of their own.
 */
import { NextResponse } from 'next/server';
import { pagePolicy } from './security-policy';

const SHARED = /^\/(docs\/(engine|capacity)|playground)$/;
/** Addresses; the one that nobody asked for longest gives way. */
const KEPT = 64;
const LONGEST_SEARCH = 400;

/** Of this process alone, so that nobody outside can ask for a page with a nonce that they know. */
const PASSWORD = newNonce();
const PASSWORD_HEADER = 'x-gradus-render';
const MARK = newNonce();

const pages = new Map<string, Promise<string | null>>();

function newNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64');
}

/** The nonce that this request is to be rendered with: the mark, when it is ours. */
export function nonceFor(headers: Headers): string {
  return headers.get(PASSWORD_HEADER) === PASSWORD ? MARK : newNonce();
}

/** True for what `sharedPage` may answer. */
export function isShared(request: { method: string; headers: Headers; nextUrl: URL }): boolean {
  const { method, headers, nextUrl } = request;
  return (
    process.env.NODE_ENV === 'production' &&
    process.env['PORT'] !== undefined &&
    method === 'GET' &&
    SHARED.test(nextUrl.pathname) &&
    nextUrl.search.length <= LONGEST_SEARCH &&
    // Next.js asks for parts of pages in a form of its own.
    !headers.has('rsc') &&
    !headers.has(PASSWORD_HEADER)
  );
}

/** The page with a fresh nonce; null when it could not be rendered ahead, and must be in the ordinary way. */
export async function sharedPage(address: string): Promise<NextResponse | null> {
  const html = await (keep(address) ?? render(address));
  if (html === null) return null;
  const nonce = newNonce();
  return new NextResponse(html.replaceAll(MARK, nonce), {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': pagePolicy(nonce, false),
      'Cache-Control': 'private, no-cache, no-store, max-age=0, must-revalidate',
    },
  });
}

/** What is kept for the address, which now counts as asked for last. */
function keep(address: string): Promise<string | null> | undefined {
  const known = pages.get(address);
  if (known === undefined) return undefined;
  pages.delete(address);
  pages.set(address, known);
  return known;
}

function render(address: string): Promise<string | null> {
  const rendering = ask(address).catch(() => null);
  pages.set(address, rendering);
  const [oldest] = pages.keys();
  if (pages.size > KEPT && oldest !== undefined) pages.delete(oldest);
  void rendering.then((html) => {
    if (html === null) pages.delete(address);
  });
  return rendering;
}

/** From this very server, as somebody whom it does not know. */
async function ask(address: string): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${process.env['PORT']}${address}`, {
    headers: { [PASSWORD_HEADER]: PASSWORD },
    redirect: 'manual',
  });
  const html = await answer.text();
  // Of another server, or cut off in the middle.
  return answer.status === 200 && html.includes(MARK) && html.endsWith('</html>') ? html : null;
}
